package e2e

import (
	"cmp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// liveRun is a test that holds a live run against the prediction.
type liveRun struct {
	name    string
	test    func(t *testing.T)
	tight   bool          // it bears nobody beside it
	crowded bool          // it has so many requests that they hold up others, and many others them
	takes   time.Duration // as predicted
	margin  time.Duration // by how much is apart what has an order; none where the server decides by who comes first
}

// newLiveRun reads off the simulated run what the live one bears.
func newLiveRun(t *testing.T, name, link string, test func(t *testing.T)) liveRun {
	s, log := enginetest.Simulated(t, link)
	r := liveRun{name: name, test: test, crowded: len(s.Requests()) > 100, takes: log[len(log)-1].T}
	if s.Server == (engine.ServerModel{}) {
		r.margin = enginetest.Margin(log)
	}
	return r
}

// How many run at once: as many as leave a third of two processors idle.
const (
	besideCrowds = 4
	atOnce       = 5
	readers      = 3 // of the guide, besides
	roomy        = 500 * time.Millisecond
)

// TestRunsLiveAsPredicted has all that holds the order of a live run against the prediction, most of it several at once: each has a tab and
// connections of its own. Very many requests at once disturb others, so these go one after another, beside runs in which half a second
// is between what may not change places. Where the server decides by who comes first, no program starts meanwhile, which would hold up
// some. That the page complains of nothing is checked at the end of each.
func TestRunsLiveAsPredicted(t *testing.T) {
	t.Cleanup(endPassingOn)
	var crowds, beside, lessons, others, arrivals, tight lane
	for _, r := range presetRuns(t) {
		switch {
		case r.tight:
			tight.add(r)
		case r.crowded:
			crowds.add(r)
		case r.margin >= roomy:
			beside.add(r)
		case r.margin == 0:
			arrivals.add(r)
		default:
			others.add(r)
		}
	}
	others.add(slices.Concat(socketRuns(t), bodyRuns(t))...)
	for _, r := range lessonRuns(t) {
		if r.crowded {
			crowds.add(r)
		} else {
			lessons.add(r)
		}
	}

	var all sync.WaitGroup
	over := make(chan struct{})
	all.Go(func() { crowds.run(t, nil); close(over) })
	for range besideCrowds {
		all.Go(func() { beside.run(t, over) })
	}
	all.Wait()

	others.add(beside.left...)
	for range atOnce {
		all.Go(func() { others.run(t, nil) })
	}
	for range readers {
		all.Go(func() { lessons.run(t, nil) })
	}
	all.Wait()

	for range atOnce {
		all.Go(func() { arrivals.run(t, nil) })
	}
	all.Wait()
	tight.run(t, nil)
}

// lane is what one or several take their next run from, the longest first.
type lane struct {
	sync.Mutex
	left []liveRun
}

func (l *lane) add(runs ...liveRun) {
	l.left = append(l.left, runs...)
	slices.SortStableFunc(l.left, func(a, b liveRun) int { return cmp.Compare(b.takes, a.takes) })
}

// run takes one after another until none is left, or it is over.
func (l *lane) run(t *testing.T, over <-chan struct{}) {
	for {
		l.Lock()
		if len(l.left) == 0 {
			l.Unlock()
			return
		}
		next := l.left[0]
		select {
		case <-over:
			l.Unlock()
			return
		default:
			l.left = l.left[1:]
			l.Unlock()
		}
		t.Run(next.name, next.test)
	}
}

// tries is how many a run has, all but the first two while no other goes on: what a busy machine brings out of order once is
// no fault of the program, which would bring it out of order each time.
const tries = 6

// alone is held by the run that goes on while no other does.
var alone sync.RWMutex

// among runs a try, which is the first one of a test, or the second, and so on.
func among(try int, run func()) {
	if try > 2 {
		alone.Lock()
		defer alone.Unlock()
	} else {
		alone.RLock()
		defer alone.RUnlock()
	}
	run()
}

// openLive opens the link in a page that has run another before, where there is one.
func openLive(t *testing.T, link string) *tab {
	w := takePassedOn("/")
	if w == nil {
		var err error
		if w, err = borrow("/"); err != nil {
			t.Fatal(err)
		}
	}
	p := w.show(t, "/", link, link, func() { w.passOn("/") })
	command(p, network.Enable, network.EnableParams{})
	p.do(chromedp.EmulateViewport(390, 300)) // so that drawing it takes the machine little time
	return p
}

// runsAsPredicted runs the page's link until its log has the simulated order.
func (p *tab) runsAsPredicted(link string) {
	p.Helper()
	simulated := p.simulated()
	for try := 1; ; try++ {
		var live engine.Log
		among(try, func() { live = p.liveLog(link) })
		differences := disorder(simulated.Events, live)
		if len(differences) == 0 {
			return
		}
		p.Logf("try %d: %d events out of order, such as: %s", try, len(differences), differences[0])
		if try == tries {
			p.Fatalf("%d runs out of %d were not as predicted", tries, tries)
		}
	}
}

// liveLog runs the link live, and holds its log against the laws.
func (p *tab) liveLog(link string) engine.Log {
	p.Helper()
	live := p.live()
	if live.Scenario != link {
		p.Errorf("ran %q, want %q", live.Scenario, link)
	}
	scenario, err := engine.Parse(link)
	if err != nil {
		p.Fatal(err)
	}
	if err := live.Events.Check(scenario); err != nil {
		p.Error(err)
	}
	return live.Events
}
