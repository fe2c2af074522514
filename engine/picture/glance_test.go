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
		grow(t, s, asLive(log, random), random)
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

// TestABandGrowsPixelByPixel as time goes on, also where a bar has just begun, which is wider than the time that it has taken.
func TestABandGrowsPixelByPixel(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=300ms~200ms*200&each=semaphore:20")
	folder, kept := view.NewFolder(s), &picture.Kept{}
	whole := folder.Fold(log, view.WholeLog)
	const pixels = 1400 // of the axis, or more: no step passes over one
	for i := range pixels / 4 {
		at := log[len(log)-1].T * time.Duration(i) / pixels
		growsAsAnew(t, folder, log, at, picture.LayoutOptions{Frame: whole, Parts: picture.PartRows, Kept: kept})
	}
}

// growsAsAnew holds a picture that is kept against one that is folded and laid out anew, at a moment.
func growsAsAnew(t *testing.T, folder *view.Folder, log engine.Log, at time.Duration, o picture.LayoutOptions) {
	t.Helper()
	got := picture.Layout(folder.Glance(log, log.Until(at), at), o)
	o.Kept = nil
	if want := picture.Layout(folder.Fold(log, at), o); !reflect.DeepEqual(got.Marks, want.Marks) {
		t.Fatalf("at %v, in %v: got another picture than by laying it out anew", at, o.Window)
	}
}

// TestABandGrowsIntoAWindow from a moment before it to one so soon after its beginning that no pixel has passed: what goes on then has its
// least width.
func TestABandGrowsIntoAWindow(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=300ms~200ms*200&each=semaphore:20")
	folder, from, to := view.NewFolder(s), log[len(log)-1].T/2, log[len(log)-1].T
	o := picture.LayoutOptions{
		Frame: folder.Fold(log, view.WholeLog), Parts: picture.PartRows, Kept: &picture.Kept{},
		Window: picture.Window{From: from, To: to, Rows: 200},
	}
	for _, at := range []time.Duration{from - time.Microsecond, from + time.Microsecond, from - time.Microsecond, from} {
		growsAsAnew(t, folder, log, at, o)
	}
}

// asLive is the log as a live run would have left it: each request is sent some while after the client has asked for it.
func asLive(log engine.Log, random *rand.Rand) (live engine.Log) {
	var asked []engine.Event
	for _, e := range log {
		for i := len(asked) - 1; i >= 0; i-- {
			if asked[i].Task == e.Task || random.IntN(40) == 0 {
				live = append(live, engine.Event{T: e.T, Kind: engine.Sent, Task: asked[i].Task})
				asked = slices.Delete(asked, i, i+1)
			}
		}
		if live = append(live, e); e.Kind == engine.Send {
			asked = append(asked, e)
		}
	}
	return live
}

// grow holds a picture of a log that grows, as of a live run, against one that is folded and laid out anew: at the last event and between
// two, with room for more events in its list and without, and with what the backend has seen.
func grow(t *testing.T, s *engine.Scenario, whole engine.Log, random *rand.Rand) {
	t.Helper()
	folder, kept := view.NewFolder(s), &picture.Kept{}
	log, prediction := make(engine.Log, 0, len(whole)/2), folder.Fold(whole, view.WholeLog)
	for n := 0; n < len(whole); {
		more := min(1+random.IntN(1+len(whole)/8), len(whole)-n)
		log, n = append(log, whole[n:n+more]...), n+more
		at := log[n-1].T + time.Duration(random.IntN(2))*time.Millisecond
		o := picture.LayoutOptions{Prediction: prediction, Playhead: true, Parts: picture.PartCaller | picture.PartRows}
		anew := folder.Fold(log, at)
		want := picture.Layout(anew, o)
		o.Kept = kept
		glance := folder.Glance(log, log.Until(at), at)
		if got := picture.Layout(glance, o); !reflect.DeepEqual(got.Marks, want.Marks) {
			t.Fatalf("%s live, after %d events, at %v: got another picture than by folding it anew", s.Link(), n, at)
		}
		if glance.Last != anew.Last || glance.Live != anew.Live || glance.Summary() != anew.Summary() {
			t.Fatalf("%s live, after %d events: got %+v until %v, want %+v until %v", s.Link(), n, glance.Summary(), glance.Last,
				anew.Summary(), anew.Last)
		}
		if random.IntN(4) == 0 {
			task := random.IntN(len(anew.Lanes))
			saw := engine.Account{{Task: task, Received: at / 2, Served: at / 2, Abandoned: engine.Never}}
			told := []engine.Timing{{Task: task, Connect: at / 8, Connected: at / 4, Requested: at / 3}}
			anew.WithAccount(saw).WithTimings(told)
			got := picture.Layout(anew, o)
			if o.Kept = nil; !reflect.DeepEqual(got.Marks, picture.Layout(anew, o).Marks) {
				t.Fatalf("%s live, after %d events: with an account, got another picture than by laying it out anew", s.Link(), n)
			}
		}
	}
}
