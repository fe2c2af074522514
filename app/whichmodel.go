package app

import (
	"inflight/engine/program"
	"inflight/engine/view"
)

// WhichModel is everything that the page of questions shows. [WhichModel.Update] is the only way it changes.
type WhichModel struct {
	answers  view.Answers
	language program.Language // of the code
	copied   copied
	fault    *fault // why the link gives no answers; nil if it does
	theme    Theme
	note     string // what became of copying the link, in words
	shareURL string // the link, where the clipboard was refused it
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
	return WhichModel{theme: Auto, language: program.Python}.Update(Opened{Query: query})
}

// Update returns the model after a message.
func (m WhichModel) Update(message any) WhichModel {
	switch msg := message.(type) {
	case Opened:
		m.fault, m.note, m.shareURL = nil, "", ""
		answers, err := view.ParseAnswers(msg.Query)
		if err != nil {
			m.fault = faultOf(err)
			return m
		}
		m.answers = answers
	case Answered:
		if msg.Question >= 0 && msg.Question < len(m.answers) && msg.Choice >= 0 && msg.Choice < 2 {
			m.answers[msg.Question] = msg.Choice
			m.fault, m.note, m.shareURL = nil, "", ""
		}
	case LanguagePicked:
		if _, known := languageNames[msg.Language]; known {
			m.language = msg.Language
		}
	case CodeCopied:
		m.copied = msg.copied()
	case ThemePicked:
		m.theme = msg.Theme
	case Copied:
		m.note, m.shareURL = msg.words()
	}
	return m
}

// words say what became of the link; it is given where it is to be copied by hand.
func (c Copied) words() (note, url string) {
	if c.OK {
		return "Link copied.", ""
	}
	return "The browser refused the clipboard. The link:", c.URL
}
