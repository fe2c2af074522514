package backend

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/fetch"
)

// TestServersDoWhatTheSimulatedOnesDo: live runs over real connections agree with the simulated ones wherever times differ by 100 ms,
// for every preset that has a server and for others; and the account says who was served, and who was turned away.
func TestServersDoWhatTheSimulatedOnesDo(t *testing.T) {
	if testing.Short() {
		t.Skip("real time takes its time")
	}
	links := []string{
		"tasks=300ms*5&server=at_once:2", "tasks=300ms*5&server=at_once:2:503", "tasks=a=300ms,b=300ms:300ms,c=1s:300ms&server=down:0s-700ms",
		"strategy=wait&tasks=600ms*4&server=at_once:1&return_when=FIRST_COMPLETED&pending=cancel",
		"tasks=100ms*3&size=200000&server=at_once:1", "tasks=a=300ms!reset,b=300ms&server=at_once:1",
		"strategy=wait_for&tasks=a=900ms,b=300ms,c=300ms&task_timeout=600ms&server=at_once:1&return_exceptions=true",
	}
	for _, p := range engine.Presets {
		if s, err := engine.Parse(p.Link); err == nil && s.Server.Name != "" {
			links = append(links, p.Link)
		}
	}
	url := startHere(t)
	for i, link := range links {
		t.Run(link, func(t *testing.T) {
			t.Parallel()
			s, simulated := enginetest.Simulated(t, link)
			const tries = 3
			for try := 1; ; try++ {
				differences := runsAsSimulated(t, s, simulated, url, fmt.Sprintf("server-%d-%d", i, try))
				if len(differences) == 0 {
					return
				}
				if try == tries {
					t.Fatal(differences)
				}
				fmt.Printf("%s: try %d: %v\n", link, try, differences)
			}
		})
	}
}

func runsAsSimulated(t *testing.T, s *engine.Scenario, simulated engine.Log, url, run string) []string {
	transport := fetch.New()
	defer transport.Close()
	live := &engine.Live{Transport: transport, Backend: engine.Backend{URL: url, Refused: "http://127.0.0.1:1"}, Run: run}
	log, err := engine.Run(t.Context(), s, live, nil)
	if err != nil {
		t.Fatal(err)
	}
	differences := enginetest.Disorder(simulated, log)
	if !s.Server.Counts() {
		return differences
	}
	served, chance := map[int]bool{}, map[int]bool{}
	for _, e := range simulated {
		if e.Kind == engine.Serve {
			served[e.Task] = true
			// Whose client goes in the moment in which its turn comes may go before it does.
			chance[e.Task] = slices.ContainsFunc(simulated, func(end engine.Event) bool {
				return end.Task == e.Task && end.Kind == engine.Cancel && end.T-e.T < 100*time.Millisecond
			})
		}
	}
	for _, seen := range accountOf(t, url, run) {
		if wasServed := seen.Served != engine.Never; wasServed != served[seen.Task] && !chance[seen.Task] {
			differences = append(differences, fmt.Sprintf("task %d was served at %v, and in the simulation: %v", seen.Task, seen.Served,
				served[seen.Task]))
		}
	}
	return differences
}

// startHere starts a backend on this machine.
func startHere(t *testing.T) (url string) {
	server := httptest.NewServer(New(Options{}))
	t.Cleanup(server.Close)
	return server.URL
}

func accountOf(t *testing.T, url, run string) engine.Account {
	t.Helper()
	response, err := http.Get(url + "/run?run=" + run)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var report engine.Report
	if err := json.NewDecoder(response.Body).Decode(&report); err != nil {
		t.Fatal(err)
	}
	return report.Requests
}

// TestWhoComesTogetherIsTakenInTheOrderOfTasks, and told when to come again.
func TestWhoComesTogetherIsTakenInTheOrderOfTasks(t *testing.T) {
	url := startHere(t)
	type answered struct {
		task, status int
		after        string
	}
	answers := make(chan answered)
	for _, task := range []int{4, 3, 2, 1, 0} {
		go func() {
			r, err := http.Get(fmt.Sprintf("%s/request?run=together&task=%d&server=rate:2/1s", url, task))
			if err != nil {
				answers <- answered{task: task}
				return
			}
			r.Body.Close()
			answers <- answered{task, r.StatusCode, r.Header.Get("Retry-After")}
		}()
	}
	got := make([]answered, 5)
	for range got {
		a := <-answers
		got[a.task] = a
	}
	want := []answered{{0, 200, ""}, {1, 200, ""}, {2, 429, "1"}, {3, 429, "1"}, {4, 429, "1"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestWhoLeavesTheLineTakesNobodysPlace: a client that goes while it waits at the server is not served, and who has gone holds nothing.
func TestWhoLeavesTheLineTakesNobodysPlace(t *testing.T) {
	s := newServer(engine.ServerModel{Name: "at_once", Count: 1}, time.Now(), 0)
	first, second, third := s.receive(0), s.receive(1), s.receive(2)
	for _, v := range []*visit{first, second, third} {
		if !await(t.Context(), v.decided) {
			t.Fatal("it is not decided on")
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if await(gone, second.begun) {
		t.Error("who has gone is served")
	}
	second.leave(time.Now())
	at := first.begins.Add(time.Second)
	first.leave(at)
	if !await(t.Context(), third.begun) || third.begins != at || s.serving != 1 || len(s.line) != 0 {
		t.Errorf("got %v, serving %d, in line %d, want the third at %v", third.begins, s.serving, len(s.line), at)
	}
	third.leave(at)
	third.leave(at)
	if s.serving != 0 {
		t.Errorf("%d are served when all have left", s.serving)
	}
}
