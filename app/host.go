package app

import (
	"inflight/app/model"
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

// orders carries out an order of the page around an embed: kind names the order, and value is its argument.
type orders func(ctx app.Context, kind, value string)

// order carries out an order of the page around an embed. An order can do no more than the reader could. It cannot start a run that
// calls the servers of others: only the reader's own click can.
func (p *Page) order(ctx app.Context, kind, value string) {
	switch kind {
	case "run":
		p.orderRun(ctx)
	case "stop":
		p.move(ctx, p.stopMessage())
	case "play":
		p.move(ctx, model.Played{})
	case "seen", "unseen":
		p.pauseOutOfSight(ctx, kind == "unseen")
	case "seek":
		if at, ok := momentOf(value); ok {
			p.move(ctx, model.Sought{At: at})
		} else {
			p.complain("seek: " + strconv.Quote(value) + `: want microseconds, or a duration such as "1.5s"`)
		}
	case "scenario":
		p.allowed = nil // a click that was meant for one scenario must not run another: see askRun
		p.send(ctx, model.Opened{Query: queryOf(value)})
	default:
		p.orderLook(ctx, kind, value)
	}
}

func (p *Page) orderRun(ctx app.Context) {
	switch {
	case p.m.Scenario == nil || p.m.Fault != nil:
		p.complain("the scenario cannot be read")
	case len(p.actions().hosts) > 0:
		p.complain("a run of this scenario calls " + model.ListNames(p.actions().hosts) + ": only the reader's own click starts it")
	default:
		p.askRun(ctx)
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

// orderLook gives an embed another theme, or another size of its letters.
func (p *mounted) orderLook(ctx app.Context, kind, value string) {
	k, e := model.EmbedKeyNamed(kind), *p.embed
	if k == nil || !k.Live {
		return
	}
	if err := k.Read(&e, value); err != nil && value != "0" {
		p.complain(kind + ": " + err.Error())
		return
	}
	p.embed = &e
	p.setLetters(e.FontSize)
	p.take(ctx, model.ThemePicked{Theme: e.Theme})
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
