package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// WhichModel is everything that the page of questions shows. [WhichModel.Update] is the only way it changes.
type WhichModel struct {
	answers  engine.Answers
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
	return WhichModel{theme: Auto}.Update(Opened{Query: query})
}

// Update returns the model after a message.
func (m WhichModel) Update(message any) WhichModel {
	switch msg := message.(type) {
	case Opened:
		m.fault, m.note, m.shareURL = nil, "", ""
		answers, err := engine.ParseAnswers(msg.Query)
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

// WhichPage is the page of questions: a component like [Page], around a [WhichModel].
type WhichPage struct {
	app.Compo
	mounted

	m WhichModel
}

// NewWhichPage returns the page as a link's query opens it.
func NewWhichPage(query string) *WhichPage {
	return &WhichPage{mounted: unmounted(), m: NewWhichModel(query)}
}

// OnMount takes the page over from what the server has drawn.
func (p *WhichPage) OnMount(ctx app.Context) {
	p.mount(ctx, p.send)
	p.m = p.m.Update(ThemePicked{p.firstTheme()})
	p.browser.listen(listeners{back: p.back, run: func() {}, stop: func() {}, hidden: func() {}})
	if p.m.fault == nil {
		p.browser.setAddress(p.m.answers.Link(), false)
	}
}

func (p *WhichPage) send(_ app.Context, message any) {
	before := p.m
	p.m = p.m.Update(message)
	if p.m.theme != before.theme {
		p.showTheme(p.m.theme)
	}
	if _, answered := message.(Answered); answered {
		p.relink(p.m.answers.Link(), whichTitle(p.m), message)
	}
}

// whichTitle is the document's title.
func whichTitle(m WhichModel) string {
	if m.fault != nil {
		return "Which one do I need? · Inflight"
	}
	return engine.Advise(m.answers).Variant.Label() + ": which one do I need? · Inflight"
}

func (p *WhichPage) onAnswer(ctx app.Context, e app.Event) {
	p.send(ctx, Answered{number(data(ctx, "question")), number(data(ctx, "choice"))})
}
func (p *WhichPage) onTheme(ctx app.Context, e app.Event) { p.send(ctx, ThemePicked{p.m.theme.next()}) }

// onCopy puts the address of the answers on the clipboard.
func (p *WhichPage) onCopy(ctx app.Context, e app.Event) {
	address := p.browser.linkTo(p.m.answers.Link())
	p.browser.copy(address, func(ok bool) { p.dispatch(Copied{OK: ok, URL: address}) })
}

// Render is the page as it now is.
func (p *WhichPage) Render() app.UI {
	body := []app.UI{app.H2().Text("Which one do I need?"), notice(p.m.note, p.m.shareURL)}
	if p.m.fault != nil {
		body = append(body, app.P().ID("fault").Class("message bad").Role("alert").Text(p.m.fault.text))
	}
	advice := engine.Advise(p.m.answers)
	body = append(body, app.Div().Class("which").Body(p.questions(), advised(advice)))
	return app.Div().ID("page").Body(
		top{"which one?", places{"/which", advice.Link, ""}, copyButton(p.onCopy), p.m.theme, p.onTheme}.view(),
		app.Main().Body(body...),
	)
}

// notice is what a button did, in words, and the link where it is to be copied by hand.
func notice(words, link string) app.UI {
	if words == "" {
		return nil
	}
	body := []app.UI{app.Span().Text(words)}
	if link != "" {
		body = append(body, app.Code().Text(link))
	}
	return app.P().ID("note").Class("message").Role("status").Body(body...)
}

func (p *WhichPage) questions() app.UI {
	body := []app.UI{}
	for i, q := range engine.Questions {
		body = append(body, p.question(i, q))
	}
	return app.Div().Class("questions").Body(body...)
}

// question is a group of two answers.
func (p *WhichPage) question(i int, q engine.Question) app.UI {
	idle := q.Key == "order" && p.m.answers[0] == 1 // whoever needs one result has no order
	body := []app.UI{app.Legend().Text(q.Text)}
	for j, c := range q.Choices {
		id := q.Key + "-" + c.Value
		body = append(body, app.Label().Class("field switch").For(id).Body(
			app.Input().ID(id).Type("radio").Name(q.Key).Value(c.Value).DataSet("question", strconv.Itoa(i)).DataSet("choice", strconv.Itoa(j)).
				Checked(p.m.answers[i] == j).Disabled(idle).OnChange(p.onAnswer),
			app.Span().Text(c.Text)))
	}
	return app.FieldSet().Disabled(idle).Body(body...)
}

// advised is the strategy, why, and where it goes wrong.
func advised(a engine.Advice) app.UI {
	return app.Section().ID("advice").Aria("label", "Advice").Aria("live", "polite").Body(
		app.P().Class("answer").Text(a.Variant.Label()),
		app.P().Text(a.Why),
		example(a.Link, "advice"),
		app.P().Body(app.A().ID("advice-link").Href(address("/", a.Link)).Text("See it at work")),
		app.H3().Text("Where it goes wrong"),
		app.P().Text(a.Counter.Why),
		example(a.Counter.Link, "counter"),
		app.P().Class("hint").Text(a.Counter.Figures),
		app.P().Class("links").Body(
			app.A().ID("counter-link").Href(address("/", a.Counter.Link)).Text("See it go wrong"),
			app.A().ID("better-link").Href(address("/compare", a.Counter.Compare)).Text("Compare "+a.Counter.Worse+" with "+a.Counter.Better),
		),
	)
}

// The pictures of examples: their width in pixels, and how many tasks they show.
const (
	exampleWidth = 560.0
	exampleLanes = 12
)

// example is the picture of a scenario of our own, for a wide window and for a phone.
func example(link, id string) app.UI {
	s, err := engine.Parse(link)
	if err != nil {
		return nil
	}
	log, err := engine.Simulate(s)
	if err != nil {
		return nil
	}
	t := engine.Fold(s, log, engine.WholeLog)
	o := engine.LayoutOptions{Width: exampleWidth, Lanes: engine.LowLanes, Crop: len(t.Lanes) > exampleLanes, To: exampleLanes}
	wide := engine.Layout(t, o).SVG(engine.SVGOptions{ID: id})
	o.Width = narrowWidth
	return raw(`<div class="example"><div class="only-wide">` + wide + `</div><div class="only-narrow">` +
		engine.Layout(t, o).SVG(engine.SVGOptions{ID: id + "-narrow"}) + "</div></div>")
}
