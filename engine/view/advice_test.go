package view_test

import (
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// allAnswers lists every set of answers.
func allAnswers() (all []view.Answers) {
	for n := range 1 << len(view.Questions) {
		var a view.Answers
		for i := range a {
			a[i] = n >> i & 1
		}
		all = append(all, a)
	}
	return all
}

func TestAdvice(t *testing.T) {
	var b strings.Builder
	for _, a := range allAnswers() {
		advice := view.Advise(a)
		c := view.Compare(scenario(t, advice.Link), []engine.Variant{{Strategy: advice.Variant.Strategy}})
		b.WriteString("?" + a.Link() + "\n  " + advice.Variant.Label() + ": " + advice.Why + "\n  " + advice.Link + "\n  " + c.Verdict() +
			"\n  not: " + advice.Counter.Why + "\n  " + advice.Counter.Link + "\n  " + advice.Counter.Compare + "\n  " + advice.Counter.Figures +
			"\n\n")
	}
	enginetest.Golden(t, "compare/advice.txt", b.String())
}

func scenario(t testing.TB, link string) *engine.Scenario {
	t.Helper()
	s, err := engine.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Link(); got != link {
		t.Errorf("%s is not canonical: got %s", link, got)
	}
	return s
}

// TestAdviceDoesWhatWasAskedFor holds each recommended run against the answers that led to it.
func TestAdviceDoesWhatWasAskedFor(t *testing.T) {
	for _, a := range allAnswers() {
		s := scenario(t, view.Advise(a).Link)
		log, err := engine.Simulate(s)
		if err != nil {
			t.Fatal(err)
		}
		first, arrival, carryOn, deadline := a[0] == 1, a[1] == 1, a[2] == 1, a[3] == 1
		timeline := view.Fold(s, log, view.WholeLog)
		f, raised := timeline.Figures(), timeline.Caller.Raised
		if f.Ended > s.Timeout && deadline {
			t.Errorf("?%s: ends at %v, after the deadline %v", a.Link(), f.Ended, s.Timeout)
		}
		if deadline != (s.Timeout != engine.NoTimeout) {
			t.Errorf("?%s: timeout %v", a.Link(), s.Timeout)
		}
		switch {
		case first && f.Answers+f.Errors != 1:
			t.Errorf("?%s: received %d, want the first only", a.Link(), f.Answers+f.Errors)
		case !first && !carryOn && !strings.Contains(raised, "reset"):
			t.Errorf("?%s: raised %q, want the failure", a.Link(), raised)
		case !first && carryOn && strings.Contains(raised, "reset"):
			t.Errorf("?%s: raised %q, want it handled", a.Link(), raised)
		case !first && carryOn && !deadline && f.Answers+f.Errors != 3:
			t.Errorf("?%s: received %d of 3", a.Link(), f.Answers+f.Errors)
		case !first && carryOn && deadline && f.Answers+f.Errors != 2:
			t.Errorf("?%s: received %d, want the 2 before the deadline", a.Link(), f.Answers+f.Errors)
		}
		if !first && arrival && timeline.Caller.Deliveries[0].T != timeline.Lanes[1].End.T {
			t.Errorf("?%s: the first result came at %v, want it when it was there, at %v", a.Link(), f.FirstResult, timeline.Lanes[1].End.T)
		}
		for i, d := range timeline.Caller.Deliveries {
			if !arrival && i > 0 && d.Task < timeline.Caller.Deliveries[i-1].Task {
				t.Errorf("?%s: results out of order: %v", a.Link(), timeline.Caller.Deliveries)
			}
		}
	}
}

// TestCounterexampleShowsTheWeakness holds that the alternative really does better where the advice is wrong, and
// that it is the advice that is shown to be wrong.
func TestCounterexampleShowsTheWeakness(t *testing.T) {
	for _, a := range allAnswers() {
		advice := view.Advise(a)
		s, variants, err := engine.ParseComparison(advice.Counter.Compare)
		if err != nil {
			t.Fatal(err)
		}
		c := view.Compare(s, variants)
		bad, good := &c.Rows[0], &c.Rows[1]
		short, err := engine.Parse(advice.Counter.Link)
		if err != nil {
			t.Fatal(err)
		}
		if short.Link() != bad.Link || variants[0].String() != advice.Variant.String() {
			t.Errorf(
				"?%s: the counter-example %s is not %s of its comparison %s",
				a.Link(),
				advice.Counter.Link,
				advice.Variant,
				advice.Counter.Compare,
			)
		}
		if !strings.HasPrefix(advice.Counter.Link, "preset="+advice.Counter.Preset.ID) {
			t.Errorf("?%s: the counter-example %s is not the preset %s", a.Link(), advice.Counter.Link, advice.Counter.Preset.ID)
		}
		if deadline := bad.Scenario.Timeout != engine.NoTimeout; deadline != (a[3] == 1) {
			t.Errorf("?%s: the counter-example has timeout %v", a.Link(), bad.Scenario.Timeout)
		}
		if !better(good, bad, advice.Counter.Column) {
			t.Errorf(
				"?%s: %s: %s is not better than %s",
				a.Link(),
				advice.Counter.Column.Title(),
				good.Cell(advice.Counter.Column),
				bad.Cell(advice.Counter.Column),
			)
		}
	}
}

// better compares two rows by a column, apart from the code that marks the best.
func better(a, b *view.Row, k view.Column) bool {
	switch k {
	case view.WastedTimeColumn:
		return a.WastedTime < b.WastedTime
	case view.WastedRequestsColumn:
		return a.WastedRequests < b.WastedRequests
	case view.ReceivedColumn:
		return a.Answers > b.Answers
	case view.OrphansColumn:
		return a.Orphans < b.Orphans
	case view.InFlightColumn:
		return a.MostInFlight < b.MostInFlight/2
	case view.FirstErrorColumn:
		return a.FirstError != engine.Never && (b.FirstError == engine.Never || a.FirstError < b.FirstError/2)
	case view.FirstResultColumn:
		return a.FirstResult != engine.Never && a.FirstResult < b.FirstResult
	}
	return false
}

func TestAnswersSurviveTheirLink(t *testing.T) {
	for _, want := range allAnswers() {
		if got, err := view.ParseAnswers("?" + want.Link()); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", want.Link(), got, err, want)
		}
	}
	for _, c := range []struct{ link, want string }{
		{"need=some", `need: "some": want all or first`},
		{"need=all&need=all", `need: given twice: want it once`},
		{"wish=all", `link: unknown key "wish": want need, order, error or deadline`},
		{"deadline=%zz", `deadline: "%zz": want no or yes`},
	} {
		if _, err := view.ParseAnswers(c.link); err == nil || err.Error() != c.want {
			t.Errorf("ParseAnswers(%q)\n got %v\nwant %s", c.link, err, c.want)
		}
	}
}
