package model

import (
	"slices"
	"strings"

	"inflight/engine"
)

// Mend is a change that takes a fault away.
type Mend struct{ Words, Query string }

// mostMends is how many are offered for one fault.
const mostMends = 2

// Mends are the changes that take the draft's fault away, the likeliest first. Each has been tried.
func (b *Base) Mends() []Mend {
	if b.Fault == nil {
		return nil
	}
	var mends []Mend
	for _, m := range b.Draft.guesses(b.Fault) {
		if len(mends) < mostMends && !slices.Contains(mends, m) && b.mends(m) {
			mends = append(mends, m)
		}
	}
	return mends
}

// mends reports whether a change takes the fault away. There may be others, which come next.
func (b *Base) mends(m Mend) bool {
	_, err := engine.Parse(m.Query)
	return err == nil || *faultOf(err) != *b.Fault
}

// guesses are changes that may help.
func (d Draft) guesses(f *Fault) []Mend {
	switch k := engine.KeyNamed(f.Key); {
	case f.Key == "tasks":
		return d.taskGuesses(f)
	case f.Key == "strategy":
		names := []string{}
		for _, s := range engine.Strategies {
			names = append(names, s.Name)
		}
		d.Strategy = engine.Nearest(d.Strategy, names)
		return []Mend{{"Use " + d.Strategy, d.Query()}}
	case f.Key == "preset":
		for _, p := range d.foreign {
			if preset := nearestPreset(p.Value); p.Key == "preset" {
				return []Mend{{"Open " + preset.Title, "preset=" + preset.ID}}
			}
		}
	case k != nil && d.Has(k):
		return d.optionGuesses(k)
	}
	return d.withoutForeign()
}

func nearestPreset(id string) *engine.Preset {
	ids := []string{}
	for _, p := range engine.Presets {
		ids = append(ids, p.ID)
	}
	return engine.PresetNamed(engine.Nearest(id, ids))
}

// optionGuesses are the choice that is most like what was typed, and the default.
func (d Draft) optionGuesses(k *engine.Key) []Mend {
	var mends []Mend
	if choices := d.Choices(k); len(choices) > 0 {
		near := engine.Nearest(d.Options[k.Name], choices)
		mends = append(mends, Mend{"Use " + near, d.withOption(k.Name, near).Query()})
	}
	return append(mends, Mend{"Back to " + InitialValue(k), d.withOption(k.Name, "").Query()})
}

// withoutForeign leaves out the keys that the page does not know, and options that this strategy or client has not.
func (d Draft) withoutForeign() []Mend {
	if len(d.foreign) == 0 {
		return nil
	}
	names := []string{}
	for _, p := range d.foreign {
		names = append(names, p.Key)
	}
	d.foreign = nil
	return []Mend{{"Leave out " + ListNames(names), d.Query()}}
}

// taskGuesses put something else in the place of the wrong part of the task list: what fits behind the letter before it.
func (d Draft) taskGuesses(f *Fault) []Mend {
	text := []rune(d.Tasks)
	from := min(f.Offset, len(text))
	to := min(from+f.Length, len(text))
	var mends []Mend
	for _, part := range partsAfter(string(text[:from]), string(text[from:to])) {
		changed := string(text[:from]) + part + string(text[to:])
		draft := d
		draft.Tasks = changed
		mends = append(mends, Mend{"Use " + engine.Shorten(entryAt(changed, len(string(text[:from])))), draft.Query()})
	}
	return mends
}

// partsAfter are what may stand behind a text instead of what does.
func partsAfter(before, wrong string) []string {
	switch {
	case strings.HasSuffix(before, "!"):
		return []string{engine.Nearest(wrong, engine.OfferedOutcomes(false)), engine.Nearest(wrong, engine.OfferedOutcomes(true)), "503"}
	case strings.HasSuffix(before, "*") || strings.HasSuffix(before, "/"):
		return []string{"2", "10000"}
	case before != "" && strings.ContainsRune("0123456789", rune(before[len(before)-1])):
		return []string{"s", "ms", ""}
	}
	return []string{strings.Trim(wrong, "-+"), "1s", "0s", ""}
}

// entryAt is the entry of a task list that holds a place.
func entryAt(tasks string, at int) string {
	from := strings.LastIndexAny(tasks[:at], ", \n") + 1
	to := len(tasks)
	if i := strings.IndexAny(tasks[at:], ", \n"); i >= 0 {
		to = at + i
	}
	return strings.TrimSpace(tasks[from:to])
}
