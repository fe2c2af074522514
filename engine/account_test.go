package engine_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"inflight/engine"
)

const ms = time.Millisecond

func TestSeenIsWrittenWithoutWhatNeverHappened(t *testing.T) {
	seen := func(task, status int, received time.Duration) engine.Seen {
		s := engine.Unseen(task)
		s.Status, s.Received = status, received
		return s
	}
	answered, broken, abandoned, socket := seen(3, 200, 0), seen(0, 200, 5*ms), seen(9, 503, 5*ms), seen(1, 101, 5*ms)
	answered.Answered = 1000200 * time.Microsecond
	broken.Broken, broken.Connection, broken.Protocol = 7*ms, 2, "HTTP/1.1"
	abandoned.Abandoned = 7 * ms
	socket.Protocol, socket.Accepted, socket.Answered, socket.Closed = "websocket", 6*ms, 7*ms, 8*ms
	for want, seen := range map[string]engine.Seen{
		`{"task":3,"received":0,"answered":1000200,"status":200}`:                                                      answered,
		`{"task":0,"connection":2,"protocol":"HTTP/1.1","received":5000,"broken":7000,"status":200}`:                   broken,
		`{"task":9,"received":5000,"abandoned":7000,"status":503}`:                                                     abandoned,
		`{"task":1,"protocol":"websocket","received":5000,"accepted":6000,"answered":7000,"closed":8000,"status":101}`: socket,
	} {
		text, err := json.Marshal(seen)
		if got := string(text); got != want || err != nil {
			t.Errorf("got %s (%v), want %s", got, err, want)
		}
		var back engine.Seen
		if err := json.Unmarshal(text, &back); err != nil || back != seen {
			t.Errorf("%s: got %+v (%v), want %+v", text, back, err, seen)
		}
	}
}

func TestSeenRefusesWhatIsNoSuchObject(t *testing.T) {
	for _, text := range []string{`3`, `{"task":"x"}`, `{"received":0.5}`} {
		if err := json.Unmarshal([]byte(text), new(engine.Seen)); err == nil {
			t.Errorf("%s: got no error, want one", text)
		}
	}
}

func TestAligned(t *testing.T) {
	send := func(task int, at time.Duration) engine.Event {
		return engine.Event{T: at, Kind: engine.Send, Task: task}
	}
	sent := func(task int, at time.Duration) engine.Event {
		return engine.Event{T: at, Kind: engine.Sent, Task: task}
	}
	for _, test := range []struct {
		name     string
		received []time.Duration // of task 0, 1, …
		log      engine.Log
		timings  []engine.Timing
		want     []time.Duration
	}{
		{"the middle between send and sent", []time.Duration{0},
			engine.Log{send(0, 10*ms), sent(0, 14*ms)}, nil, []time.Duration{12 * ms}},
		{"a request that waited in the browser says less than one that did not", []time.Duration{0, 1000 * ms},
			engine.Log{send(0, 10*ms), send(1, 10*ms), sent(0, 12*ms), sent(1, 1050*ms)}, nil, []time.Duration{11 * ms, 1011 * ms}},
		{"each bound from another request", []time.Duration{0, 20 * ms},
			engine.Log{send(0, 4*ms), sent(0, 10*ms), send(1, 26*ms), sent(1, 50*ms)}, nil, []time.Duration{8 * ms, 28 * ms}},
		{"no headers have come back", []time.Duration{0, 3 * ms},
			engine.Log{send(0, 10*ms), send(1, 14*ms)}, nil, []time.Duration{11 * ms, 14 * ms}},
		{"bounds that exclude each other", []time.Duration{0, 0},
			engine.Log{send(0, 10*ms), sent(0, 11*ms), send(1, 30*ms), sent(1, 31*ms)}, nil, []time.Duration{30 * ms, 30 * ms}},
		{"the account begins with a later run's clock", []time.Duration{500 * ms},
			engine.Log{send(0, 10*ms), sent(0, 12*ms)}, nil, []time.Duration{11 * ms}},
		{"whole microseconds", []time.Duration{0},
			engine.Log{send(0, 10*ms), sent(0, 10*ms+time.Microsecond)}, nil, []time.Duration{10 * ms}},
		{"no task in common", []time.Duration{5 * ms},
			engine.Log{send(1, 10*ms), sent(1, 12*ms)}, nil, []time.Duration{5 * ms}},
		{"the browser tells closer bounds", []time.Duration{0, 500 * ms},
			engine.Log{send(0, 10*ms), send(1, 10*ms), sent(0, 900*ms)},
			[]engine.Timing{timing(0, 300*ms, engine.Never), timing(1, 801*ms, 807*ms)}, []time.Duration{304 * ms, 804 * ms}},
		{"a proxy held the whole answer back", []time.Duration{0}, // which was written after a second
			engine.Log{send(0, 10*ms), sent(0, 1014*ms), {T: 1014 * ms, Kind: engine.Finish}},
			[]engine.Timing{timing(0, 12*ms, 1013*ms)}, []time.Duration{13 * ms}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, want := accountOf(test.received).Aligned(test.log, test.timings), accountOf(test.want)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%+v, want\n%+v", got, want)
			}
		})
	}
}

func TestAlignedLeavesTheAccountItselfAsItWas(t *testing.T) {
	account := accountOf([]time.Duration{0})
	account.Aligned(engine.Log{{T: ms, Kind: engine.Send}}, nil)
	if got, want := account, accountOf([]time.Duration{0}); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

// TestAnAccountTellsOfAProxyByItsOrigin: whoever asks knows under which address.
func TestAnAccountTellsOfAProxyByItsOrigin(t *testing.T) {
	for _, test := range []struct {
		origin, address string
		proxied         bool
	}{
		{"http://account.localhost:8001", "http://account.localhost:8001/run?run=r", false},
		{"", "https://demo.example/run?run=r", false},
		{"https://demo.example", "https://Demo.example:443/demo/run?run=r", false},
		{"http://demo.example", "https://demo.example/run?run=r", true},
		{"http://127.0.0.1:8000", "http://demo.example/run?run=r", true},
	} {
		report := engine.Report{Origin: test.origin, Requests: accountOf([]time.Duration{0, ms})}
		for _, seen := range report.AskedAt(test.address) {
			if seen.Proxied != test.proxied {
				t.Errorf("asked at %s, which it knows as %s: got proxied %v", test.address, test.origin, seen.Proxied)
			}
		}
	}
}

// accountOf has requests of tasks 0, 1, … received at these times, each answered 1 s later.
func accountOf(received []time.Duration) engine.Account {
	var account engine.Account
	for task, at := range received {
		seen := engine.Unseen(task)
		seen.Status, seen.Received, seen.Answered = 200, at, at+time.Second
		account = append(account, seen)
	}
	return account
}

// timing is what the browser tells of a request that it sent at one time, and that was answered from another on.
func timing(task int, requested, answered time.Duration) engine.Timing {
	never := engine.Never
	return engine.Timing{Task: task, Asked: 0, Connect: never, Connected: never, Requested: requested, Answered: answered, Ended: never}
}

// TestALogSaysSentWhenTheBrowserSaysIt: Firefox hears of an answer late, and some proxies tell of it late.
func TestALogSaysSentWhenTheBrowserSaysIt(t *testing.T) {
	event := func(at time.Duration, kind engine.Kind, task int) engine.Event {
		return engine.Event{T: at, Kind: kind, Task: task}
	}
	s, err := engine.Parse("tasks=1s,1s,1s,1s")
	if err != nil {
		t.Fatal(err)
	}
	begun := engine.Log{event(0, engine.Enter, engine.NoTask)}
	for task := range 4 {
		begun = append(begun, event(time.Duration(task)*ms, engine.Start, task), event(time.Duration(task)*ms, engine.Send, task))
	}
	log := append(slices.Clip(begun), event(700*ms, engine.Sent, 1), event(800*ms, engine.Sent, 0), event(900*ms, engine.Finish, 0),
		event(900*ms, engine.Finish, 1), event(950*ms, engine.Cancel, 2))
	want := append(slices.Clip(begun), event(3*ms, engine.Sent, 0), event(200*ms, engine.Sent, 2), event(700*ms, engine.Sent, 1),
		event(900*ms, engine.Finish, 0), event(900*ms, engine.Finish, 1), event(950*ms, engine.Cancel, 2), event(950*ms, engine.Sent, 3))
	timings := []engine.Timing{
		timing(2, 200*ms, engine.Never), timing(0, 3*ms, 799*ms), timing(1, engine.Never, 600*ms), timing(3, 960*ms, 970*ms),
	}
	got := log.WithTimings(timings)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}
	if err := got.Check(s); err != nil {
		t.Error(err)
	}
	for _, at := range []time.Duration{0, 5000 * ms} { // whatever a clock says, the log stays lawful
		if err := log.WithTimings([]engine.Timing{timing(0, at, at), timing(1, at, at), timing(2, at, at)}).Check(s); err != nil {
			t.Error(err)
		}
	}
	if got := log.WithTimings(nil); !reflect.DeepEqual(got, log) {
		t.Errorf("without timings: got\n%v, want\n%v", got, log)
	}
}

// TestASentEventFollowsItsSend, whatever the browser's clock says: a task that is held back, or taken from a queue, starts after that.
func TestASentEventFollowsItsSend(t *testing.T) {
	for _, link := range []string{"tasks=100ms,100ms&each=semaphore:1", "strategy=workers&tasks=100ms,100ms&workers=1"} {
		testSentFollows(t, link)
	}
}

func testSentFollows(t *testing.T, link string) {
	t.Helper()
	s, err := engine.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	log, _ := engine.Simulate(s)
	last := engine.Log{}
	for _, e := range log {
		if e.Kind == engine.Send && e.Task == 1 {
			last = append(last, e)
		}
	}
	for _, at := range []time.Duration{0, last[0].T + ms, 5000 * ms} {
		if err := log.WithTimings([]engine.Timing{timing(0, 0, at), timing(1, at, at)}).Check(s); err != nil {
			t.Error(err)
		}
	}
}
