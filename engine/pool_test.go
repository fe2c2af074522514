package engine_test

import (
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestOneHostByDefault: the page's names for the backend are no hosts of the program, which has one unless the link says otherwise.
func TestOneHostByDefault(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=1s*6&limit=2&connect=100ms")
	opened := 0
	for _, e := range log {
		opened = max(opened, e.Connection)
	}
	if end := log[len(log)-1].T; opened != 2 || end != 3100*time.Millisecond {
		t.Errorf("got %d connections and an end at %v, want 2 and 3.1 s", opened, end)
	}
	b := engine.Backend{URL: "http://*.localhost:1"}
	if u := b.RequestURL("r", s, s.Requests()[5]); !strings.HasPrefix(u, "http://b5.localhost:1/") {
		t.Errorf("the sixth request of a live run goes to %s, want the name b5", u)
	}
}
