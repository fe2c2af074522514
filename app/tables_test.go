package app

import (
	"testing"
	"time"

	"inflight/engine"
)

func TestServerIsSummedUp(t *testing.T) {
	request := func(change func(*engine.Seen)) engine.Seen {
		s := engine.Unseen(0)
		s.Status = 200
		change(&s)
		return s
	}
	socket := func(change func(*engine.Seen)) engine.Seen {
		s := engine.Unseen(0)
		s.Status, s.Accepted = 101, 0
		change(&s)
		return s
	}
	answered := func(s *engine.Seen) { s.Answered = time.Second }
	broken := func(s *engine.Seen) { s.Broken = time.Second }
	gone := func(s *engine.Seen) { s.Abandoned = time.Second }
	closed := func(s *engine.Seen) { s.Answered, s.Closed = time.Second, time.Second }
	for want, account := range map[string]engine.Account{
		"The server received 3 requests and answered 1, broke 1, and noticed that the client had gone from 1.": {
			request(answered), request(broken), request(gone)},
		"The server received 1 request and answered 0.": {request(func(*engine.Seen) {})},
		"The server accepted 5 of 6 sockets and closed 1, broke 1, and noticed that the client had gone from 2; 2 are open.": {
			socket(closed), socket(broken), socket(gone), socket(answered), socket(func(*engine.Seen) {}),
			socket(func(s *engine.Seen) { s.Accepted, s.Abandoned = engine.Never, 0 })},
	} {
		if got := serverSummary(account); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestEventsAreToldByWhatTheyOpen(t *testing.T) {
	for link, want := range map[string][2]string{
		"tasks=1s":                     {"the session is open", "connection 1"},
		"session=per_request&tasks=1s": {"its own session is open", "connection 1"},
		"client=socket&tasks=1s":       {"its socket is open", "5 bytes"},
	} {
		m := NewModel(link)
		var found [2]string
		for _, e := range m.predicted.Log {
			if e.Kind == engine.Enter {
				found[0] = meaning(m.scenario, e)
			}
			if words := about(m.scenario, e); e.Kind == engine.Send || m.scenario.Sockets() && e.Kind == engine.Finish {
				found[1] = words
			}
		}
		if found != want {
			t.Errorf("%s: got %q, want %q", link, found, want)
		}
	}
}
