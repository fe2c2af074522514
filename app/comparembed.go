package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"inflight/app/model"
)

// NewEmbedComparison returns the page of a comparison as it looks inside somebody else's.
func NewEmbedComparison(query string) *ComparePage {
	e, link, wrong := model.ParseEmbed(query)
	p := NewComparePage(link)
	p.inside(e)
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
	body := []app.UI{app.Header().Class("embed-head").Body(head...), p.fault(p.m.Fault != nil), p.messages()}
	if c := p.m.Shown(); c != nil {
		body = append(body, p.verdict(), p.figures(c), p.pictures(c))
	}
	if e.Has("link") {
		body = append(body, app.Footer().Class("embed-foot").Body(
			app.A().ID("open").Href(model.Address("/compare", p.m.Link)).Target("_blank").Rel("noopener").Text("Open in Inflight")))
	}
	return embedRoot(e, "compare embedded").Body(app.Main().Body(body...))
}

// order does what the page around an embed asks for, as [Page.order] does.
func (p *ComparePage) order(ctx app.Context, kind, value string) {
	switch kind {
	case "run":
		p.askRun(ctx)
	case "stop":
		p.send(ctx, model.StopAsked{})
	case "scenario":
		p.send(ctx, model.Opened{Query: queryOf(value)})
	default:
		p.orderLook(ctx, kind, value)
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
	if news, ok := message.(model.RowHappened); ok && news.Run == p.m.Run.Number && p.m.Run.Active() {
		p.announce("events", map[string]any{"live": true, "row": p.m.Live.Rows[news.Row].Label, "events": news.Events})
	}
	switch {
	case p.m.Run.State == model.Running && before.Run.State != model.Running:
		p.announce("run", map[string]any{"live": true, "scenario": p.m.Link})
	case before.Run.Active() && !p.m.Run.Active():
		p.announce("finish", map[string]any{"live": true, "stopped": p.m.Run.State == model.Stopped})
	}
}
