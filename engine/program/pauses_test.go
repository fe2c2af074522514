package program

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"inflight/engine"
)

// TestProgramsDrawTheirPauses: no program has a table of what somebody else drew; the Python one draws what the timeline shows.
func TestProgramsDrawTheirPauses(t *testing.T) {
	s := parse(t, "strategy=retry&tasks=100ms!reset*3&backoff=100ms~50ms&seed=7")
	for _, language := range Languages {
		text := Write(s, language, engine.Backend{}, Options{}).Text()
		if strings.Contains(strings.ToLower(text), "pauses = [") || strings.Contains(text, "pauses = []") {
			t.Errorf("%v: a table of pauses in\n%s", language, text)
		}
		if !strings.Contains(text, "random.Random(7)") {
			t.Errorf("%v: nothing of random.Random(7) in\n%s", language, text)
		}
	}
}

// TestASignalHasANameOnlyWhereItIsOneOfItsOwn: of several together. What cancels all is called what it is.
func TestASignalHasANameOnlyWhereItIsOneOfItsOwn(t *testing.T) {
	for link, named := range map[string]bool{
		"tasks=300ms&client_timeout=sock_read:1s":                                         false,
		"tasks=300ms*3&limit=1&client_timeout=connect:1s,sock_read:1s":                    false,
		"strategy=wait&tasks=300ms*2&pending=cancel&client_timeout=connect:1s":            false,
		"tasks=300ms&client_timeout=total:1s,sock_read:500ms":                             true,
		"strategy=create_task&tasks=300ms!reset,1s&after=close&client_timeout=connect:1s": true,
	} {
		text := Write(parse(t, link), JavaScript, demo, Options{}).Text()
		if got := strings.Contains(text, "const own = "); got != named || strings.Contains(text, "const own = stop.signal;") {
			t.Errorf("%s: a name: %v, want %v:\n%s", link, got, named, text)
		}
	}
}

// TestProgramsAskForExceptionsWhereThatIsTheLesson, and nowhere else: everybody else awaits, which raises them.
func TestProgramsAskForExceptionsWhereThatIsTheLesson(t *testing.T) {
	lessons := []string{"wait-bad-request", "first-exception", "race", "hedge", "hedged-tail"}
	for _, p := range engine.Presets {
		text := Write(parse(t, p.Link), Python, demo, Options{}).Text()
		if asks := strings.Contains(text, "task.exception() ") || strings.Contains(text, ".exception()]") ||
			strings.Contains(text, "not task.exception()") || strings.Contains(text, ".exception() for"); asks != slices.Contains(lessons, p.ID) {
			t.Errorf("%s: a program that asks for task.exception(): %t\n%s", p.ID, asks, text)
		}
	}
}

// TestAHedgeLeavesTheLineWhenItIsCancelled: in JavaScript, what waits for a place listens to the hedge's own signal.
func TestAHedgeLeavesTheLineWhenItIsCancelled(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no Node")
	}
	text := Write(parse(t, "strategy=hedge&tasks=a=1s,b=1s&limit=1&hedge_after=100ms&timeout=300ms"), JavaScript, demo, Options{}).Text()
	const slow = "globalThis.fetch = (_, { signal }) => new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason)));\n"
	out, err := exec.Command(node, "--input-type=module", "-e", slow+text).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"a", "a #2", "b", "b #2"} {
		if !strings.Contains(string(out), " cancel "+name+"\n") {
			t.Errorf("%s is not cancelled, want all four, three of whom stand in line:\n%s", name, out)
		}
	}
}
