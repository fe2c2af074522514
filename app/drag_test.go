package app

import (
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
)

const ms = time.Millisecond

func TestGripIsTheNearestEdge(t *testing.T) {
	m := model.NewModel("tasks=a=500ms:1s,b=2s!refused&after=linger")
	scene := picture.Layout(m.Predicted, picture.LayoutOptions{Width: 800})
	x := func(at time.Duration, off float64) float64 { return scene.X(at) + off }
	for name, test := range map[string]struct {
		lane   int
		x      float64
		finger bool
		edge   model.Edge
		cap    bool
	}{
		"the end":                   {0, x(1500*ms, 3), false, model.EndEdge, true},
		"the start":                 {0, x(500*ms, -3), false, model.StartEdge, false},
		"nothing in between":        {0, x(time.Second, 0), false, model.NoEdge, false},
		"a finger is not as fine":   {0, x(1500*ms, -20), true, model.EndEdge, true},
		"a mouse is":                {0, x(1500*ms, -20), false, model.NoEdge, false},
		"a cap without a bar":       {1, x(0, 2), false, model.StartEdge, true},
		"nothing where no bar ends": {1, x(2*time.Second, 0), false, model.NoEdge, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := gripAt(m.Predicted, 0, test.lane, scene, test.x, test.finger)
			if got.edge != test.edge || got.cap != test.cap {
				t.Errorf("got edge %d, cap %v, want %d, %v", got.edge, got.cap, test.edge, test.cap)
			}
		})
	}
}

func TestHandlesOfACrowdAreInTheirRow(t *testing.T) {
	for _, link := range []string{"tasks=1s*3", "tasks=1s*50", "strategy=sequential&tasks=1s*1000"} {
		m := model.NewModel(link)
		scene := picture.Layout(m.Predicted, picture.LayoutOptions{Width: 800})
		for _, lane := range []int{0, 2} {
			if got := scene.Row(middleOf(scene, lane)); got != lane {
				t.Errorf("%s: the handles of task %d are in row %d", link, lane, got)
			}
		}
	}
}

func TestKeysMoveAGripByItsSteps(t *testing.T) {
	g := grip{edge: model.EndEdge, value: 1234 * ms, most: 3 * time.Second, perPixel: float64(5 * ms)}
	for key, want := range map[string]time.Duration{
		"ArrowRight": 1250 * ms, "ArrowLeft": 1200 * ms, "PageUp": 1734 * ms, "PageDown": 734 * ms, "Home": 0, "End": 3 * time.Second,
	} {
		if got, ok := g.valueAfter(key, false); !ok || got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
	if got, _ := g.valueAfter("ArrowRight", true); got != 1235*ms {
		t.Errorf("a fine step leads to %s, want 1.235s", got)
	}
	if _, ok := g.valueAfter("x", false); ok {
		t.Error("x moves it")
	}
	if got := (grip{perPixel: float64(time.Minute)}).step(false); got != 500*time.Second {
		t.Errorf("a step of a long axis is %s, want 500s", got)
	}
}

// TestBarsAreDraggedWhereTasksMayBeChanged: an embed's author has the say.
func TestBarsAreDraggedWhereTasksMayBeChanged(t *testing.T) {
	for query, want := range map[string]bool{"tasks=1s": true, "tasks=1s&readonly": false, "tasks=1s&controls=run,replay": false,
		"tasks=1s&client=socket": false} {
		p := NewEmbedPage(t.Context(), query)
		p.width = 800
		if got := p.laneWithHandles() != engine.NoTask; got != want {
			t.Errorf("%s: bars can be dragged: %v, want %v", query, got, want)
		}
	}
}

// TestCutBarIsTakenAsLongAsItIs: a hand has the bar's end, wherever it would have come to.
func TestCutBarIsTakenAsLongAsItIs(t *testing.T) {
	m := model.NewModel("tasks=3s,1s!reset")
	scene := picture.Layout(m.Predicted, picture.LayoutOptions{Width: 800})
	if got := gripAt(m.Predicted, 0, 0, scene, scene.X(time.Second), false).value; got != time.Second {
		t.Errorf("the bar of 3 s that is cancelled at 1 s is taken at %s", got)
	}
}

func TestDragInAComparisonIsMarkedInAllRows(t *testing.T) {
	const query = "tasks=a=3s,b=1s&timeout=5s&strategies=gather,sequential"
	m := model.NewCompareModel(query).Update(model.Grabbed{Row: 1, Lane: 1, Edge: model.EndEdge}).Update(model.Dragged{To: 1500 * ms})
	pictures := multiples{shown: m.Simulated, drag: m.Drag, tasks: 2, frame: m.Before.Simulated}
	for row, want := range []time.Duration{2 * time.Second, 5 * time.Second} { // the row's own start, and two seconds
		if got := pictures.turns(row); got == nil || got.Lane != 1 || got.At[1] != want {
			t.Errorf("row %d marks %+v, want %s in lane 1", row, got, want)
		}
	}
	if got := pictures.axis(); got <= 4500*ms || got > 5100*ms {
		t.Errorf("the axis ends at %s, want a step further than it did, 5s", got)
	}
}
