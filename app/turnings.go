package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// turnings are the latencies of a task at which the verdict changes.
func (p *ComparePage) turnings() app.UI {
	if len(p.m.Labels) > canvasRows || p.m.Scenario.Live() {
		return nil
	}
	choices := []app.UI{app.Option().Value("-1").Text("no task").Selected(p.m.Task == engine.NoTask)}
	for i, label := range p.m.Labels {
		choices = append(choices, app.Option().Value(strconv.Itoa(i)).Text(label).Selected(p.m.Task == i))
	}
	head := "When would that change?"
	if p.m.Live != nil {
		head = "When would the simulation change?"
	}
	return app.Section().Class("turnings").Body(
		app.H2().Text(head),
		app.Div().Class("field").Body(
			app.Label().For("task").Text("Try latencies of"),
			app.Select().ID("task").OnChange(p.onTask).Body(choices...),
		),
		p.marks(),
	)
}

// marks are the latencies from zero up, each with the outcome from there on, and the present one among them. Each links to the
// comparison with that latency.
func (p *ComparePage) marks() app.UI {
	if p.m.Task == engine.NoTask {
		return nil
	}
	_, entry := p.m.Scenario.Alone(p.m.Task)
	now, items := entry.Latency, []app.UI{}
	if len(p.m.Turnings) == 0 {
		return app.P().Text("No latency from 0 s to " + view.InWords(model.LongestTried(p.m.Simulated)) + " changes it.")
	}
	turnings := append([]view.Turning{{Text: p.m.First}}, p.m.Turnings...)
	for i, t := range turnings {
		link := app.A().Href(p.root.address("/compare", p.m.WithLatency(t.At))).Text(t.From())
		item := app.Li().Body(link, app.Span().Text(t.Text))
		if t.Main {
			item = item.Class("main-turn")
		}
		items = append(items, item)
		if now >= t.At && (i+1 == len(turnings) || now < turnings[i+1].At) {
			items = append(items, app.Li().Class("present").Body(app.Span().Text("now "+view.ExactWords(now))))
		}
	}
	return app.Ol().ID("turnings").Body(items...)
}
