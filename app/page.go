package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// Page is the playground: the one component with a state. It turns clicks into messages to its [Model], and does
// what a model cannot: run requests, set the address, draw on the canvas. Its fields are unexported since go-app
// overwrites exported ones on navigation.
type Page struct {
	app.Compo
	mounted

	m       Model
	canvas  *canvas
	width   float64 // of the picture; 0 before the page is mounted
	drawn   drawnPicture
	signs   drawnLegend
	lines   printed
	allowed []string // other people's hosts that the page may call

	feed    *feed          // of the live run, while there is one
	waiting map[int]func() // scripts that wait for the end of a run, by its number
	painted painted
	player  player
	seeking seeking
	story   story
	table   drawnTable
	grips   grips
	written written
	resting bool // an embed that is played again when it is back in sight
}

// NewPage returns the page as a link's query opens it.
func NewPage(query string) *Page {
	p := &Page{mounted: unmounted(), m: NewModel(query), waiting: map[int]func(){}}
	if p.m.scenario != nil {
		_, p.allowed = foreign(p.m.scenario)
	}
	return p
}

// OnMount takes the page over from what the server has drawn.
func (p *Page) OnMount(ctx app.Context) {
	p.mount(ctx, p.send)
	p.canvas = newCanvas(p.frame)
	p.grips = p.newGrips()
	p.m = p.m.Update(p.configured())
	p.m = p.m.Update(ThemePicked{p.firstTheme()})
	p.width = p.browser.width("picture", wideWidth)
	if p.browser.packed() {
		p.allowed = nil // the page's policy names the hosts of a link that the server has seen
	}
	p.browser.listen(listeners{
		back:   p.back,
		run:    func() { ctx.Dispatch(func(ctx app.Context) { p.askRun(ctx) }) },
		stop:   func() { p.dispatch(StopAsked{}) },
		hidden: func() { p.dispatch(WentHidden{}) },
		key:    p.key,
		files:  p.files(),
		hand:   p.hand(),
	})
	p.publish(p.order)
	p.setAddress(nil)
	p.browser.tighten(sources(p.where(p.m.backend), p.m.scenario))
	p.askAtOnce(p.m.backend)
	ctx.Defer(p.settle)
	ctx.Defer(func(app.Context) { p.greet(p.m.link, p.m.fault, p.m.alert) })
}

// OnResize lays the picture out for its new width.
func (p *Page) OnResize(ctx app.Context) {
	p.width = p.browser.width("picture", p.width)
	ctx.Defer(p.settle)
}

// send is the way of every change: the model takes the message, and the world follows.
func (p *Page) send(ctx app.Context, message any) {
	before := p.m
	p.m = p.m.Update(message)
	if p.m.run.Number != before.run.Number {
		p.drop(before.run.Number)
	}
	if p.m.run.State != before.run.State {
		p.follow(before.run.State)
	}
	p.follows(before.replay)
	if p.m.link != before.link {
		p.setAddress(message)
	}
	if p.m.theme != before.theme {
		p.showTheme(p.m.theme)
		p.painted = painted{}
	}
	p.tellHost(before, message)
	ctx.Defer(p.settle)
}

// settle brings what go-app does not draw in line with the model, after it has drawn the rest.
func (p *Page) settle(app.Context) {
	p.browser.fill(append(append(p.editor().values(), p.choices()...), p.share().values()...))
	p.browser.present(p.m.replay.Moment.Events)
	p.followCode()
	p.followPrinted()
	p.paint()
	p.placeHandles()
}

// choices are the values of the pickers outside the editor.
func (p *Page) choices() []pair {
	preset := "own"
	if open := p.m.preset(); open != nil {
		preset = open.ID
	}
	choices := []pair{{"preset", preset}, {"lane", strconv.Itoa(p.m.lane)}, {"lane-place", placeOf(p.m.lane)}, {"speed", speedWords(p.m.replay.Speed)}}
	if lane := p.handledLane(); lane != engine.NoTask {
		choices = append(choices, pair{outcomeHandle, outcomeOf(p.m.predicted, lane)})
	}
	if p.m.whole() != nil {
		choices = append(choices, pair{"moment", p.replay().slider()})
	}
	return choices
}

// setAddress puts the scenario's link, to which a message led, into the address bar. An embed's address stays what its author wrote.
func (p *Page) setAddress(message any) {
	if p.m.scenario != nil && p.m.fault == nil && p.embed == nil {
		p.relink(p.m.link, titleOf(p.m), message)
	}
}

func (p *Page) onPreset(ctx app.Context, e app.Event) {
	if preset := engine.PresetNamed(valueOf(ctx)); preset != nil {
		p.send(ctx, Opened{Query: preset.Link})
	}
}

func (p *Page) onTheme(ctx app.Context, e app.Event) { p.send(ctx, ThemePicked{p.m.theme.next()}) }

func (p *Page) onStrategy(ctx app.Context, e app.Event) { p.send(ctx, StrategyPicked{valueOf(ctx)}) }

func (p *Page) onOption(ctx app.Context, e app.Event) { p.send(ctx, optionOf(ctx)) }

// optionOf is the change of the option's field that an event came from.
func optionOf(ctx app.Context) OptionSet {
	field, value := ctx.JSSrc(), valueOf(ctx)
	if field.Get("type").String() == "checkbox" {
		value = strconv.FormatBool(field.Get("checked").Bool())
	}
	return OptionSet{data(ctx, "option"), value}
}

func (p *Page) onMore(ctx app.Context, e app.Event)   { p.send(ctx, MoreToggled{}) }
func (p *Page) onTasks(ctx app.Context, e app.Event)  { p.send(ctx, TasksTyped{valueOf(ctx)}) }
func (p *Page) onAsText(ctx app.Context, e app.Event) { p.send(ctx, RowsToggled{false}) }
func (p *Page) onAsRows(ctx app.Context, e app.Event) { p.send(ctx, RowsToggled{true}) }

func (p *Page) onRow(ctx app.Context, e app.Event) {
	p.send(ctx, RowTyped{number(data(ctx, "row")), data(ctx, "field"), valueOf(ctx)})
}

func (p *Page) onRowAdd(ctx app.Context, e app.Event) { p.send(ctx, RowAdded{}) }
func (p *Page) onRowRemove(ctx app.Context, e app.Event) {
	p.send(ctx, RowRemoved{number(data(ctx, "row"))})
}

func (p *Page) onRun(ctx app.Context, e app.Event)   { p.askRun(ctx) }
func (p *Page) onStop(ctx app.Context, e app.Event)  { p.send(ctx, StopAsked{}) }
func (p *Page) onReset(ctx app.Context, e app.Event) { p.send(ctx, ResetAsked{}) }
func (p *Page) onAll(ctx app.Context, e app.Event)   { p.send(ctx, AllToggled{}) }

func (p *Page) onLane(ctx app.Context, e app.Event) {
	p.send(ctx, LanePicked{number(valueOf(ctx))})
}

func (p *Page) onPlace(ctx app.Context, e app.Event) {
	p.send(ctx, LanePicked{max(number(valueOf(ctx))-1, engine.NoTask)})
}

func (p *Page) onBack(ctx app.Context, e app.Event) { p.send(ctx, LanePicked{p.m.lane - 1}) }
func (p *Page) onNext(ctx app.Context, e app.Event) { p.send(ctx, LanePicked{p.m.lane + 1}) }

// onPoint shows the details of the lane under the pointer. Most moves stay in a lane and change nothing.
func (p *Page) onPoint(ctx app.Context, e app.Event) {
	lane := p.laneAt(e.Get("clientX").Float(), e.Get("clientY").Float())
	if lane == engine.NoTask || lane == p.m.lane || p.grips.holds() {
		ctx.PreventUpdate()
		return
	}
	p.send(ctx, LanePicked{lane})
}

// valueOf is the value of the field that an event came from.
func valueOf(ctx app.Context) string { return ctx.JSSrc().Get("value").String() }

// data is a data attribute of the element that an event came from.
func data(ctx app.Context, name string) string {
	return ctx.JSSrc().Get("dataset").Get(name).String()
}

// number is a whole number, or -1.
func number(text string) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return -1
}
