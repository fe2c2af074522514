package backend

import (
	"io"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"inflight/engine"
)

func TestABodyOfASizeTravelsAtOneMegabyteASecond(t *testing.T) {
	for _, size := range []int{1, 2, 50_000, 50_001, 50_002, 1_234_567} {
		synctest.Test(t, func(t *testing.T) {
			client, start := serve(t, Options{}), time.Now()
			response := get(t, client, "/request?run=r&task=0&latency=1s&size="+strconv.Itoa(size))
			skipEarly(t, response.Body)
			first, err := io.ReadFull(response.Body, make([]byte, 1))
			if at := time.Since(start) - time.Second; err != nil || at < 0 || at > time.Microsecond {
				t.Errorf("size %d: got %d bytes (%v) %v after the latency, want the first at once", size, first, err, at)
			}
			rest, err := io.Copy(io.Discard, response.Body)
			if err != nil || int(rest) != size-1 {
				t.Errorf("got %d more bytes (%v), want %d", rest, err, size-1)
			}
			if got, want := time.Since(start), time.Second+time.Duration(size)*time.Microsecond; got != want {
				t.Errorf("size %d: the body ended after %v, want %v", size, got, want)
			}
			synctest.Wait()
			if seen := account(t, client, origin)[0]; seen.Answered != time.Second+time.Duration(size)*time.Microsecond {
				t.Errorf("size %d: got answered at %v", size, seen.Answered)
			}
		})
	}
}

func TestStopsSendingAsSoonAsTheClientHasGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := serve(t, Options{})
		response := get(t, client, "/request?run=r&task=0&size=100000000")
		io.ReadFull(response.Body, make([]byte, 300_000))
		response.Body.Close()
		synctest.Wait()
		seen := account(t, client, origin)[0]
		if seen.Abandoned < 250*time.Millisecond || seen.Abandoned > 350*time.Millisecond || seen.Answered != engine.Never {
			t.Errorf("got %+v, want it abandoned at about 300ms", seen)
		}
	})
}

// skipEarly reads the byte that comes before each body.
func skipEarly(t *testing.T, body io.Reader) {
	t.Helper()
	start, first := time.Now(), make([]byte, 1)
	if _, err := io.ReadFull(body, first); err != nil || first[0] != early[0] || time.Since(start) > 0 {
		t.Errorf("got %q (%v) after %v, want the early byte at once", first, err, time.Since(start))
	}
}
