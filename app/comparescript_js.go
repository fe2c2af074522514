package app

import (
	"syscall/js"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// comparedTrace is a row of a comparison as scripts have it.
type comparedTrace struct {
	Label string `json:"label"`
	engine.Trace
}

// publish gives scripts window.inflight, as on the playground: here run() and simulate() promise a list, a trace for each row with its
// label, and log() lists the events of each row.
func (p *ComparePage) publish(order orders) {
	object := js.Global().Get("Object").New()
	get := js.FuncOf(func(js.Value, []js.Value) any { return p.m.link })
	set := js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.dispatch(Opened{Query: queryOf(args[0].String())})
		return nil
	})
	js.Global().Get("Object").Call("defineProperty", object, "scenario", map[string]any{"get": get, "set": set, "enumerable": true})
	object.Set("run", promising(p.scriptRun))
	object.Set("simulate", promising(p.scriptSimulate))
	object.Set("stop", js.FuncOf(func(js.Value, []js.Value) any {
		p.dispatch(StopAsked{})
		return nil
	}))
	object.Set("log", js.FuncOf(func(js.Value, []js.Value) any {
		logs := []engine.Log{}
		if c := p.m.shown(); c != nil {
			for i := range c.Rows {
				logs = append(logs, c.Rows[i].Log)
			}
		}
		return parsed(logs)
	}))
	if p.embed != nil {
		object.Set("host", p.hosted(order))
	}
	js.Global().Set("inflight", object)
}

// scriptRun runs the rows live, one after another.
func (p *ComparePage) scriptRun(keep func([]comparedTrace), refuse func(string)) {
	p.ctx.Dispatch(func(ctx app.Context) {
		if why := p.m.whyNotLive(); why != "" {
			refuse(why)
			return
		}
		p.backendAsked(ctx, p.m.backend, func(ctx app.Context) {
			if !p.m.backend.answers() {
				refuse(actions{backend: p.m.backend}.backendWords())
				return
			}
			p.send(ctx, RunAsked{})
			number := p.m.run.Number
			p.ended = func() {
				if p.m.run.Number != number {
					refuse("the run was dropped: the comparison was changed, or the page was reset")
					return
				}
				keep(traces(p.m.live))
			}
		})
	})
}

func (p *ComparePage) scriptSimulate(keep func([]comparedTrace), refuse func(string)) {
	p.ctx.Dispatch(func(app.Context) {
		if p.m.scenario == nil || p.m.fault != nil {
			refuse(p.m.fault.text)
			return
		}
		keep(traces(p.m.simulated))
	})
}

// traces are the rows' runs.
func traces(c *engine.Comparison) []comparedTrace {
	list := []comparedTrace{}
	for i := range c.Rows {
		list = append(list, comparedTrace{c.Rows[i].Label, engine.NewTrace(c.Rows[i].Scenario, c.Rows[i].Log)})
	}
	return list
}
