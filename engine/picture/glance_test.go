package picture_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// TestAPictureThatMovesIsTheSame as one that is folded and laid out from the beginning, at whichever moment after another.
func TestAPictureThatMovesIsTheSame(t *testing.T) {
	links := []string{
		"tasks=200ms~100ms*300", "tasks=200ms~100ms*150,300ms~200ms!503*50&limit=0&raise_for_status=true",
		"tasks=100ms:200ms~100ms*300&limit=20", "tasks=200ms~100ms!reset*130&each=retry:3", "strategy=task_group&tasks=1s~500ms!reset@1%*200",
		"strategy=wait&return_when=FIRST_COMPLETED&pending=again&tasks=500ms~300ms*140", "strategy=hedge&tasks=1s~900ms*140",
		"strategy=exit_stack&tasks=100ms:200ms*140", "tasks=200ms~100ms*130,300ms>200ms*20&each=semaphore:30&server=at_once:10&timeout=600ms",
	}
	for _, p := range engine.Presets {
		links = append(links, p.Link)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, link := range links {
		s, log := enginetest.Simulated(t, link)
		folder, kept := view.NewFolder(s), &picture.Kept{}
		whole, earlier := folder.Fold(log, view.WholeLog), [][2]*view.Timeline{}
		for i, n := 0, 0; i < 24; i++ {
			if n += random.IntN(1 + len(log)/8); i%9 == 8 || n > len(log) {
				n = random.IntN(len(log) + 1)
			}
			at := time.Duration(0)
			if n > 0 {
				at = log[n-1].T
			}
			if n < len(log) && random.IntN(3) > 0 {
				at += time.Duration(random.Int64N(int64(log[n].T-at) + 1))
			}
			o := picture.LayoutOptions{Frame: whole, Playhead: true, Parts: picture.PartCaller | picture.PartRows}
			want := picture.Layout(folder.FoldFirst(log, n, at), o)
			o.Kept = kept
			glance := folder.Glance(log, n, at)
			got := picture.Layout(glance, o)
			if again := folder.FoldFirst(log, n, at); glance.Summary() != again.Summary() || glance.CallerInWords() != again.CallerInWords() {
				t.Fatalf("%s after %d events, at %v: got %q, want %q", link, n, at, glance.CallerInWords(), again.CallerInWords())
			}
			earlier = append(earlier, [2]*view.Timeline{folder.FoldNext(log, n, at), folder.FoldFirst(log, n, at)})
			if !reflect.DeepEqual(got.Marks, want.Marks) {
				t.Fatalf("%s after %d events, at %v: got another picture than by folding it anew", link, n, at)
			}
		}
		for _, e := range earlier {
			if !reflect.DeepEqual(e[0].Lanes, e[1].Lanes) || !slices.Equal(e[0].Caller.Waits, e[1].Caller.Waits) ||
				!slices.Equal(e[0].Caller.Deliveries, e[1].Caller.Deliveries) || e[0].Summary() != e[1].Summary() {
				t.Fatalf("%s after %d events: a timeline that was kept has changed", link, len(e[0].Log))
			}
		}
	}
}
