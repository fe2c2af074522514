package app

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// TestALateTimerPutsNoOldLinkIntoTheAddressBar: one that had fired when a new entry of the history came, and runs behind it.
func TestALateTimerPutsNoOldLinkIntoTheAddressBar(t *testing.T) {
	var got []string
	bar := addressBar{write: func(link string, push bool) {
		if push {
			link = "push " + link
		}
		got = append(got, link)
	}}
	bar.set("tasks=1s", false)
	bar.set("strategy=wait&tasks=1s", true)
	bar.writeTyped()
	if want := []string{"tasks=1s", "push strategy=wait&tasks=1s"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTheEndOfARunBringsItsLastEvents: they are not told before, so run() is kept before the page draws them.
func TestTheEndOfARunBringsItsLastEvents(t *testing.T) {
	f := &feed{done: make(chan struct{}), log: engine.Log{{Kind: engine.Enter}, {Kind: engine.Exit}}}
	close(f.done)
	told := 0
	last := f.follow(func(events engine.Log) time.Duration { told += len(events); return 0 }, nil)
	if told > 0 || len(last) != 2 {
		t.Errorf("%d events were told before the end, and %d come with it; want 0 and 2", told, len(last))
	}
}

// TestComparisonsAreComputedInSlices: a browser that opens one has its turn before each row's simulation, before each row's picture, which
// is drawn once, and before each piece of the page is put into the document.
func TestComparisonsAreComputedInSlices(t *testing.T) {
	turns, busy := 0, false
	b := &breath{pause: func() { turns++ }, busy: func(is bool) { busy = is }, works: true}
	p := NewComparePage(b.context(), "tasks=1s*3&strategies=all").inBrowser(newBrowser(), b)
	rows := len(p.m.Simulated.Rows)
	if turns != rows || rows < 14 {
		t.Errorf("%d rows were simulated in %d slices", rows, turns)
	}
	p.width = 960 // the browser's, which has the server's page to measure
	turns = 0
	p.pictures()
	if turns != rows {
		t.Errorf("%d rows were drawn in %d slices", rows, turns)
	}
	turns = 0
	if markupOf(p); turns < rows+len(model.Options) {
		t.Errorf("a page of %d rows and %d options comes in %d slices", rows, len(model.Options), turns)
	}
	asked := 0
	later := func() { asked++ }
	if !busy || b.end(later) || b.end(later) || asked != 1 || !busy { // of two messages in a frame
		t.Error("it has to look for letters that were typed between the slices, once, and is busy until then")
	}
	if b.later--; !b.end(later) || busy {
		t.Error("it is busy when they are read")
	}
}

// TestPartsStayAsTheServerHasDrawnThem until their turn has come, which is after the page has been taken over.
func TestPartsStayAsTheServerHasDrawnThem(t *testing.T) {
	page := markupOf(NewPage(context.Background(), "tasks=1s"))
	var l later
	l.keep(func(selector string) string {
		class := selector[strings.LastIndex(selector, ".")+1:]
		if !strings.Contains(page, `class="`+class+`"`) {
			t.Errorf("the page has no %s", selector)
		}
		return `<p id="` + class + `"></p>`
	})
	drawn := 0
	p := l.part(codePart, func() app.UI {
		drawn++
		return app.Div().ID("drawn")
	})
	if got := markupOf(p); !strings.Contains(got, `id="code"`) || drawn > 0 {
		t.Errorf("before its turn got %s", got)
	}
	if l.next(app.Context{}); len(l.turns) != partCount {
		t.Errorf("%d parts wait, want all: the page has not been taken over", len(l.turns))
	}
	for range 2 { // and when it waits again
		l.slots[codePart].waits = !l.slots[codePart].waits
		if got := markupOf(l.part(codePart, p.(*part).draw)); !strings.Contains(got, `id="drawn"`) {
			t.Errorf("after its turn got %s", got)
		}
	}
}
