package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// NewEmbedComparison returns the page of a comparison as it looks inside somebody else's.
func NewEmbedComparison(query string) *ComparePage {
	e, link, wrong := ParseEmbed(query)
	p := NewComparePage(link)
	p.inside(e)
	p.m.theme = e.Theme
	if wrong != nil {
		p.m.alert = wrong.Error()
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
	body := []app.UI{app.Header().Class("embed-head").Body(head...), p.fault(p.m.fault != nil), p.messages()}
	if c := p.m.shown(); c != nil {
		body = append(body, p.verdict(), p.figures(c), p.pictures(c))
	}
	if e.Has("link") {
		body = append(body, app.Footer().Class("embed-foot").Body(
			app.A().ID("open").Href(address("/compare", p.m.link)).Target("_blank").Rel("noopener").Text("Open in Inflight")))
	}
	return embedRoot(e, "compare embedded").Body(app.Main().Body(body...))
}

// order does what the page around an embed asks for, as [Page.order] does.
func (p *ComparePage) order(ctx app.Context, kind, value string) {
	switch kind {
	case "run":
		p.askRun(ctx)
	case "stop":
		p.send(ctx, StopAsked{})
	case "scenario":
		p.send(ctx, Opened{Query: queryOf(value)})
	case "theme", "font-size":
		p.orderLook(ctx, kind, value)
	}
}

// tellHost tells the page around an embed what a message has changed.
func (p *ComparePage) tellHost(before CompareModel, message any) {
	if p.m.link != before.link {
		p.announce("change", map[string]any{"scenario": p.m.link})
	}
	if p.m.fault != nil && p.m.fault != before.fault {
		p.complain(p.m.fault.text)
	}
	if news, ok := message.(RowHappened); ok && news.Run == p.m.run.Number && p.m.run.Active() {
		p.announce("events", map[string]any{"live": true, "row": p.m.live.Rows[news.Row].Label, "events": news.Events})
	}
	switch {
	case p.m.run.State == Running && before.run.State != Running:
		p.announce("run", map[string]any{"live": true, "scenario": p.m.link})
	case before.run.Active() && !p.m.run.Active():
		p.announce("finish", map[string]any{"live": true, "stopped": p.m.run.State == Stopped})
	}
}
