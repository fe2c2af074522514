package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine/view"
)

// actions are the buttons that run the scenario, and what is to be said about them.
type actions struct {
	ready    bool // the program has taken the page over
	runnable bool // there is a scenario, and its fields agree with it
	run      model.Run
	hosts    []string // other people's hosts that a run calls
	requests int      // how many requests go there
	allowed  bool     // the page may call them; if not, Run opens the link that allows it
	backend  model.Backend
	unsure   string
	apart    string // how any live run differs from the simulated one, or ""
	newer    string // keys of the link that this version does not know
	alert    string
	plays    bool // Run plays the simulation: there is no server that it could ask
	offers   bool // so does a button beside it: the server does not answer now

	held       string // what becomes of what waits for the run, or ""
	show, drop string // what the buttons beside that say
	fault      bool   // there is something to mend first
	other      bool   // it is not a change of the fields

	onShowHeld, onDropHeld,
	onPlaySimulation,
	onRun, onStop, onReset app.EventHandler
}

func (a actions) view() app.UI {
	body := [3]app.HTMLButton{
		app.Button().ID("run").Type("button").Class("primary").Text(a.runWords()).Title("Ctrl+Enter").
			Disabled(!a.ready || !a.runnable || a.requests > model.MaxForeign).OnClick(a.onRun),
		app.Button().ID("stop").Type("button").Text("Stop").Title("Escape").
			Disabled(!a.ready).OnClick(a.onStop),
		app.Button().ID("reset").Type("button").Text("Reset").
			Disabled(!a.ready).OnClick(a.onReset),
	}
	if !a.offers {
		return runButtons(a.run, body)
	}
	return runButtons(a.run, body, app.Button().ID("play-simulation").Type("button").Text(playsSimulation).
		Disabled(!a.ready || !a.runnable).OnClick(a.onPlaySimulation))
}

// runButtons are Run, Stop and Reset in a row, and others behind them. One that has nothing to do in the run's state is idle, and not
// disabled, for it may have the focus, which a disabled one loses.
func runButtons(run model.Run, buttons [3]app.HTMLButton, others ...app.UI) app.UI {
	active, row := run.IsActive(), []app.UI{}
	idle := [...]bool{active, run.State != model.Running, run.State == model.NotRun || active}
	for i, b := range buttons {
		if idle[i] {
			b = b.Aria("disabled", true)
		}
		row = append(row, b)
	}
	return app.Div().Class("actions").Body(append(row, others...)...)
}

// isIdle reports whether the button that was pressed has nothing to do.
func isIdle(ctx app.Context) bool {
	return ctx.JSSrc().Call("getAttribute", "aria-disabled").Truthy()
}

// playsSimulation is what the button says that does so.
const playsSimulation = "Play the simulation"

// runWords names the hosts of others before a click lets the browser call them.
func (a actions) runWords() string {
	switch {
	case a.plays:
		return playsSimulation
	case len(a.hosts) == 0:
		return "Run live"
	}
	if !a.allowed {
		return "Allow " + model.ListNames(a.hosts)
	}
	return "Run (calls " + model.ListNames(a.hosts) + ")"
}

// messages says what stands in the way of a live run, and what went wrong.
func (a actions) messages() app.UI {
	body := []app.UI{}
	say := func(id, class, text string) {
		if text != "" {
			body = append(body, app.P().ID(id).Class("message "+class).Text(text))
		}
	}
	if a.held != "" {
		body = append(body, a.heldNote())
	}
	say("unreachable", "bad", a.backend.Words())
	say("foreign", "", a.foreignWords())
	say("unsure", "", a.unsure)
	say("apart", "", a.apart)
	say("newer", "", a.newer)
	say("problem", "bad", a.run.Problem)
	if a.run.Hidden {
		say("hidden", "", "The tab was hidden during this run. Browsers slow hidden tabs down, so times may be late.")
	}
	if a.alert != "" {
		body = append(body, app.P().ID("alert").Class("message bad").Role("alert").Text(a.alert))
	}
	return app.Div().Class("messages").Body(body...)
}

// heldNote asks what is to become of what waits for the run.
func (a actions) heldNote() app.UI {
	return app.Div().ID("held").Class("message").Role("status").Body(app.Span().Text(a.held),
		app.Button().ID("held-show").Type("button").Text(a.show).Disabled(a.fault && !a.other).OnClick(a.onShowHeld),
		app.Button().ID("held-drop").Type("button").Text(a.drop).OnClick(a.onDropHeld))
}

func (a actions) foreignWords() string {
	switch {
	case len(a.hosts) == 0:
		return ""
	case a.requests > model.MaxForeign:
		return "This would send " + view.Plural(
			a.requests,
			"request",
		) + " to servers of others: at most " + view.Plural(
			model.MaxForeign,
			"request",
		) + " a run may go there."
	case !a.allowed:
		return "This page may not call " + model.ListNames(a.hosts) + " yet. Allow opens the scenario's own link, where Run can."
	}
	return "Run sends " + view.Plural(a.requests, "request") + " from this browser to " + model.ListNames(a.hosts) + "."
}
