package model

import (
	"net/url"
	"strings"

	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// WhichModel is everything that the page of questions shows. [WhichModel.Update] is the only way it changes.
type WhichModel struct {
	Answers  view.Answers
	Advice   view.Advice      // on these
	Own      string           // the link of the scenario that somebody came with, or ""
	Compared *view.Comparison // its strategy and the advised one, with its tasks; nil without such a scenario
	Rivalry  string           // the link of that comparison
	Language program.Language // of the code
	Copied   CopyResult
	Fault    *Fault // why the link gives no answers; nil if it does
	Theme    Theme
	Note     string // what became of copying the link, in words
	ShareURL string // the link, where the clipboard was refused it
}

// The messages that only the page of questions has.
type (
	// Answered is the choice, 0 or 1, of an answer to a question, by its place.
	Answered struct{ Question, Choice int }
	// Copied says whether the clipboard took the link.
	Copied struct {
		OK  bool
		URL string
	}
)

// NewWhichModel returns the page as a link opens it. Questions that the link does not answer have their first choice.
func NewWhichModel(query string) WhichModel {
	m := WhichModel{Theme: Auto, Language: program.Python}.Update(Opened{Query: query})
	if m.Fault != nil {
		return m.withAnswers(m.Answers)
	}
	return m
}

// Update returns the model after a message.
func (m WhichModel) Update(message any) WhichModel {
	switch msg := message.(type) {
	case Opened:
		m.Fault, m.Note, m.ShareURL = nil, "", ""
		own, query := cutOwn(msg.Query)
		m.Own = own
		answers, err := view.ParseAnswers(query)
		if err != nil {
			m.Fault = faultOf(err)
			return m
		}
		return m.withAnswers(answers)
	case Answered:
		if msg.Question >= 0 && msg.Question < len(m.Answers) && msg.Choice >= 0 && msg.Choice < 2 {
			answers := m.Answers
			answers[msg.Question] = msg.Choice
			m.Fault, m.Note, m.ShareURL = nil, "", ""
			return m.withAnswers(answers)
		}
	case LanguagePicked:
		if _, known := LanguageNames[msg.Language]; known {
			m.Language = msg.Language
		}
	case CodeCopied:
		m.Copied = msg.result()
	case ThemePicked:
		m.Theme = msg.Theme
	case Copied:
		m.Note, m.ShareURL = msg.words()
	}
	return m
}

// withAnswers is the page with other answers.
func (m WhichModel) withAnswers(a view.Answers) WhichModel {
	m.Answers, m.Advice = a, view.Advise(a)
	m.Compared, m.Rivalry = nil, ""
	if m.Own == "" {
		return m
	}
	s, err := engine.Parse(m.Own)
	if err != nil || s.Live() || s.CountTasks() > mostAsked {
		return m
	}
	others := []string{m.Advice.Variant.String()}
	if others[0] == s.Strategy {
		others = nil
	}
	if s, variants, err := s.Against(others...); err == nil {
		m.Compared, m.Rivalry = view.Compare(s, variants), engine.ComparisonLink(s, variants)
	}
	return m
}

// mostAsked is the greatest number of requests of a scenario that is compared there.
const mostAsked = 1000

// scenarioKey is the key of a scenario in a link of the questions.
const scenarioKey = "scenario"

// cutOwn takes the scenario that somebody comes with out of a link; the rest are answers.
func cutOwn(query string) (own, rest string) {
	var parts []string
	for part := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		if value, found := strings.CutPrefix(part, scenarioKey+"="); found {
			own = Unescape(value)
		} else {
			parts = append(parts, part)
		}
	}
	return own, strings.Join(parts, "&")
}

// Link is that of answers, with the scenario that somebody came with.
func (m WhichModel) Link(a view.Answers) string {
	switch link := a.Link(); {
	case m.Own == "":
		return link
	case link == "":
		return WhichFor(m.Own)
	default:
		return link + "&" + WhichFor(m.Own)
	}
}

// WhichFor is the link of the questions about a scenario; one that is long stays at home.
func WhichFor(link string) string {
	if link == "" || len(link) > longLink {
		return ""
	}
	return scenarioKey + "=" + url.QueryEscape(link)
}

// words say what became of the link; it is given where it is to be copied by hand.
func (c Copied) words() (note, url string) {
	if c.OK {
		return "Link copied.", ""
	}
	return "The browser refused the clipboard. The link:", c.URL
}
