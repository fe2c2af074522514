package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
)

// views are the tabs over the picture. Arrow keys go from one to the other, as everywhere among tabs.
type views struct {
	shown model.View
	ready bool

	onView, onKey app.EventHandler
}

func (v views) view() app.UI {
	tabs := []app.UI{}
	for _, t := range model.ViewNames {
		stop := -1
		if t.View == v.shown {
			stop = 0
		}
		tabs = append(tabs, app.Button().ID(t.View.Tab()).Type("button").Role("tab").DataSet("view", string(t.View)).Text(t.Name).TabIndex(stop).
			Aria("selected", t.View == v.shown).Aria("controls", "view").Disabled(!v.ready).OnClick(v.onView))
	}
	return app.Div().Class("tabs views").Role("tablist").Aria("label", "View").OnKeyDown(v.onKey).Body(tabs...)
}

// panel is the picture in its place under the tabs.
func (p *Page) panel() app.UI {
	return app.Div().ID("view").Role("tabpanel").Aria("labelledby", p.m.View.Tab()).Body(p.withHandles().view())
}

func (p *Page) views() app.UI {
	return views{p.m.View, p.ready(), p.onView, p.onViewKey}.view()
}

func (p *Page) onView(ctx app.Context, e app.Event) {
	p.send(ctx, model.ViewPicked{View: model.View(data(ctx, "view"))})
}

func (p *Page) onViewKey(ctx app.Context, e app.Event) {
	view := p.m.View.Neighbour(tabKey(e))
	p.turnTo(ctx, e, view != "", model.ViewPicked{View: view}, view.Tab())
}

// tabKey is the key of an event among tabs, or "".
func tabKey(e app.Event) string {
	if e.Get("ctrlKey").Bool() || e.Get("altKey").Bool() || e.Get("metaKey").Bool() {
		return ""
	}
	return e.Get("key").String()
}

// turnTo shows what another tab is for, if the key leads to one, and moves the focus there. Elsewhere on the page the same keys go from
// event to event.
func (p *Page) turnTo(ctx app.Context, e app.Event, leads bool, message any, tab string) {
	if !leads {
		ctx.PreventUpdate()
		return
	}
	e.PreventDefault()
	e.StopImmediatePropagation()
	p.send(ctx, message)
	ctx.Defer(func(app.Context) { p.browser.focus(tab) })
}

// pictureWords say what the picture itself does not show.
func (p *Page) pictureWords() string {
	if p.m.ShowsConnections() {
		return p.m.ConnectionWords()
	}
	if t := p.m.WholeRun(); t != nil && p.m.IsRecording() {
		for i := range t.Lanes {
			if t.HasInside(i) {
				return "A click on the name of a row, or F, folds the rows below it, and unfolds them."
			}
		}
	}
	return p.dragWords()
}

// panels are what is told of the run, one at a time. All of them are in the page: readers without scripts, and paper, have them all.
func (p *Page) panels() app.UI {
	if p.m.WholeRun() == nil {
		return app.Div().Class("panels")
	}
	tabs, panels := []app.UI{}, []app.UI{}
	for _, t := range model.PanelNames {
		stop, shown := -1, t.Panel == p.m.Panel
		if shown {
			stop = 0
		}
		tab := app.Button().ID(t.Panel.Tab()).Type("button").Role("tab").DataSet("panel", string(t.Panel)).TabIndex(stop).
			Aria("selected", shown).Aria("controls", t.Panel.ID()).Disabled(!p.ready()).OnClick(p.onPanel).Body(app.Span().Text(t.Name))
		if t.Panel == model.EventsPanel {
			tab = tab.Body(app.Span().Text(t.Name), app.Small().Text(strconv.Itoa(len(p.m.WholeRun().Log))))
		}
		tabs = append(tabs, tab)
		panels = append(panels, app.Div().ID(t.Panel.ID()).Class("panel").Role("tabpanel").Aria("labelledby", t.Panel.Tab()).Hidden(!shown).
			Body(p.told(t.Panel)...))
	}
	return app.Div().Class("panels").Body(
		app.Div().Class("panel-tabs").Role("tablist").Aria("label", "The run").OnKeyDown(p.onPanelKey).Body(tabs...),
		app.Div().Class("panel-body").Body(panels...))
}

// told is what a panel tells.
func (p *Page) told(panel model.Panel) []app.UI {
	switch panel {
	case model.EventsPanel:
		return []app.UI{p.eventTable()}
	case model.ServerPanel:
		return []app.UI{p.server()}
	case model.OutputPanel:
		return []app.UI{p.printedLog()}
	case model.NumbersPanel:
		return []app.UI{
			app.Section().Class("summary").Body(app.H2().Text("The run"), numbers(p.m.ShownRun())),
			details{p.m.ShownRun(), p.m.Labels, p.m.Lane, p.onLane, p.onPlace, p.onBack, p.onNext}.view(),
		}
	}
	return []app.UI{p.whatHappened()}
}

func (p *Page) onPanel(ctx app.Context, e app.Event) {
	p.send(ctx, model.PanelPicked{Panel: model.Panel(data(ctx, "panel"))})
}

func (p *Page) onPanelKey(ctx app.Context, e app.Event) {
	panel := p.m.Panel.Neighbour(tabKey(e))
	p.turnTo(ctx, e, panel != "", model.PanelPicked{Panel: panel}, panel.Tab())
}

func (p *Page) whatHappened() app.UI {
	t := p.m.WholeRun()
	if t == nil {
		return app.Section().Class("happened")
	}
	head := "What happened"
	if p.m.Run.State == model.NotRun {
		head = "What happened in the simulation"
	}
	sentences := p.story.sentencesOf(t, p.m.Run)
	var now app.UI
	if p.m.NowWords() != "" {
		now = p.later.part(nowPart, p.now)
	}
	return app.Section().Class("happened").Body(app.H2().Text(head),
		narration{t, sentences, p.m.Labels, p.m.Replay.Moment, p.m.Marking, now, p.onEvent}.view())
}

// now is the story's last line while a live run goes on.
func (p *Page) now() app.UI {
	return app.Li().ID("now").Body(app.Span().Class("sentence").Body(app.Time(), app.Span().Text(p.m.NowWords())))
}

func (p *Page) server() app.UI {
	head := app.H2().Text("What the server saw")
	if len(p.m.Run.Account) > 0 && p.m.Run.Timeline != nil {
		return app.Section().
			Body(head, serverTable(p.m.ShownRun(), p.m.Run, p.m.Labels, p.m.All, p.onAll))
	}
	return app.Section().Body(head, app.P().Class("hint").Text(p.m.Run.NoAccount()))
}

func (p *Page) eventTable() app.UI {
	t := p.m.WholeRun()
	if t == nil {
		return app.Section().Class("log")
	}
	return app.Section().
		Class("log").
		Body(app.H2().Text("Events"), events(p.table.markupOf(t, p.m.Labels, p.m.All, p.m.Marking), len(t.Log), p.m.All, p.onAll, p.onEvent))
}
