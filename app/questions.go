package app

import (
	"cmp"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine/view"
)

// WhichPage is the page of questions: a component like [Page], around a [model.WhichModel].
type WhichPage struct {
	app.Compo
	mounted

	m       model.WhichModel
	written written
}

// NewWhichPage returns the page as a link's query opens it.
func NewWhichPage(query string) *WhichPage {
	return &WhichPage{mounted: newMounted(), m: model.NewWhichModel(query)}
}

// inBrowser is the page that is about to take over from what the server has drawn. All that it is drawn from is known, so that it is drawn
// once.
func (p *WhichPage) inBrowser(b *browser) *WhichPage {
	p.browser = b
	p.m = p.m.Update(model.ThemePicked{Theme: p.firstTheme()})
	return p
}

// OnMount takes the page over.
func (p *WhichPage) OnMount(ctx app.Context) {
	ctx.PreventUpdate()
	p.mount(ctx, p.send)
	p.browser.listen(listeners{back: p.openFromHistory, run: func() {}, stop: func() {}, hidden: func() {}})
	if p.m.Fault == nil {
		p.browser.setAddress(p.m.Link(p.m.Answers), false)
	}
	ctx.Defer(p.showMain)
}

func (p *WhichPage) send(ctx app.Context, message any) {
	before := p.m
	p.m = p.m.Update(message)
	if p.m.Theme != before.Theme {
		p.showTheme(p.m.Theme)
	}
	if _, answered := message.(model.Answered); answered {
		p.relink(p.m.Link(p.m.Answers), p.m.Title(), message)
	}
	if p.m.Answers != before.Answers || p.m.Language != before.Language {
		ctx.Defer(p.showMain)
	}
}

// onAnswer handles a click on an answer within the page. A click that asks for a new tab or window is left to the browser.
func (p *WhichPage) onAnswer(ctx app.Context, e app.Event) {
	leave(ctx, e)
	for _, key := range []string{"ctrlKey", "metaKey", "shiftKey", "altKey"} {
		if e.Get(key).Bool() {
			return
		}
	}
	e.PreventDefault()
	p.send(ctx, model.Answered{Question: number(data(ctx, "question")), Choice: number(data(ctx, "choice"))})
}

func (p *WhichPage) onTheme(ctx app.Context, e app.Event) {
	p.send(ctx, model.ThemePicked{Theme: p.m.Theme.Next()})
}

// onCopy puts the address of the answers on the clipboard.
func (p *WhichPage) onCopy(ctx app.Context, e app.Event) {
	address := p.browser.linkTo(p.m.Link(p.m.Answers))
	p.browser.copy(address, func(ok bool) { p.dispatch(model.Copied{OK: ok, URL: address}) })
}

// Render is the page as it now is.
func (p *WhichPage) Render() app.UI {
	body := []app.UI{app.Section().Class("lesson").Body(app.H1().Class("titled").Text("Which one do I need?"),
		app.P().Class("notice").
			Text("Your numbers, run 200 times, or four answers name a strategy, and say where it goes wrong.")), notice(p.m.Note, p.m.ShareURL)}
	if p.m.Fault != nil {
		body = append(body, app.P().ID("fault").Class("message bad").Role("alert").Text(p.m.Fault.Text))
	}
	body = append(body, decideForm(p.m.Own), app.Div().Class("which").Body(p.questions(), p.advice(p.m.Advice)))
	return app.Div().ID("page").Body(
		top{root: p.root, page: "/which", playground: cmp.Or(p.m.Own, p.m.Advice.Link), compare: p.m.Rivalry, which: p.m.Link(p.m.Answers),
			theme: p.m.Theme, onTheme: p.onTheme,
			actions: []app.UI{examplesButton(nil), copyButton(p.onCopy)}}.view(),
		app.Main().ID("main").TabIndex(-1).Body(body...),
	)
}

// notice says what a button did, and shows the link if it must be copied by hand.
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
	for i, q := range view.Questions {
		body = append(body, p.question(i, q))
	}
	return app.Div().Class("questions").Body(body...)
}

// question is a group of two answers, each the link of the page that it leads to.
func (p *WhichPage) question(i int, q view.Question) app.UI {
	idle := q.Key == "order" && p.m.Answers[0] == 1
	asked := []app.UI{app.Span().Text(q.Text)}
	if idle {
		asked = append(asked, app.Span().Class("hint").Text("One has no order."))
	}
	body := []app.UI{app.P().ID("ask-" + q.Key).Class("asked").Body(asked...)}
	for j, c := range q.Choices {
		body = append(body, p.answer(i, j, q.Key+"-"+c.Value, idle))
	}
	return app.Div().Class("question").Role("group").Aria("labelledby", "ask-"+q.Key).Body(body...)
}

// answer is the link of the present answers with one of them changed. An answer that makes no difference leads nowhere.
func (p *WhichPage) answer(question, choice int, id string, idle bool) app.UI {
	answers := p.m.Answers
	answers[question] = choice
	a := app.A().ID(id).Class("choice").DataSet("question", strconv.Itoa(question)).DataSet("choice", strconv.Itoa(choice)).
		Text(view.Questions[question].Choices[choice].Text)
	if p.m.Answers[question] == choice {
		a.Aria("current", true)
	}
	if idle {
		return a.Role("link").Aria("disabled", true)
	}
	return a.Href(p.root.address("/which", p.m.Link(answers))).OnClick(p.onAnswer)
}

// decideForm asks for numbers; the script which.js reads them and answers below. A scenario that somebody came with fills it.
func decideForm(own string) app.UI {
	field := func(name, words, example, class string) app.UI {
		id := "decide-" + name
		return app.Div().Class("field").Body(app.Label().For(id).Text(words),
			app.Input().ID(id).Type("text").Class(class).Name(name).Placeholder(example).AutoComplete(false).Spellcheck(false))
	}
	return app.Section().ID("decide-section").Class("decision").Aria("label", "With your numbers").Body(
		app.H2().Text("With your numbers"),
		app.Form().ID("decide").DataSet("scenario", own).Body(
			field("requests", "Requests", "40", "short"), field("from", "They usually take", "120 ms", "short"),
			field("to", "and one in a hundred", "900 ms", "short"), field("fail", "Of a hundred fail", "5", "short"),
			field("at_once", "At once, at most", "10", "short"), field("server", "The server's limit", "rate:5/1s", "short"),
			field("deadline", "All answers within", "2 s", "short"),
			field("tasks", "or as a task list", "a=1s,120ms..900ms!503@5%*40", "long"),
			app.Button().ID("decide-ask").Type("submit").Class("primary").Text("Which strategy?")),
		app.P().ID("decide-fault").Class("message bad").Role("alert").Hidden(true),
		app.Div().ID("decided"))
}
