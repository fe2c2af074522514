package model

import (
	"testing"
	"time"
)

// TestAZoomKeepsWhatIsUnderThePointer, stays in the picture, and ends where everything is seen.
func TestAZoomKeepsWhatIsUnderThePointer(t *testing.T) {
	const end, rows = 10 * time.Second, 1000
	z := Zoom{}.Around(4*time.Second, 400, 2, end, rows)
	if z.From != 2*time.Second || z.To != 7*time.Second || z.First != 200 || z.Rows != 500 {
		t.Errorf("twice as close: got %+v", z)
	}
	if got := z.Moved(-time.Hour, 5000, end, rows); got.From != 0 || got.To != 5*time.Second || got.First != 500 {
		t.Errorf("moved beyond the edges: got %+v", got)
	}
	if got := z.Around(4*time.Second, 400, .5, end, rows); !got.IsWhole() {
		t.Errorf("and back: got %+v, want the whole", got)
	}
	if got := (Zoom{}).Moved(time.Second, 1, end, rows); !got.IsWhole() {
		t.Errorf("what is whole does not move: got %+v", got)
	}
	if got := (Zoom{}).Around(0, 1, 1e9, end, rows); got.To-got.From < leastSpan || got.Rows < leastRows {
		t.Errorf("as close as can be: got %+v", got)
	}
	if got := (Zoom{}).Around(0, 1, 2, end, 3); got.Rows != 3 {
		t.Errorf("of three rows got %d", got.Rows)
	}
}
