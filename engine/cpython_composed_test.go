package engine_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
)

// composed is a program of composed.py, and how a link says the same.
type composed struct {
	name      string
	latencies []string // in milliseconds
	time      int      // of the pause, or of the timeout
	places    int
}

func (c composed) link() string {
	order := map[string]string{"retry_inside": "semaphore:%[1]d,retry:2:%[2]dms", "retry_around": "retry:2:%[2]dms,semaphore:%[1]d",
		"timeout_inside": "semaphore:%[1]d,timeout:%[2]dms", "timeout_around": "timeout:%[2]dms,semaphore:%[1]d"}[c.name]
	fails := ""
	if strings.HasPrefix(c.name, "retry") {
		fails = "!503/1"
	}
	return "tasks=" + strings.Join(c.latencies, "ms"+fails+",") + "ms" + fails + "&each=" + fmt.Sprintf(order, c.places, c.time) +
		"&raise_for_status=true&return_exceptions=true&limit=0"
}

// sixes are the programs whose numbers are known: who keeps a place while pausing takes twice as long, and a timeout that runs in line
// is over for four of six.
func sixes() (programs []composed, printed []string) {
	six := func(ms string) []string { return strings.Fields(strings.Repeat(ms+" ", 6)) }
	uneven := []string{"500", "500", "500", "600", "600", "600"}
	return []composed{{"retry_inside", six("325"), 2000, 3}, {"retry_around", six("325"), 2000, 3}, {"retry_inside", uneven, 1000, 3},
			{"retry_around", uneven, 1000, 3}, {"timeout_inside", six("500"), 900, 2}, {"timeout_around", six("500"), 900, 2}},
		[]string{"retry_inside 5300 0", "retry_around 2975 0", "retry_inside 4200 0", "retry_around 2700 0", "timeout_inside 1500 0",
			"timeout_around 900 4"}
}

// TestComposedProgramsTakeAsLongAsTheScenarios: programs written by hand, with a semaphore inside and around, run by CPython, print the
// totals and the counts of the scenarios that stand for them.
func TestComposedProgramsTakeAsLongAsTheScenarios(t *testing.T) {
	t.Parallel()
	if err := lookForPython(); err != nil {
		t.Skip(err)
	}
	programs, want := sixes()
	r := rand.New(rand.NewPCG(13, 6))
	for i := range 200 {
		c := composed{name: programs[2*(i%3)+i%2].name, time: 10 * (1 + r.IntN(150)), places: 1 + r.IntN(5)}
		for range 1 + r.IntN(12) {
			c.latencies = append(c.latencies, fmt.Sprint(10*(1+r.IntN(90))+r.IntN(3)))
		}
		programs = append(programs, c)
	}
	var input strings.Builder
	for _, c := range programs {
		fmt.Fprintln(&input, c.name, strings.Join(c.latencies, ","), c.time, c.places)
	}
	const script = "testdata/cpython/composed.py"
	must(os.Stat(script)) // so that go test runs again when it has changed
	command := exec.CommandContext(t.Context(), "python3", script)
	command.Stdin = strings.NewReader(input.String())
	output, err := command.CombinedOutput()
	printed := strings.Split(strings.TrimSpace(string(output)), "\n")
	if err != nil || len(printed) != len(programs) || !slices.Equal(printed[:len(want)], want) {
		t.Fatalf("%v: got\n%s\nwant %q first", err, output, want)
	}
	for i, c := range programs {
		if got := c.name + " " + c.simulated(); got != printed[i] {
			t.Errorf("%s: the scenario has %s, the program prints %s", c.link(), got, printed[i])
		}
	}
}

// simulated is how long the scenario takes, in milliseconds, and how many tasks are late.
func (c composed) simulated() string {
	s := must(engine.Parse(c.link()))
	total, late := time.Duration(0), 0
	for _, e := range must(engine.Simulate(s)) {
		switch {
		case e.Kind == engine.Return:
			total = e.T
		case e.Kind == engine.Deliver && e.Error == "timeout":
			late++
		}
	}
	return fmt.Sprint(total.Milliseconds(), " ", late)
}
