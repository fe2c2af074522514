package view

import (
	"math"
	"strconv"
	"time"

	"inflight/engine"
)

// RunsRow is a row of a comparison under many seeds.
type RunsRow struct {
	Label string
	*Runs
}

// RunsVerdict says which row to take, -1 for none, and why, by the rule of [BestRuns]: the sentence stands behind its label. All rows
// must have been run under the same seeds.
func RunsVerdict(rows []RunsRow) (best int, text string) {
	runs := make([]*Runs, len(rows))
	for i := range rows {
		runs[i] = rows[i].Runs
	}
	best = BestRuns(runs)
	if best < 0 {
		who := "No row"
		if len(rows) == 1 {
			who = "It never"
		}
		return best, who + " received " + runs[0].wanted() + " in any of " + Plural(len(runs[0].Figures), "run") + "."
	}
	r := rows[best]
	text = "received " + r.Often() + ", at " + TrimZeros(r.RequestsPerAnswer(), 2) + " requests for each answer."
	if len(rows) == 1 {
		return best, "It " + text
	}
	return best, "is the one to take: it " + text + others(runs, best)
}

// others are the rows that are not taken.
func others(rows []*Runs, best int) string {
	equal, less := 0, -1
	for i, r := range rows {
		switch {
		case i == best:
		case !differ(r, rows[best]):
			equal++
		case less < 0 || r.Within().N > rows[less].Within().N:
			less = i
		}
	}
	words := ""
	if equal > 0 {
		words = " By how often, " + Plural(equal, "other row") + " cannot be told from it."
	}
	if less >= 0 {
		words += " The next did so in " + Percent(rows[less].Within().Value()) + "."
	}
	return words
}

// wanted is what a run is counted for: "all 40 answers within 2 s".
func (r *Runs) wanted() string {
	words := "the answer"
	if n := r.Scenario.Tasks(); n > 1 {
		words = "all " + Thousands(n) + " answers"
	}
	if d := r.Scenario.Deadline; d != engine.NoTimeout {
		words += " within " + ChosenTime(d)
	}
	return words
}

// Often says how often that was: "all 40 answers within 2 s in 97 % of 200 runs (94 % to 99 % with all seeds there are)".
func (r *Runs) Often() string {
	within := r.Within()
	return r.wanted() + " in " + Percent(within.Value()) + " of " + Plural(within.Of, "run") + " (" + IntervalWords(within) + ")"
}

// IntervalWords is a share's interval of confidence: "94 % to 99 %".
func IntervalWords(s Share) string {
	low, high := s.Interval()
	return Percent(low) + " to " + Percent(high)
}

// Percent writes a share in whole percent; one that is not all is never 100 %, and one that is not none never 0 %.
func Percent(share float64) string {
	switch n := math.Round(share * 100); {
	case math.IsNaN(share):
		return "–"
	case n == 100 && share < 1:
		return "over 99 %"
	case n == 0 && share > 0:
		return "under 1 %"
	default:
		return strconv.Itoa(int(n)) + " %"
	}
}

// TimeOrNever writes a time, or "never".
func TimeOrNever(d time.Duration) string {
	if d == engine.Never {
		return "never"
	}
	return InWords(d)
}
