package view_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// rides writes connections as text: of each its number, and the tasks that it carried.
func rides(connections []view.Connection) string {
	var lines []string
	for _, c := range connections {
		var tasks []int
		for _, r := range c.Rides {
			tasks = append(tasks, r.Task)
		}
		lines = append(lines, fmt.Sprintf("%d%v", c.Number, tasks))
	}
	return strings.Join(lines, " ")
}

func TestConnectionsTellWhatEachCarried(t *testing.T) {
	for _, c := range []struct{ link, want string }{
		{"tasks=1s,2s,3s,1s,1s&limit=3&hosts=1&connect=100ms", "1[0 3] 2[1 4] 3[2]"},
		{"tasks=1s*4&limit=2&hosts=2", "1[0 2] 2[1 3]"},
		{"tasks=1s!reset,1s*2&limit=1&hosts=1&return_exceptions=true", "1[0] 2[1 2]"},
		{"session=per_request&tasks=1s*3", "1[0] 2[1] 3[2]"},
		{"tasks=1s,0s!refused,0s!scheme&return_exceptions=true", "1[0]"},
		{"client=socket&tasks=1s:1s,0s!refused&return_exceptions=true", "1[0]"},
		{"strategy=exit_stack&tasks=1s:1s*2", "1[0] 2[1]"},
	} {
		s, log := enginetest.Simulated(t, c.link)
		if got := rides(view.Connections(view.Fold(s, log, view.WholeLog))); got != c.want {
			t.Errorf("%s: got %s, want %s", c.link, got, c.want)
		}
	}
}

// TestConnectionsOfALiveRunComeFromTheAccount: the browser does not tell which request it sent over which connection.
func TestConnectionsOfALiveRunComeFromTheAccount(t *testing.T) {
	s := enginetest.LiveScenario(t)
	timeline := view.Fold(s, enginetest.LiveLog, view.WholeLog)
	if got := view.Connections(timeline); len(got) != 0 {
		t.Errorf("without an account: got %s", rides(got))
	}
	seen := func(task, connection int, at time.Duration) engine.Seen {
		return engine.Seen{Task: task, Received: at, Accepted: engine.Never, Answered: engine.Never, Broken: engine.Never, Closed: engine.Never,
			Abandoned: engine.Never, Connection: connection, Protocol: "HTTP/2.0"}
	}
	timeline.WithAccount(engine.Account{seen(0, 1, 2*ms), seen(2, 1, 70*ms), seen(1, 2, 510*ms)})
	if got, want := rides(view.Connections(timeline)), "1[0 2]"; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
	// Two at a time over one connection: a row for each, of which the first has the name.
	scene := picture.Layout(timeline, picture.LayoutOptions{ByConnection: true, Parts: picture.PartRows})
	names := 0
	for _, m := range scene.Marks {
		if m.Meaning == picture.LaneName && strings.HasPrefix(m.Text, "conn 1") {
			names++
		}
	}
	if scene.Rows < 2 || names != 1 {
		t.Errorf("got %d rows and the name %d times", scene.Rows, names)
	}
}

func TestAConnectionIsIdleUntilItsNextRequest(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=1s,3s:1s&hosts=1&limit=5")
	scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{ByConnection: true})
	for _, m := range scene.Marks {
		if m.Meaning == picture.IdleLine {
			if from, to := scene.Time(m.X), scene.Time(m.X+m.W); from != time.Second || to != 3*time.Second {
				t.Errorf("idle from %v to %v, want 1s to 3s", from, to)
			}
			return
		}
	}
	t.Error("no idle line")
}
