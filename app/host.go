package app

import (
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// bulletin is a piece of news for the page around an embed.
type bulletin struct {
	kind  string
	value map[string]any
}

// bulletins returns the news that result from a message.
func bulletins(before, now model.Model, message any) []bulletin {
	var news []bulletin
	tell := func(kind string, value map[string]any) { news = append(news, bulletin{kind, value}) }
	if now.Link != before.Link {
		tell("change", map[string]any{"scenario": now.Link})
	}
	if now.Fault != nil && (before.Fault == nil || before.Fault.Text != now.Fault.Text) {
		tell("error", map[string]any{"message": now.Fault.Text})
	}
	if now.Alert != "" && now.Alert != before.Alert {
		tell("error", map[string]any{"message": now.Alert})
	}
	if n := now.NoteNow(); n != nil && (before.NoteNow() == nil || *before.NoteNow() != *n) {
		tell("note", map[string]any{"number": n.Number, "t": n.T.Microseconds(), "text": n.Text})
	}
	same := now.Run.Number == before.Run.Number
	if now.Run.State == model.Running && !same {
		tell("run", map[string]any{"live": true, "scenario": now.Link})
	}
	if n := len(before.Run.Heard); same && len(now.Run.Heard) > n {
		tell("events", map[string]any{"live": true, "events": now.Run.Heard[n:]})
	}
	if same && before.Run.IsActive() && !now.Run.IsActive() {
		if now.Run.Problem != "" {
			tell("error", map[string]any{"message": now.Run.Problem})
		}
		tell("finish", endOf(now, true))
	}
	if _, ran := message.(model.OwnRan); ran && !same {
		tell("finish", endOf(now, false))
	}
	return append(news, playedNews(before, now, message)...)
}

// playedNews returns the news of a run that is played. They look like those of a live run.
func playedNews(before, now model.Model, message any) []bulletin {
	whole := now.WholeRun()
	if whole == nil || whole != before.WholeRun() {
		return nil
	}
	log, was, is := whole.Log, before.Replay.Moment, now.Replay.Moment
	switch message.(type) {
	case model.Played:
		if now.Replay.Playing && was.CountEvents(log) == len(log) {
			return []bulletin{{"run", map[string]any{"live": false, "scenario": now.Link}},
				{"events", map[string]any{"live": false, "events": log[:is.CountEvents(log)]}}}
		}
	case model.Moved:
		news := []bulletin{}
		if from, to := was.CountEvents(log), is.CountEvents(log); from < to {
			news = append(news, bulletin{"events", map[string]any{"live": false, "events": log[from:to]}})
		}
		if before.Replay.Playing && !now.Replay.Playing {
			news = append(news, bulletin{"finish", endOf(now, false)})
		}
		return news
	}
	return nil
}

func endOf(m model.Model, live bool) map[string]any {
	return map[string]any{"live": live, "stopped": m.Run.State == model.Stopped, "summary": m.WholeRun().Summary()}
}

// tellHost tells the page around an embed what a message has changed.
func (p *Page) tellHost(before model.Model, message any) {
	if p.embed == nil {
		return
	}
	for _, b := range bulletins(before, p.m, message) {
		p.announce(b.kind, b.value)
	}
	if events := model.MediaEvents(before, p.m, message); len(events) > 0 || before.WholeRun() != p.m.WholeRun() {
		p.announceMedia(events)
	}
}

// announceMedia tells the page around an embed where what is played has come to, and which events led there.
func (p *Page) announceMedia(events []string) {
	p.announce("media", map[string]any{"state": p.m.Media(), "events": events})
}

// announce tells the page around an embed a piece of news.
func (p *mounted) announce(kind string, value map[string]any) {
	if p.embed != nil {
		p.browser.passNews(kind, value)
	}
}

// announceReady tells the page around an embed that the program is there, and what is wrong with what it was given.
func (p *mounted) announceReady(link string, f *model.Fault, alert string) {
	p.announce("ready", map[string]any{"scenario": link})
	if f != nil {
		p.complain(f.Text)
	}
	if alert != "" {
		p.complain(alert)
	}
}

// complain tells the page around an embed why its order failed.
func (p *mounted) complain(words string) { p.announce("error", map[string]any{"message": words}) }

// order is an order of the page around an embed: kind names it, and value is its argument. It is answered once, by keep or by refuse.
type order struct {
	kind, value string
	keep        func(value any)
	refuse      func(why string)
}

// orders carries out an order.
type orders func(ctx app.Context, o order)

// order carries out an order of the page around an embed. An order can do no more than the reader could. It cannot start a run that
// calls the servers of others: only the reader's own click can.
func (p *Page) order(ctx app.Context, o order) {
	if o.kind == "pause" && o.value != "" { // the attribute, and not the method
		p.orderLook(ctx, o)
		return
	}
	switch o.kind {
	case "run":
		p.orderRun(ctx, o)
	case "stop":
		p.move(ctx, p.stopMessage())
		p.promises.AtEnd(p.m.Run, func() { o.keep(p.traceAtHand()) })
		p.showOnceStopped()
	case "autoplay":
		p.move(ctx, model.Played{})
	case "play", "pause", "seek":
		p.orderMoment(ctx, o)
	case "seen", "unseen":
		p.pauseOutOfSight(ctx, o.kind == "unseen")
	case "scenario":
		p.allowed = nil // a click that was meant for one scenario must not run another: see askRun
		p.openFor(ctx, model.Opened{Query: queryOf(o.value)}, "scenario")
		o.keep(nil)
	case "frame":
		p.openFor(ctx, model.FrameAsked{}, "attributes")
	default:
		p.orderLook(ctx, o)
	}
}

// orderMoment carries out what moves the moment.
func (p *Page) orderMoment(ctx app.Context, o order) {
	var message any = model.Played{}
	at, ok := momentOf(o.value)
	switch o.kind {
	case "pause":
		message = model.Paused{}
	case "seek":
		if message = (model.Sought{At: at, PlayOn: true}); !ok {
			o.refuse("seek: " + strconv.Quote(engine.Shorten(o.value)) + `: want microseconds, or a duration such as "1.5s"`)
			return
		}
	}
	if why := p.m.WhyNotPlayed(); why != "" {
		o.refuse(o.kind + ": " + why)
		return
	}
	p.resting = false
	p.move(ctx, message)
	o.keep(nil)
}

// traceAtHand is the run on the screen; nil where there is none.
func (p *Page) traceAtHand() any {
	if t := p.m.WholeRun(); t != nil {
		return view.TraceOf(t)
	}
	return nil
}

func (p *Page) orderRun(ctx app.Context, o order) {
	switch {
	case p.m.Scenario == nil || p.m.Fault != nil:
		o.refuse("the scenario cannot be read")
	case p.m.Own.On:
		o.refuse("run: only the reader's own press on Run starts a program")
	case len(p.actions().hosts) > 0:
		o.refuse("a run of this scenario calls " + model.ListNames(p.actions().hosts) + ": only the reader's own click starts it")
	case p.m.PlaysOnly():
		p.playSimulation(ctx)
		o.keep(p.traceAtHand())
	default:
		p.scriptRun(func(t view.Trace) { o.keep(t) }, o.refuse)
	}
}

// pauseOutOfSight pauses the playing while the embed is out of sight.
func (p *Page) pauseOutOfSight(ctx app.Context, unseen bool) {
	switch {
	case unseen && p.m.Replay.Playing:
		p.resting = true
		p.move(ctx, model.Paused{})
	case !unseen && p.resting:
		p.resting = false
		p.move(ctx, model.Played{})
	}
}

// stopMessage returns the message that ends a live run, or the playing of one.
func (p *Page) stopMessage() any {
	if p.m.Run.IsActive() {
		return model.StopAsked{}
	}
	return model.Paused{}
}

// orderLook gives an embed another theme, another size of its letters, another speed.
func (p *mounted) orderLook(ctx app.Context, o order) {
	k, e := model.EmbedKeyNamed(o.kind), *p.embed
	if k == nil || !k.Live {
		o.refuse(strconv.Quote(engine.Shorten(o.kind)) + " is no order")
		return
	}
	if err := k.Read(&e, o.value); err != nil && (o.kind != "font-size" || o.value != "0") {
		o.refuse(o.kind + ": " + err.Error())
		return
	}
	p.embed = &e
	p.setLetters(e.FontSize)
	p.take(ctx, model.ThemePicked{Theme: e.Theme})
	if o.kind == "speed" {
		p.take(ctx, model.SpeedPicked{Speed: e.Speed})
	}
	p.take(ctx, playingOf(e))
	o.keep(nil)
}

// playingOf is how an embed plays.
func playingOf(e model.Embed) model.PlayingSet {
	return model.PlayingSet{Loop: e.Loop, AtNotes: e.Pause == "notes"}
}

// momentOf reads a time of a run: microseconds, as events have them, or a duration.
func momentOf(text string) (at time.Duration, ok bool) {
	if us, err := strconv.ParseFloat(text, 64); err == nil && us >= 0 && us < 1e15 {
		return time.Duration(us) * time.Microsecond, true
	}
	at, err := time.ParseDuration(text)
	return at, err == nil && at >= 0
}

// queryOf takes a query with or without its question mark.
func queryOf(text string) string { return strings.TrimPrefix(text, "?") }

// comparedTrace is a row of a comparison as scripts have it.
type comparedTrace struct {
	Label string `json:"label"`
	view.Trace
}

// traces are the rows' runs.
func traces(c *view.Comparison) []comparedTrace {
	list := []comparedTrace{}
	for i := range c.Rows {
		list = append(list, comparedTrace{c.Rows[i].Label, view.NewTrace(c.Rows[i].Scenario, c.Rows[i].Log)})
	}
	return list
}
