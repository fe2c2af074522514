package app

import (
	"cmp"
	"context"
	"encoding/json"
	"syscall/js"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// published is what one page offers to scripts, beyond what all pages offer.
type published struct {
	link          func() string
	run, simulate js.Func
	log           func() any // as JSON has it
	order         orders
}

// publish gives scripts window.inflight: scenario (a link's query, to read and to set), run() and simulate() (promises of a trace),
// stop() and log() (the events so far). Its functions live as long as the page.
func (p *Page) publish(order orders) {
	log := func() any {
		if t := p.m.WholeRun(); t != nil {
			return t.Log
		}
		return engine.Log{}
	}
	p.mounted.publish(published{func() string { return p.m.Link }, promiseFunc(p.scriptRun), promiseFunc(p.scriptSimulate), log, order})
}

func (p *mounted) publish(page published) {
	object := js.Global().Get("Object").New()
	get := js.FuncOf(func(js.Value, []js.Value) any { return page.link() })
	set := js.FuncOf(func(_ js.Value, args []js.Value) any {
		query := queryOf(args[0].String())
		p.ctx.Dispatch(func(ctx app.Context) { p.openFor(ctx, model.Opened{Query: query}, "scenario") })
		return nil
	})
	js.Global().Get("Object").Call("defineProperty", object, "scenario", map[string]any{"get": get, "set": set, "enumerable": true})
	object.Set("run", page.run)
	object.Set("simulate", page.simulate)
	object.Set("stop", js.FuncOf(func(js.Value, []js.Value) any {
		p.ctx.Dispatch(func(ctx app.Context) {
			p.take(ctx, model.StopAsked{})
			p.showOnceStopped()
		})
		return nil
	}))
	object.Set("log", js.FuncOf(func(js.Value, []js.Value) any { return jsValue(page.log()) }))
	if p.embed != nil {
		object.Set("host", p.orderFunc(page.order))
	}
	js.Global().Set("inflight", object)
}

// jsValue converts a value to JavaScript, by way of JSON.
func jsValue(value any) js.Value {
	text, err := json.Marshal(value)
	if err != nil {
		return js.Null()
	}
	return js.Global().Get("JSON").Call("parse", string(text))
}

// promiseFunc returns a JavaScript function that returns a promise. f resolves or rejects it.
func promiseFunc[T any](f func(keep func(T), refuse func(string))) js.Func {
	return js.FuncOf(func(js.Value, []js.Value) any {
		executor := js.FuncOf(func(_ js.Value, args []js.Value) any {
			resolve, reject := args[0], args[1]
			f(func(value T) { resolve.Invoke(jsValue(value)) },
				func(words string) { reject.Invoke(js.Global().Get("Error").New(words)) })
			return nil
		})
		defer executor.Release() // a promise calls its executor at once
		return js.Global().Get("Promise").New(executor)
	})
}

// scriptRun runs the scenario live. It does not navigate: hosts that the page may not call are refused.
func (p *Page) scriptRun(keep func(view.Trace), refuse func(string)) {
	p.ctx.Dispatch(func(ctx app.Context) {
		switch {
		case p.m.Scenario == nil || p.m.Fault != nil:
			refuse(p.m.Fault.Text)
			return
		case !p.mayCall():
			refuse("this page may not call these hosts: open the scenario's own link")
			return
		}
		scenario := p.m.Scenario
		promise := model.Promise{Keep: func() {
			trace := p.m.Run.Trace(scenario)
			p.story.know(p.m.Run, trace.Narration)
			keep(trace)
		}, Refuse: refuse}
		if !p.promises.Ask(p.m.Run, promise) {
			return
		}
		p.withBackend(ctx, p.m.Backend, func(ctx app.Context) {
			before := p.m.Run
			if p.promises.Wanted() {
				scenario = p.m.Scenario
				p.startRun(ctx)
			}
			p.promises.Begin(before, p.m.Run, p.whyNotBegun(p.m.Backend, ""))
		})
	})
}

// know takes over the narration of a run's timeline that somebody else has asked for.
func (s *story) know(run model.Run, sentences []view.Sentence) {
	*s = story{timeline: run.Timeline, run: run.Number, sentences: sentences}
}

func (p *Page) scriptSimulate(keep func(view.Trace), refuse func(string)) {
	p.ctx.Dispatch(func(app.Context) {
		if p.m.Scenario == nil || p.m.Fault != nil {
			refuse(p.m.Fault.Text)
			return
		}
		if p.m.Predicted == nil {
			refuse(p.m.Unsure)
			return
		}
		keep(view.TraceOf(p.m.Predicted))
	})
}

// orderFunc returns the function by which the document's own script passes on the orders of the page around an embed.
func (p *mounted) orderFunc(order orders) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		kind, value, id := args[0].String(), "", 0
		if len(args) > 1 && args[1].Type() == js.TypeString {
			value = args[1].String()
		}
		if len(args) > 2 && args[2].Type() == js.TypeNumber {
			id = args[2].Int()
		}
		o := p.newOrder(kind, value, id)
		p.ctx.Dispatch(func(ctx app.Context) { order(ctx, o) })
		return nil
	})
}

// whyNotBegun says why a run that was asked for has not begun.
func (p *mounted) whyNotBegun(b model.Backend, why string) string {
	if !b.Answers() {
		why = b.Words()
	}
	return cmp.Or(why, "the scenario cannot run live")
}

// publish gives scripts window.inflight, as on the playground: here run() and simulate() promise a list, a trace for each row with its
// label, and log() lists the events of each row.
func (p *ComparePage) publish(order orders) {
	logs := func() any {
		list := []engine.Log{}
		if c := p.m.ShownComparison(); c != nil {
			for i := range c.Rows {
				list = append(list, c.Rows[i].Log)
			}
		}
		return list
	}
	p.mounted.publish(published{func() string { return p.m.Link }, promiseFunc(p.scriptRun), promiseFunc(p.scriptSimulate), logs, order})
}

// scriptRun runs the rows live, one after another.
func (p *ComparePage) scriptRun(keep func([]comparedTrace), refuse func(string)) {
	p.ctx.Dispatch(func(ctx app.Context) {
		if why := p.m.WhyNotLive(); why != "" {
			refuse(why)
			return
		}
		if !p.promises.Ask(p.m.Run, model.Promise{Keep: func() { keep(traces(p.m.Live)) }, Refuse: refuse}) {
			return
		}
		p.withBackend(ctx, p.m.Backend, func(ctx app.Context) {
			before := p.m.Run
			if p.promises.Wanted() && p.m.Backend.Answers() {
				p.send(ctx, model.RunAsked{})
			}
			p.promises.Begin(before, p.m.Run, p.whyNotBegun(p.m.Backend, p.m.WhyNotLive()))
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

// newOrder is an order whose answer goes to the page around the embed, under the number that it gave; 0 asks for none. Why it was refused
// is an error there in any case.
func (p *mounted) newOrder(kind, value string, id int) order {
	answer := func(key string, value any) {
		if id > 0 {
			p.announce("answer", map[string]any{"id": id, key: value})
		}
	}
	return order{kind, value, func(value any) { answer("value", value) }, func(why string) {
		p.complain(why)
		answer("refused", why)
	}}
}

// offerSweeps gives the page's own scripts inflightSweep(links, axis, byRule, grid, seeds), which returns a [view.Sweep] as an object:
// step(n) works for n milliseconds and tells how far it is, points() lists what is known, close() ends it. inflightAsked(link) is a
// [view.Asked].
func (b *browser) offerSweeps() {
	b.window.Set("inflightSweep", js.FuncOf(func(_ js.Value, args []js.Value) any {
		links, grid := make([]string, args[0].Length()), make([]int, args[3].Length())
		for i := range links {
			links[i] = args[0].Index(i).String()
		}
		for i := range grid {
			grid[i] = args[3].Index(i).Int()
		}
		w, err := view.NewSweep(links, args[1].String(), args[2].Bool(), grid, args[4].Int())
		if err != nil {
			return map[string]any{"problem": err.Error()}
		}
		return sweepObject(w)
	}))
	b.window.Set("inflightAsked", js.FuncOf(func(_ js.Value, args []js.Value) any {
		a, err := view.AskedOf(args[0].String())
		if err != nil {
			return map[string]any{"tasks": 1, "requests": 1} // who asks for its runs is told why
		}
		return map[string]any{"tasks": a.Tasks, "requests": a.Requests, "timeout": a.Timeout, "hedge": a.Hedge}
	}))
	b.document.Call("dispatchEvent", b.window.Get("Event").New("inflight-sweeps"))
}

func sweepObject(w *view.Sweep) map[string]any {
	var step, points, end js.Func
	step = js.FuncOf(func(_ js.Value, args []js.Value) any {
		until, more, problem := time.Now().Add(time.Duration(args[0].Float()*float64(time.Millisecond))), true, ""
		for more && problem == "" && time.Now().Before(until) {
			var err error
			if more, err = w.Step(context.Background()); err != nil {
				problem = err.Error()
			}
		}
		done, all := w.Progress()
		return map[string]any{"more": more, "done": done, "all": all, "problem": problem}
	})
	points = js.FuncOf(func(js.Value, []js.Value) any { return jsValue(w.Points()) })
	end = js.FuncOf(func(js.Value, []js.Value) any {
		for _, f := range []js.Func{step, points, end} {
			f.Release()
		}
		return nil
	})
	return map[string]any{"step": step, "points": points, "close": end}
}
