package model

import (
	"fmt"
	"slices"
	"strings"

	"inflight/engine"
	"inflight/engine/program"
)

// Embed is how the page looks inside somebody else's. It comes from keys of the link, beside the scenario's own: an author
// writes them, and a host page may change some later.
type Embed struct {
	Views    []string // the parts that are shown, in the order of [EmbedViews]
	Controls []string // what the reader can touch
	Theme    Theme
	Language program.Language
	FontSize int    // pixels of the letters that the others are measured by; 0 is the browser's own
	Load     string // when the program is fetched; see [EmbedKeys]
	Autoplay bool   // the simulated run is played once it is in sight
	Speed    float64
	Loop     bool
	Pause    string
	Readonly bool // the scenario cannot be edited
}

// NewEmbed is an embed as it is without keys.
func NewEmbed() Embed {
	var e Embed
	for _, k := range EmbedKeys {
		if k.Default != "" {
			k.Read(&e, k.Default)
		}
	}
	return e
}

// ParseEmbed takes the keys of an embed out of a link, and returns the rest of it, which is the scenario's. A wrong value
// leaves the default in place, and is told by the error.
func ParseEmbed(query string) (e Embed, link string, wrong error) {
	e = NewEmbed()
	if comparesIn(query) {
		e.Views = []string{"compare"} // unless a view is asked for
	}
	var rest []string
	for part := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		key, value, _ := strings.Cut(part, "=")
		k := EmbedKeyNamed(key)
		if k == nil {
			if part != "" {
				rest = append(rest, part)
			}
			continue
		}
		if err := k.Read(&e, Unescape(value)); err != nil && wrong == nil {
			wrong = fmt.Errorf("%s: %w", key, err)
		}
	}
	if wrong == nil && e.Compares() && len(e.Views) > 1 {
		wrong = fmt.Errorf("view: compare stands alone: want it without %s", strings.Join(e.Views[:len(e.Views)-1], " and "))
	}
	return e, strings.Join(rest, "&"), wrong
}

// comparesIn reports whether a link is one of a comparison, packed or not.
func comparesIn(link string) bool {
	if plain, err := engine.Unpack(link); err == nil {
		link = plain
	}
	return slices.ContainsFunc(PairsOf(link), func(p Pair) bool { return p.Key == "strategies" })
}

// Shows reports whether a part is shown.
func (e Embed) Shows(view string) bool { return slices.Contains(e.Views, view) }

// HasPicture reports whether a picture of the run is shown, in one of its views or in both.
func (e Embed) HasPicture() bool { return e.Shows("timeline") || e.Shows("connections") }

// Has reports whether the reader has a control.
func (e Embed) Has(control string) bool {
	edits := control == "strategy" || control == "tasks"
	return slices.Contains(e.Controls, control) && !(edits && e.Readonly)
}

// Compares reports whether the embed is that of a comparison.
func (e Embed) Compares() bool { return slices.Contains(e.Views, "compare") }

// Keys are the embed's keys that are not their defaults.
func (e Embed) Keys() []Pair {
	usual, keys := NewEmbed(), []Pair{}
	for _, k := range EmbedKeys {
		if k.write == nil {
			continue
		}
		if value := k.write(e); value != k.write(usual) {
			keys = append(keys, Pair{k.Name, value})
		}
	}
	return keys
}
