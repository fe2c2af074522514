package app

import (
	"context"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/app/own"
	"inflight/engine/view"
)

// NewEmbedPage returns the page as it looks inside somebody else's. It is the playground with other parts around the same model: it
// has no place for the address, the presets and the files, and keeps nothing in the browser's storage.
func NewEmbedPage(ctx context.Context, query string) *Page {
	e, link, wrong := model.ParseEmbed(query)
	p := NewPage(ctx, link)
	p.embedIn(e)
	p.m.Theme, p.m.Language, p.m.Printing = e.Theme, e.Language, e.Shows("log")
	p.m.Replay.Speed = e.Speed
	p.m = p.m.Update(playingOf(e))
	if e.Shows("connections") && !e.Shows("timeline") {
		p.m.View = model.ConnectionsView
	}
	if wrong != nil {
		p.m.Alert = wrong.Error()
	}
	return p
}

// ready reports whether the page's buttons work. In an embed they work even before the program is there: pressing one fetches it.
func (p *Page) ready() bool { return p.width > 0 || p.embed != nil }

// renderEmbed is the page inside somebody else's: the run first, then what explains it, and the rest folded away.
func (p *Page) renderEmbed() app.UI {
	e := p.embed
	body := []app.UI{p.embedHead(), p.embedEditor(), p.embedPicture()}
	if p.m.Own.On {
		body = append(body, p.ownPart())
	}
	for _, part := range []struct {
		view string
		ui   func() app.UI
	}{{"code", p.code}, {"narration", p.whatHappened}, {"server", p.server}, {"events", p.eventTable}} {
		if e.Shows(part.view) && !(p.m.Own.On && (part.view == "code" || part.view == "server" || p.m.WholeRun() == nil)) {
			body = append(body, part.ui())
		}
	}
	class := "embedded"
	if e.Compact {
		class += " compact"
	}
	root := embedRoot(e, class).DataSet("duration", strconv.FormatFloat(model.DurationOf(p.m.WholeRun()), 'f', -1, 64))
	return root.Body(embedBody(append(body, p.embedFoot())))
}

// embedRoot is the element from which the page's own script (frame.js) learns about the embed. A comparison does not play.
func embedRoot(e *model.Embed, class string) app.HTMLDiv {
	return app.Div().ID("page").Class(class).DataSet("load", e.Load).
		DataSet("autoplay", strconv.FormatBool(e.Autoplay && !e.Compares()))
}

// embedBody is all of an embed. Its parts are no landmarks: those of the page around would be lost among them.
func embedBody(parts []app.UI) app.UI { return app.Article().Body(parts...) }

// embedHead says what runs, and runs it.
func (p *Page) embedHead() app.UI {
	words := "The scenario cannot be read"
	body := []app.UI{}
	if t := p.m.ShownRun(); t != nil {
		words = view.Heading(t.Scenario)
	} else if p.m.Scenario != nil {
		words = view.Heading(p.m.Scenario)
	}
	if p.m.Own.On {
		return app.Header().Class("embed-head").Body(app.H1().Text(words), p.ownRun())
	}
	body = append(body, app.H1().Text(words),
		app.Span().ID("state").Class("badge").Class(runClass(p.m.Run.State)).Text(p.m.Run.State.Words()))
	if p.embed.Has("run") {
		body = append(body, p.actions().view())
	}
	return app.Header().Class("embed-head").Body(body...)
}

// ownRun is the button that brings Python, and then the program to its run. Afterwards the panel has one.
func (p *Page) ownRun() app.UI {
	if p.editing || !p.embed.Has("run") {
		return nil
	}
	return app.Div().Class("actions").Body(app.Button().ID("run").Type("button").Class("primary").Text("Run").
		Title(own.RunTitle).OnClick(p.onRun))
}

// embedEditor is what can be edited, and what is to be said about it.
func (p *Page) embedEditor() app.UI {
	e, body := p.editor(), []app.UI{}
	if p.m.Own.On {
		return p.scenario()
	}
	if p.embed.Has("strategy") {
		body = append(body, app.Div().Class("embed-strategy").Body(e.strategy(), e.chips()))
	}
	if p.embed.Has("tasks") {
		body = append(body, app.Div().Class("embed-tasks").Body(e.tasks("Tasks"), e.asTabs(), helpChip(), e.taskHelp()), e.faultNote())
	} else {
		e.mends = nil
		body = append(body, e.faultNote())
	}
	return app.Section().Class("scenario").Role("group").Aria("label", "Scenario").Body(append(body, p.actions().messages())...)
}

// embedPicture is the timeline, or its other view, with what moves through it.
func (p *Page) embedPicture() app.UI {
	t := p.m.ShownRun()
	var notice app.UI
	switch {
	case !p.embed.HasPicture():
		return p.printedLog()
	case t == nil:
		return app.Section().Class("hero").Role("group").Aria("label", "Timeline").Body(p.picture().view(), p.missingNote())
	}
	if p.m.Own.Came {
		notice = app.P().Class("hint").Text(p.ownNotice())
	}
	body := []app.UI{app.P().ID("progress").Class("hint").Role("status").Aria("live", p.liveliness()).Text(p.embedProgress())}
	if p.embed.Shows("timeline") && p.embed.Shows("connections") {
		body = append(body, p.views(), p.panel(), p.otherView())
	} else {
		body = append(body, p.withHandles().view())
	}
	if p.embed.Has("replay") {
		body = append(body, p.later.part(replayPart, p.replayRow))
	}
	return app.Section().Class("hero").Role("group").Aria("label", "Timeline").Body(append(body, notice, p.notes(), p.printedLog())...)
}

// otherView is the view behind the other tab, for readers without scripts. It is nil once the program runs.
func (p *Page) otherView() app.UI {
	if p.width > 0 {
		return nil
	}
	pic := p.picture()
	pic.byConnection = true
	return app.NoScript().Body(app.Div().Class("picture").Body(pic.firstSheets()...))
}

// embedProgress is one line, whatever the run does, so that nothing below it moves.
func (p *Page) embedProgress() string {
	if words := p.progress(); words != "" {
		return words
	}
	if p.m.Drag != nil || p.m.ShowsConnections() {
		return p.pictureWords()
	}
	return p.subtitle(p.m.ShownRun())
}

// embedFoot folds away what helps to read the picture, and leads to the playground.
func (p *Page) embedFoot() app.UI {
	body := []app.UI{}
	if t := p.m.WholeRun(); t != nil && p.embed.HasPicture() {
		if !p.embed.Shows("events") {
			body = append(body, foldedPart("Events", p.eventTable()))
		}
		body = append(body, foldedPart("Signs", p.legend()))
	}
	if p.embed.Has("link") {
		body = append(body, app.A().ID("open").Href(p.root.address("/", p.m.Address().Link)).Target("_blank").Rel("noopener").
			Text("Open in Inflight"))
	}
	return app.Footer().Class("embed-foot").Body(body...)
}

// foldedPart is a part that opens on a click, and in print.
func foldedPart(words string, part app.UI) app.UI {
	return app.Details().Class("folded").Body(app.Summary().Text(words), part)
}

// lanesHeight is the height of the lanes before they scroll: less in an embed of a height that cannot grow.
func (p *Page) lanesHeight() float64 {
	if p.embed == nil || p.browser == nil {
		return rowsHeight
	}
	return p.browser.length("--lanes", rowsHeight)
}

// linkOut is the query under which this page opens with the scenario's own policy.
func (p *Page) linkOut() string {
	if p.embed == nil || p.m.Link == "" {
		return p.m.Link
	}
	if keys := joinKeys(p.embed.Keys()); keys != "" {
		return p.m.Link + "&" + keys
	}
	return p.m.Link
}

// files takes the files that are dropped onto the page; an embed takes none.
func (p *Page) files() opened {
	if p.embed != nil {
		return nil
	}
	return p.onFile
}

// NewEmbedComparison returns the page of a comparison as it looks inside somebody else's.
func NewEmbedComparison(ctx context.Context, query string) *ComparePage {
	e, link, wrong := model.ParseEmbed(query)
	p := NewComparePage(ctx, link)
	p.embedIn(e)
	p.m.Theme = e.Theme
	if wrong != nil {
		p.m.Alert = wrong.Error()
	}
	return p
}

// renderEmbed is the verdict, the figures and the pictures. What is compared comes from the link alone.
func (p *ComparePage) renderEmbed() app.UI {
	e := p.embed
	head := []app.UI{app.H1().Text("Comparison")}
	if e.Has("run") {
		head = append(head, p.buttons())
	}
	body := []app.UI{app.Header().Class("embed-head").Body(head...), p.editor().faultNote(), p.messages()}
	if p.times++; p.m.ShownComparison() != nil {
		body = append(body, p.results()...)
	}
	if e.Has("link") {
		body = append(body, app.Footer().Class("embed-foot").Body(
			app.A().ID("open").Href(p.root.address("/compare", p.m.Link)).Target("_blank").Rel("noopener").Text("Open in Inflight")))
	}
	return embedRoot(e, "compare embedded").Body(embedBody(body))
}

// order does what the page around an embed asks for, as [Page.order] does.
func (p *ComparePage) order(ctx app.Context, o order) {
	switch o.kind {
	case "run":
		p.scriptRun(func(list []comparedTrace) { o.keep(list) }, o.refuse)
	case "stop":
		p.send(ctx, model.StopAsked{})
		p.promises.AtEnd(p.m.Run, func() { o.keep(traces(p.m.ShownComparison())) })
		p.showOnceStopped()
	case "play", "pause", "seek":
		o.refuse(o.kind + ": a comparison is not played")
	case "scenario":
		p.openFor(ctx, model.Opened{Query: queryOf(o.value)}, "scenario")
		o.keep(nil)
	case "frame":
		p.openFor(ctx, model.FrameAsked{}, "attributes")
	default:
		p.orderLook(ctx, o)
	}
}

// tellHost tells the page around an embed what a message has changed.
func (p *ComparePage) tellHost(before model.CompareModel, message any) {
	if p.m.Link != before.Link {
		p.announce("change", map[string]any{"scenario": p.m.Link})
	}
	if p.m.Fault != nil && p.m.Fault != before.Fault {
		p.complain(p.m.Fault.Text)
	}
	if news, ok := message.(model.RowHappened); ok && len(news.Events) > 0 && news.Run == p.m.Run.Number && p.m.Run.IsActive() {
		p.announce("events", map[string]any{"live": true, "row": p.m.Live.Rows[news.Row].Label, "events": news.Events})
	}
	switch {
	case p.m.Run.State == model.Running && before.Run.State != model.Running:
		p.announce("run", map[string]any{"live": true, "scenario": p.m.Link})
	case before.Run.IsActive() && !p.m.Run.IsActive():
		p.announce("finish", map[string]any{"live": true, "stopped": p.m.Run.State == model.Stopped})
	}
}
