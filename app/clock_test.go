package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine"
)

// TestOnlyPartsWithTheTimeChangeWhileNothingHappens: nothing else is drawn then. So two drawings of the page, of one moment of a live
// run and of one a little later before anything else has happened, differ in those parts alone.
func TestOnlyPartsWithTheTimeChangeWhileNothingHappens(t *testing.T) {
	for _, preset := range engine.Presets {
		for _, of := range []struct {
			view  model.View
			embed bool
		}{{view: model.TasksView}, {view: model.ConnectionsView}, {embed: true}} {
			p := runningPage(t, preset.Link, of.embed)
			if of.view != "" {
				p.m = p.m.Update(model.ViewPicked{View: of.view})
			}
			log, told := p.m.Predicted.Log, 0
			for told < len(log) && len(log) < 200 {
				at := log[told].T
				until := log.Until(at)
				news := model.Happened{Run: p.m.Run.Number, Events: log[told:until], Now: at + time.Millisecond}
				p.m = p.m.Update(news).Update(model.Saw{Run: p.m.Run.Number, Account: seenBy(log[:until])})
				if told = until; told == len(log) || log[told].T < at+10*time.Millisecond {
					continue
				}
				before, was := p.drawnWithoutClock(), p.m.Run
				tick := model.Happened{Run: p.m.Run.Number, Now: (at + log[told].T) / 2}
				p.m = p.m.Update(tick)
				if about := p.subjectOf(was, tick); about != aboutClock {
					if !p.growsByItself() {
						t.Errorf("%s at %v: nothing has happened, and the page is drawn", preset.ID, at)
					}
					continue
				}
				if after := p.drawnWithoutClock(); after != before {
					t.Fatalf("%s at %v: nothing has happened, and this has changed:\n%s", preset.ID, at, firstDifference(before, after))
				}
			}
		}
	}
}

// runningPage is a page on which a live run has begun.
func runningPage(t *testing.T, link string, embed bool) *Page {
	t.Helper()
	p := NewPage(context.Background(), link)
	if embed {
		p = NewEmbedPage(context.Background(), link+"&view=timeline+code+narration+server+events&controls=run+replay")
	}
	p.m = p.m.Update(model.Asked{Reach: model.Reached}).Update(model.RunAsked{ID: "r"})
	if p.width = 960; p.m.Run.State != model.Running {
		t.Fatalf("%s does not run", link)
	}
	return p
}

// seenBy is an account of the requests that the log has sent.
func seenBy(log engine.Log) (a engine.Account) {
	for _, e := range log {
		if e.Kind == engine.Send {
			s := engine.Unseen(e.Task)
			s.Connection, s.Received = len(a)+1, e.T+time.Millisecond
			a = append(a, s)
		}
	}
	return a
}

// drawnWithoutClock is the page, but for the parts that [later.tick] draws.
func (p *Page) drawnWithoutClock() string {
	p.story = story{} // which is told anew now and then
	for _, id := range []int{replayPart, statsPart, nowPart} {
		p.later.slots[id].waits, p.later.slots[id].kept = true, "<i></i>"
	}
	markup := markupOf(p)
	for from, to := range map[string]string{`id="panel-numbers"`: "</dl></div></div>", `id="legend"`: "</ul>"} { // which are not seen
		if at := strings.Index(markup, from); at >= 0 {
			markup = markup[:at] + markup[at+strings.Index(markup[at:], to):]
		}
	}
	return markup
}

// firstDifference is where two texts begin to differ.
func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[max(i-100, 0):min(i+100, len(a))] + "\n" + b[max(i-100, 0):min(i+100, len(b))]
}
