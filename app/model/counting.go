package model

import (
	"slices"

	"inflight/engine"
	"inflight/engine/view"
)

// Counting is what many runs of the page's scenarios come to, as far as they have been run.
type Counting struct {
	Number  int          // of what is counted; a change of it begins anew
	Rows    []*view.Runs // nil for a row that cannot be simulated; none where the scenario asks for one run
	Stopped bool
	Problem string
}

// The messages about many runs.
type (
	// RunsCounted is news of some runs: for each row the figures that come next.
	RunsCounted struct {
		Number  int
		Figures [][]view.RunFigures
		Problem string
	}
	// CountingToggled stops the counting, or goes on with it.
	CountingToggled struct{}
)

// begin begins to count the runs of scenarios, where they ask for more than one; nil stands for one that cannot be simulated.
func (c Counting) begin(scenarios []*engine.Scenario) Counting {
	next := Counting{Number: c.Number + 1}
	for _, s := range scenarios {
		var runs *view.Runs
		if s != nil && s.Runs > 1 {
			runs = &view.Runs{Scenario: s}
		}
		next.Rows = append(next.Rows, runs)
	}
	if !slices.ContainsFunc(next.Rows, func(r *view.Runs) bool { return r != nil }) {
		next.Rows = nil
	}
	return next
}

// update takes a message about the counting.
func (c Counting) update(message any) Counting {
	switch msg := message.(type) {
	case CountingToggled:
		c.Stopped = !c.Stopped
	case RunsCounted:
		if msg.Number != c.Number {
			return c
		}
		c.Problem, c.Rows = msg.Problem, slices.Clone(c.Rows)
		for i, figures := range msg.Figures {
			if r := c.Rows[i]; r != nil && len(figures) > 0 {
				c.Rows[i] = &view.Runs{Scenario: r.Scenario, Figures: append(slices.Clip(r.Figures), figures...)}
			}
		}
	}
	return c
}

// Progress is how many runs have been counted, and how many there will be.
func (c Counting) Progress() (done, all int) {
	for _, r := range c.Rows {
		if r != nil {
			done, all = done+len(r.Figures), all+r.Scenario.Runs
		}
	}
	return done, all
}

// Active reports whether runs are being counted.
func (c Counting) Active() bool {
	done, all := c.Progress()
	return done < all && !c.Stopped && c.Problem == ""
}
