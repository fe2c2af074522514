package app

import (
	"context"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/app/own"
	"inflight/engine"
	"inflight/engine/picture"
)

// Page is the playground: the one component with a state. It turns clicks into messages to its [model.Model], and does
// what a model cannot: run requests, set the address, draw on the canvas. Its fields are unexported since go-app
// overwrites exported ones on navigation.
type Page struct {
	app.Compo
	mounted

	m       model.Model
	canvas  *canvas
	width   float64 // of the picture; 0 before the page is mounted
	drawn   drawnPicture
	signs   drawnLegend
	lines   printed
	allowed []string // other people's hosts that the page may call

	feed    *feed // of the live run, while there is one
	painted painted
	kept    picture.Kept // of the picture that was painted
	zoom    model.Zoom   // what of the picture is seen

	callerHeight float64 // pixels, as the canvas has it

	player  player
	seeking seeking
	story   story
	table   drawnTable
	grips   grips
	written written
	rivalry rivalry
	later   later
	own     own.Door
	editing bool // the editor of an embed's program is there, since Run or Edit was pressed
	resting bool // the embed was playing when it left the sight, and goes on when it is back
}

// NewPage returns the page as a link's query opens it, unless ctx is done first: see [engine.SimulateUntil].
func NewPage(ctx context.Context, query string) *Page {
	p := &Page{mounted: newMounted(), m: model.NewModelUntil(ctx, query)}
	if p.m.Scenario != nil {
		_, p.allowed = model.ForeignRequests(p.m.Scenario)
	}
	return p
}

// inBrowser is the page that is about to take over from what the server has drawn. All that it is drawn from is known, so that it is drawn
// once.
func (p *Page) inBrowser(b *browser) *Page {
	p.browser, p.grips = b, p.newGrips()
	p.m = p.m.Update(p.configuration())
	p.m = p.m.Update(model.ThemePicked{Theme: p.firstTheme()})
	if p.embed == nil && b.codeIsClosed() {
		p.m = p.m.Update(model.CodeToggled{})
	}
	p.width = b.width("picture", wideWidth)
	if b.linkIsPacked() {
		p.allowed = nil // the page's policy names the hosts of a link that the server has seen
	} else if p.embed == nil && b.meta("inflight-static") == "" { // a file has the page of another link
		p.later.keep(b.markup)
	}
	return p
}

// OnMount takes the page over. It is drawn again only where its picture has another place than the server's had.
func (p *Page) OnMount(ctx app.Context) {
	p.mount(ctx, p.send)
	p.base = func() *model.Base { return &p.m.Base }
	p.later.drawn, p.later.busy = p.settlePart, p.browser.busy
	p.canvas = newCanvas(p.frame, func() { ctx.Dispatch(p.drawNext) })
	if width := p.browser.width("picture", wideWidth); width == p.width {
		ctx.PreventUpdate()
	} else {
		p.width = width
	}
	p.paint() // at once: without its canvas the picture would have no height in a first frame
	listeners := p.listeners(p.askRun, p.hand())
	listeners.key, listeners.files = p.key, p.files()
	p.browser.listen(listeners)
	p.later.tell()
	p.publish(p.order)
	p.followOwn(model.Model{}, nil)
	p.moveIn(ctx, p.m.Address(), p.m.Title(), p.m.Scenario, p.settle)
	ctx.Defer(func(app.Context) { p.announceMedia(nil) })
}

// drawNext draws the first part that waits, or is still as the server has drawn it.
func (p *Page) drawNext(ctx app.Context) {
	ctx.PreventUpdate()
	p.later.held = false
	p.later.next(p.ctx)
}

// OnResize lays out the picture for its new width.
func (p *Page) OnResize(ctx app.Context) {
	p.width = p.browser.width("picture", p.width)
	ctx.Defer(p.settle)
}

// send is the way of every change: the model takes the message, and the world follows.
func (p *Page) send(ctx app.Context, message any) {
	before := p.m
	p.m = p.m.Update(message)
	if p.m.Run.Number != before.Run.Number {
		p.dropRun()
	}
	if p.m.Run.State != before.Run.State {
		p.followRun(before.Run.State)
		p.passFocus(p.m.Run)
	}
	ran := p.m.Own.Loose && !before.Own.Loose
	if p.m.Link != before.Link || ran {
		p.later.begin()
	}
	if ran {
		time.AfterFunc(carryAfter, func() { p.dispatch(model.OwnCarried{}) })
	}
	drawn := p.hearOfRun(ctx, before.Run, message)
	p.followReplay(before.Replay)
	if p.m.Link != before.Link && !byHand(message) || p.m.View != before.View {
		p.zoom = model.Zoom{}
	}
	if p.m.Theme != before.Theme {
		p.painted = painted{}
	}
	p.followOwn(before, message)
	p.keepUp(before.Address(), p.m.Address(), p.m.Title(), message)
	p.tellHost(before, message)
	p.keepPromises(p.m.Run, message)
	if drawn {
		p.ctx.Defer(p.settle) // and not ctx: a button that has gone would take it along
	}
}

// carryAfter is how long the link waits for the run of somebody's own program: until its picture and the other parts of the page are drawn.
const carryAfter = 200 * time.Millisecond

// hearOfRun says how the page is drawn for what a message tells of a live run, and whether it is at all. When one begins, the browser
// has its turn before, in which the first requests leave. So it has when many tasks have ended, since whoever waits for the run to end
// may have much to do; then the parts of the page follow by turns.
func (p *Page) hearOfRun(ctx app.Context, before model.Run, message any) (drawn bool) {
	was, is, many := before.IsActive(), p.m.Run.IsActive(), len(p.m.Labels) > picture.CrowdRows
	about := p.subjectOf(before, message)
	switch {
	case about == nothing:
		ctx.PreventUpdate()
		return false
	case about == aboutClock:
		p.later.tick(p.ctx)
		return false
	case about == aboutRun && !(many && was && is):
		about = aboutNews
	}
	p.later.hear(about)
	if was == is || was && !many {
		return true
	}
	if was {
		p.later.begin()
	}
	ctx.PreventUpdate()
	p.browser.after(func() {
		p.ctx.Dispatch(func(ctx app.Context) {
			p.later.hear(anything) // also where news of the run come in the same frame
			p.passFocus(p.m.Run)
			ctx.Defer(p.settle)
		})
	})
	return true
}

// subjectOf says what a message has changed.
func (p *Page) subjectOf(before model.Run, message any) subject {
	switch msg := message.(type) {
	case model.Happened:
		if len(msg.Events)+len(msg.Timings) == 0 && !p.growsByItself() {
			return aboutClock
		}
		return aboutRun
	case model.Saw:
		if p.m.Run.Timeline == before.Timeline && p.m.Run.Reading == before.Reading {
			return nothing
		}
		return aboutRun
	case model.Timed:
		return aboutRun
	case model.Sought, model.EventSought, model.Stepped, model.Moved:
		return aboutTime
	}
	return anything
}

// growsByItself reports whether more of a live run's page than a few times may change while nothing happens: an author's notes come with
// their time, sockets on a stack are wasted for longer and longer, a lane's details are full of times, and the legend has no sign whose
// name the longer bars have room for.
func (p *Page) growsByItself() bool {
	s := p.m.Scenario
	return s == nil || len(s.Notes) > 0 || s.Stacked() || p.m.Panel == model.NumbersPanel || p.browser.width("legend", 0) > 0
}

// byHand reports whether a message changes the scenario in the picture itself: there nothing may jump away from the hand.
func byHand(message any) bool {
	switch message.(type) {
	case model.Dragged, model.Restored, model.OutcomePicked:
		return true
	}
	return false
}

// settle updates what go-app does not draw, after go-app has drawn the rest.
func (p *Page) settle(app.Context) {
	p.browser.fill(append(append(p.editor().values(), p.choices()...), p.share().values()...))
	p.paint()
	p.placeHandles()
	for id := range partCount {
		if !p.later.slots[id].waits && !p.later.stays(id) {
			p.settlePart(id)
		}
	}
	p.later.settled()
	switch p.later.tell(); {
	case len(p.later.turns) == 0:
	case p.m.Run.IsActive() && !p.later.held: // then the parts come at once, before the answers do
		p.later.next(p.ctx)
	default:
		p.canvas.seen()
	}
}

// settlePart does so with a part that has been drawn.
func (p *Page) settlePart(id int) {
	switch id {
	case panelsPart:
		p.browser.fill(p.laneChoices())
		p.browser.present(p.m.Replay.Moment.Events)
		p.followPrinted()
	case codePart:
		p.followCode()
	}
}

// choices are the values of the pickers outside the editor.
func (p *Page) choices() []model.Pair {
	choices := []model.Pair{{Key: "speed", Value: speedWords(p.m.Replay.Speed)}}
	if lane := p.laneWithHandles(); lane != engine.NoTask {
		choices = append(choices, model.Pair{Key: outcomeHandle, Value: outcomeOf(p.m.Predicted, lane)})
	}
	if p.m.WholeRun() != nil {
		choices = append(choices, model.Pair{Key: "moment", Value: p.replay().slider()})
	}
	return choices
}

// laneChoices are the values of the pickers of a lane.
func (p *Page) laneChoices() []model.Pair {
	return []model.Pair{{Key: "lane", Value: strconv.Itoa(p.m.Lane)}, {Key: "lane-place", Value: placeOf(p.m.Lane)}}
}

func (p *Page) onTheme(ctx app.Context, e app.Event) {
	p.send(ctx, model.ThemePicked{Theme: p.m.Theme.Next()})
}

func (p *Page) onStrategy(ctx app.Context, e app.Event) {
	p.send(ctx, model.StrategyPicked{Name: valueOf(ctx)})
}

// optionOf returns the change of an option, from an event of its field.
func optionOf(ctx app.Context) model.OptionSet {
	field, value := ctx.JSSrc(), valueOf(ctx)
	if field.Get("type").String() == "checkbox" {
		value = strconv.FormatBool(field.Get("checked").Bool())
	}
	return model.OptionSet{Key: data(ctx, "option"), Value: value}
}

func (p *Page) onAsText(ctx app.Context, e app.Event) { p.send(ctx, model.RowsToggled{Rows: false}) }
func (p *Page) onAsRows(ctx app.Context, e app.Event) { p.send(ctx, model.RowsToggled{Rows: true}) }

func (p *Page) onRow(ctx app.Context, e app.Event) {
	if row := number(data(ctx, "row")); data(ctx, "field") == "what" && valueOf(ctx) == otherOutcome {
		p.send(ctx, model.OutcomeTyped{Row: row})
		ctx.Defer(func(app.Context) { p.browser.focus(model.RowField(row, "what")) })
		return
	}
	text := valueOf(ctx)
	if usual := rowFieldsOf(p.m.Draft); data(ctx, "field") == "what" && usual[outcomeColumn].example == text {
		text = ""
	}
	p.send(ctx, model.RowTyped{Row: number(data(ctx, "row")), Field: data(ctx, "field"), Text: text})
}

func (p *Page) onRowAdd(ctx app.Context, e app.Event) { p.send(ctx, model.RowAdded{}) }
func (p *Page) onRowRemove(ctx app.Context, e app.Event) {
	p.send(ctx, model.RowRemoved{Row: number(data(ctx, "row"))})
}

func (p *Page) onRun(ctx app.Context, e app.Event) { p.askRun(ctx) }
func (p *Page) onAll(ctx app.Context, e app.Event) { p.send(ctx, model.AllToggled{}) }

func (p *Page) onLane(ctx app.Context, e app.Event) {
	p.send(ctx, model.LanePicked{Task: number(valueOf(ctx))})
}

func (p *Page) onPlace(ctx app.Context, e app.Event) {
	p.send(ctx, model.LanePicked{Task: max(number(valueOf(ctx))-1, engine.NoTask)})
}

func (p *Page) onBack(ctx app.Context, e app.Event) {
	p.send(ctx, model.LanePicked{Task: p.m.Lane - 1})
}
func (p *Page) onNext(ctx app.Context, e app.Event) {
	p.send(ctx, model.LanePicked{Task: p.m.Lane + 1})
}

// onPick folds the row whose name is clicked, if there are rows below it; elsewhere a click shows what pointing shows.
func (p *Page) onPick(ctx app.Context, e app.Event) {
	x := e.Get("clientX").Float()
	if lane := p.laneAt(x, e.Get("clientY").Float()); p.m.CanFold(lane) && p.canvas.rowX(x) < p.nameEnd() {
		p.send(ctx, model.RowFolded{Row: lane})
		return
	}
	p.onPoint(ctx, e)
}

// onPoint shows the details of the lane under the pointer. Most moves stay in a lane and change nothing.
func (p *Page) onPoint(ctx app.Context, e app.Event) {
	lane := p.laneAt(e.Get("clientX").Float(), e.Get("clientY").Float())
	if lane == engine.NoTask || lane == p.m.Lane || p.grips.holds() {
		ctx.PreventUpdate()
		return
	}
	p.send(ctx, model.LanePicked{Task: lane})
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
