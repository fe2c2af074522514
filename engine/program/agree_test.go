package program

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"inflight/engine"
)

// slack is how far apart in virtual time two events must be for their order to be the same over a real network.
const slack = 150 * time.Millisecond

// happening is an event as a program prints it, at its time in virtual time.
type happening struct {
	kind, task string
	at         time.Duration
}

// comparedKinds are the events that programs print and that both worlds have.
var comparedKinds = map[string]bool{
	"start": true, "finish": true, "fail": true, "cancel": true, "deliver": true, "return": true, "raise": true,
}

// printed reads a program's output: time, kind, and then the task's name, alone or before a colon.
func printed(names []string, output string) []happening {
	var list []happening
	for line := range strings.Lines(output) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(words) < 2 || !comparedKinds[words[1]] {
			continue
		}
		h := happening{kind: words[1]}
		for _, name := range names {
			if len(words) > 2 && h.kind != "raise" && len(name) > len(h.task) && strings.HasPrefix(words[2]+":", name+":") {
				h.task = name
			}
		}
		if h.kind == "deliver" && lateWords.MatchString(line) {
			h.task, _, _ = strings.Cut(h.task, " >")
		}
		list = append(list, h)
	}
	return list
}

// lateWords are those of a result that is none in time. A time is the whole task's, whichever request of its chain was cut short.
var lateWords = regexp.MustCompile(`timeout|deadline exceeded`)

// expected is what a program should print, by the simulated log.
func expected(names []string, log engine.Log) []happening {
	var list []happening
	started := map[int]bool{}
	for _, e := range log {
		if started[e.Task] = started[e.Task] || e.Kind == engine.Start; e.Kind == engine.Cancel && !started[e.Task] {
			continue // within a wrapper, which prints nothing
		}
		h := happening{kind: e.Kind.String(), at: e.T}
		if e.Task != engine.NoTask {
			h.task = names[e.Task]
		}
		if e.Kind == engine.Deliver && e.Error == engine.ErrTimeout.Error() {
			h.task, _, _ = strings.Cut(h.task, " >")
		}
		if comparedKinds[h.kind] {
			list = append(list, h)
		}
	}
	return list
}

// withoutSession is what a program does that has no session to close when it ends: it cancels those who would lose their connection.
func withoutSession(list []happening, log engine.Log) []happening {
	i := 0
	for _, e := range log {
		if !comparedKinds[e.Kind.String()] {
			continue
		}
		if e.Kind == engine.Fail && e.Error == engine.ErrClosed.Reason {
			list[i].kind = "cancel"
		}
		i++
	}
	return list
}

// anonymous calls the tasks by which event of its kind theirs is: the first start, the second start, …
func anonymous(list []happening) []happening {
	count := map[string]int{}
	for i := range list {
		list[i].task = fmt.Sprint(count[list[i].kind])
		count[list[i].kind]++
	}
	return list
}

// compare finds an event that only one side has, or two whose order differs although they are far apart.
func compare(got, want []happening) error {
	times := map[[2]string]time.Duration{}
	for _, h := range want {
		times[[2]string{h.kind, h.task}] = h.at
	}
	var latest [2]string
	var latestAt time.Duration
	for _, h := range got {
		key := [2]string{h.kind, h.task}
		at, found := times[key]
		if !found {
			return fmt.Errorf("%v is not expected, or not twice", key)
		}
		if latestAt-at >= slack {
			return fmt.Errorf("%v, of %v, comes after %v, of %v", key, at, latest, latestAt)
		}
		if at >= latestAt {
			latest, latestAt = key, at
		}
		delete(times, key)
	}
	if len(times) > 0 {
		return fmt.Errorf("%d events are missing: %v", len(times), times)
	}
	return nil
}

func TestCompareFindsWhatDiffersBy150ms(t *testing.T) {
	names := []string{"a", "b"}
	log := engine.Log{
		{T: 0, Kind: engine.Start, Task: 0}, {T: 0, Kind: engine.Start, Task: 1},
		{T: 149 * time.Millisecond, Kind: engine.Finish, Task: 1}, {T: 299 * time.Millisecond, Kind: engine.Finish, Task: 0},
		{T: 299 * time.Millisecond, Kind: engine.Return, Task: engine.NoTask},
	}
	for _, test := range []struct{ name, output, want string }{
		{"the same", "0.001 start a\n0.001 start b\n0.150 finish b: 200\n0.299 finish a: 200\n0.300 return\n", ""},
		{"a swap of near ones", "0.001 start b\n0.150 finish b: 200\n0.151 start a\n0.299 return\n0.300 finish a: 200\n", ""},
		{"a swap of far ones", "0 start a\n0 start b\n0 finish a: 200\n0 finish b: 200\n0 return\n",
			"[finish b], of 149ms, comes after [finish a], of 299ms"},
		{"one is missing", "0 start a\n0 start b\n0 finish b: 200\n0 return\n", "1 events are missing: map[[finish a]:299ms]"},
		{"one too many", "0 start a\n0 start b\n0 finish b: 200\n0 finish b: 200\n", "[finish b] is not expected, or not twice"},
		{"another one", "0 start a\n0 start b\n0 fail b: reset\n", "[fail b] is not expected, or not twice"},
	} {
		got := ""
		if err := compare(printed(names, test.output), expected(names, log)); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
