package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// comparedTrace is a row of a comparison as scripts have it.
type comparedTrace struct {
	Label string `json:"label"`
	view.Trace
}

// publish gives scripts window.inflight, as on the playground: here run() and simulate() promise a list, a trace for each row with its
// label, and log() lists the events of each row.
func (p *ComparePage) publish(order orders) {
	logs := func() any {
		list := []engine.Log{}
		if c := p.m.Shown(); c != nil {
			for i := range c.Rows {
				list = append(list, c.Rows[i].Log)
			}
		}
		return list
	}
	p.mounted.publish(published{func() string { return p.m.Link }, promising(p.scriptRun), promising(p.scriptSimulate), logs, order})
}

// scriptRun runs the rows live, one after another.
func (p *ComparePage) scriptRun(keep func([]comparedTrace), refuse func(string)) {
	p.ctx.Dispatch(func(ctx app.Context) {
		if why := p.m.WhyNotLive(); why != "" {
			refuse(why)
			return
		}
		p.backendAsked(ctx, p.m.Backend, func(ctx app.Context) {
			if !p.m.Backend.Answers() {
				refuse(p.m.Backend.Words())
				return
			}
			p.send(ctx, model.RunAsked{})
			number := p.m.Run.Number
			p.ended = func() {
				if p.m.Run.Number != number {
					refuse("the run was dropped: the comparison was changed, or the page was reset")
					return
				}
				keep(traces(p.m.Live))
			}
		})
	})
}

func (p *ComparePage) scriptSimulate(keep func([]comparedTrace), refuse func(string)) {
	p.ctx.Dispatch(func(app.Context) {
		if p.m.Scenario == nil || p.m.Fault != nil {
			refuse(p.m.Fault.Text)
			return
		}
		keep(traces(p.m.Simulated))
	})
}

// traces are the rows' runs.
func traces(c *view.Comparison) []comparedTrace {
	list := []comparedTrace{}
	for i := range c.Rows {
		list = append(list, comparedTrace{c.Rows[i].Label, view.NewTrace(c.Rows[i].Scenario, c.Rows[i].Log)})
	}
	return list
}
