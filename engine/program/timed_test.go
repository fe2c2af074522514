package program

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"inflight/engine/view"
)

// timedLinks are scenarios whose programs differ in what they time.
var timedLinks = []string{
	"tasks=a=1s:500ms,b=700ms,c=300ms:0s!refused&return_exceptions=true",
	"strategy=sequential&tasks=a=300ms,b=300ms&session=per_request",
	"strategy=task_group&client=socket&tasks=a=300ms!reset,b=900ms",
	"strategy=exit_stack&tasks=a=300ms,b=600ms",
	"client=blocking&tasks=a=300ms,b=300ms",
}

// TestTimedProgramsPrintWhatTheEngineTells runs programs that time their coroutines: they do what they do without, and those in
// Python print the lines of engine.PrintedLines, but for the times.
func TestTimedProgramsPrintWhatTheEngineTells(t *testing.T) {
	var trials []*trial
	for _, language := range Languages {
		for _, link := range timedLinks {
			trials = append(trials, &trial{scenario: parse(t, link), language: language, timed: true})
		}
	}
	runAll(t, trials, func(t *testing.T, c *trial) {
		agrees(t, c)
		if c.language != Python {
			return
		}
		output, err := c.print(t.Context())
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		var want []string
		for _, line := range view.PrintedLines(c.scenario, c.log) { // none of these logs an exception
			want = append(want, timeless(line.Text))
		}
		if got := timedLines(output); !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s\nby\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), c.text)
		}
	})
}

// timedLines are the lines that come of timing.
func timedLines(output string) []string {
	var lines []string
	for line := range strings.Lines(output) {
		for _, begin := range []string{"starting ", "finished ", "sleeping "} {
			if strings.HasPrefix(line, begin) {
				lines = append(lines, timeless(strings.TrimSuffix(line, "\n")))
			}
		}
	}
	return lines
}

// timeless is a line without the time that was measured, which has four digits behind the point.
func timeless(line string) string { return measured.ReplaceAllString(line, "…") }

var measured = regexp.MustCompile(`\d+\.\d{4}\b`)
