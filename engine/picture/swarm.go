package picture

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// Swarm is a row of many runs: a dot for each, where its last answer was received, on an axis of time; a strong line at the median, a
// fine one at the 95th percentile, a dashed one at the deadline. Its styles are the page's.
type Swarm struct {
	Of   string // the row, for those who cannot see it
	Runs *view.Runs
	End  time.Duration            // of the axis: see [SwarmEnd]
	Link func(seed uint64) string // where a dot leads to; nil while runs are added: then all dots are one shape, which costs next to nothing
}

// The measures of a swarm in pixels. Behind the axis stands how many runs never received all answers.
const (
	SwarmWidth  = 420
	swarmAxis   = 340.0
	swarmHeight = 40
	swarmMiddle = 20.0
	dotRadius   = 2.2
	dotStep     = 4.0
	mostDots    = 250
)

// SwarmEnd is where an axis for all rows ends: behind the last run, and the deadline.
func SwarmEnd(rows []*view.Runs) time.Duration {
	end := time.Millisecond
	for _, r := range rows {
		if d := r.Scenario.Deadline; d != engine.NoTimeout {
			end = max(end, d+d/20)
		}
		for _, f := range r.Figures {
			if f.Total != engine.Never {
				end = max(end, f.Total)
			}
		}
	}
	return end
}

// SVG draws the row.
func (s Swarm) SVG() string {
	var b strings.Builder
	times := s.Runs.Totals()
	fmt.Fprintf(&b, `<svg class="swarm" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">`,
		SwarmWidth, swarmHeight, SwarmWidth, swarmHeight, html.EscapeString(named(s.Of, swarmWords(times))))
	fmt.Fprintf(&b, `<path class="swarm-base" d="M0 %gH%g"/>`, swarmMiddle, swarmAxis)
	s.dots(&b)
	if d := s.Runs.Scenario.Deadline; d != engine.NoTimeout {
		fmt.Fprintf(&b, `<path class="swarm-deadline" d="M%.1f 0V%d"/>`, s.x(d), swarmHeight)
	}
	p50, p95 := times.Quantile(.5), times.Quantile(.95)
	if p50 != engine.Never {
		fmt.Fprintf(&b, `<path class="swarm-p50" d="M%.1f 6V34"/>`, s.x(p50))
	}
	if p95 != engine.Never {
		fmt.Fprintf(&b, `<path class="swarm-p95" d="M%.1f %gH%.1fM%.1f 11V29"/>`, s.x(p50), swarmMiddle, s.x(p95), s.x(p95))
	}
	if n := countNever(times); n > 0 {
		fmt.Fprintf(&b, `<text class="swarm-never" x="%d" y="24" text-anchor="end">%s never</text>`, SwarmWidth, view.Thousands(n))
	}
	return b.String() + "</svg>"
}

func (s Swarm) x(d time.Duration) float64 {
	return math.Min(swarmAxis, swarmAxis*float64(d)/float64(s.End))
}

// dots pile up where runs took equally long. Of more than can be told apart some are drawn, spread over the runs.
func (s Swarm) dots(b *strings.Builder) {
	piles := map[int]int{}
	var plain strings.Builder
	stride := (len(s.Runs.Figures) + mostDots - 1) / mostDots
	for i, f := range s.Runs.Figures {
		if f.Total == engine.Never || i%stride != 0 && f.Seed != s.Runs.Scenario.Seed {
			continue
		}
		x := s.x(f.Total)
		pile := int(x / dotStep)
		level := piles[pile] % 7
		piles[pile]++
		y := swarmMiddle + dotStep*float64((level+1)/2)*float64(1-2*(level%2))
		if s.Link == nil {
			fmt.Fprintf(&plain, "M%.1f %gh0", x, y)
			continue
		}
		class := ""
		if f.Seed == s.Runs.Scenario.Seed {
			class = ` class="swarm-this"`
		}
		fmt.Fprintf(b, `<a href="%s" tabindex="-1"><circle%s cx="%.1f" cy="%g" r="%g"><title>seed %d: %s</title></circle></a>`,
			html.EscapeString(s.Link(f.Seed)), class, x, y, dotRadius, f.Seed, view.InWords(f.Total))
	}
	if plain.Len() > 0 {
		fmt.Fprintf(b, `<path class="swarm-dots" d="%s"/>`, plain.String())
	}
}

func countNever(times view.Times) int {
	n := 0
	for _, t := range times {
		if t == engine.Never {
			n++
		}
	}
	return n
}

// swarmWords tell a row to those who do not see it.
func swarmWords(times view.Times) string {
	if len(times) == 0 {
		return "no runs yet"
	}
	words := "half of " + view.Plural(len(times), "run") + " within " + view.TimeOrNever(times.Quantile(.5)) + ", 95 % within " +
		view.TimeOrNever(times.Quantile(.95))
	if n := countNever(times); n > 0 {
		words += ", " + view.Thousands(n) + " never"
	}
	return words
}

// SwarmAxis labels the axis above the rows.
func SwarmAxis(end time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="swarm" viewBox="0 0 %d 16" width="%d" height="16" aria-hidden="true">`, SwarmWidth, SwarmWidth)
	step := axisStep(end, time.Duration(float64(end)*64/swarmAxis))
	for t := time.Duration(0); t <= end; t += step {
		anchor, x := "middle", swarmAxis*float64(t)/float64(end)
		if t == 0 {
			anchor = "start"
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="12" text-anchor="%s">%s</text>`, x, anchor, axisWords(t, step, end))
	}
	return b.String() + "</svg>"
}
