package model

import (
	"fmt"
	"slices"
	"strconv"
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
	Load     string // when the program is fetched; see [embedLoads]
	Autoplay bool   // the simulated run is played once it is in sight
	Readonly bool   // the scenario cannot be edited
}

// The values of an embed's keys, the defaults first where there is one value.
var (
	EmbedViews    = []string{"timeline", "connections", "log", "code", "narration", "server", "events", "compare"}
	embedControls = []string{"run", "replay", "strategy", "tasks", "link"}
	embedLoads    = []string{"click", "visible", "eager"}
	EmbedThemes   = []string{string(Auto), string(Light), string(Dark)}
)

// The sizes of letters that an embed can have, in pixels.
const (
	minFontSize = 8
	maxFontSize = 40
)

// NewEmbed is an embed as it is without keys.
func NewEmbed() Embed {
	return Embed{
		Views: []string{"timeline", "narration"}, Controls: []string{"run", "replay", "strategy", "tasks", "link"},
		Theme: Auto, Language: program.Python, Load: embedLoads[0],
	}
}

// EmbedKeys read the keys of an embed.
var EmbedKeys = map[string]func(e *Embed, value string) error{
	"view": func(e *Embed, value string) error { return readNames(value, &e.Views, EmbedViews) },
	"controls": func(e *Embed, value string) error {
		if value == "none" {
			e.Controls = nil
			return nil
		}
		return readNames(value, &e.Controls, embedControls)
	},
	"theme": func(e *Embed, value string) error { return readName(value, (*string)(&e.Theme), EmbedThemes) },
	"lang": func(e *Embed, value string) error {
		var names []string
		for _, l := range program.Languages {
			names = append(names, string(l))
		}
		return readName(value, (*string)(&e.Language), names)
	},
	"font-size": func(e *Embed, value string) error {
		size, err := strconv.Atoi(strings.TrimSuffix(value, "px"))
		if err != nil || size < minFontSize || size > maxFontSize {
			return fmt.Errorf("%q: want pixels from %d to %d", value, minFontSize, maxFontSize)
		}
		e.FontSize = size
		return nil
	},
	"load":     func(e *Embed, value string) error { return readName(value, &e.Load, embedLoads) },
	"autoplay": func(e *Embed, value string) error { return readFlag(value, &e.Autoplay) },
	"readonly": func(e *Embed, value string) error { return readFlag(value, &e.Readonly) },
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
		read := EmbedKeys[key]
		if read == nil {
			if part != "" {
				rest = append(rest, part)
			}
			continue
		}
		if err := read(&e, Unescaped(value)); err != nil && wrong == nil {
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

// Pictured reports whether a picture of the run is shown, in one of its views or in both.
func (e Embed) Pictured() bool { return e.Shows("timeline") || e.Shows("connections") }

// Has reports whether the reader has a control.
func (e Embed) Has(control string) bool {
	edits := control == "strategy" || control == "tasks"
	return slices.Contains(e.Controls, control) && !(edits && e.Readonly)
}

// Compares reports whether the embed is that of a comparison.
func (e Embed) Compares() bool { return slices.Contains(e.Views, "compare") }

// readNames reads names separated by commas or spaces, and puts them into the order of those that there are.
func readNames(value string, into *[]string, known []string) error {
	given := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' })
	names := []string{}
	for _, name := range given {
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown %q: want some of %s", name, strings.Join(known, ", "))
		}
	}
	for _, name := range known {
		if slices.Contains(given, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("want some of %s", strings.Join(known, ", "))
	}
	*into = names
	return nil
}

func readName(value string, into *string, known []string) error {
	if !slices.Contains(known, value) {
		return fmt.Errorf("unknown %q: want one of %s", value, strings.Join(known, ", "))
	}
	*into = value
	return nil
}

// readFlag reads a key that is there or not, as an attribute in HTML is; it may also be spelt out.
func readFlag(value string, into *bool) error {
	if value != "" && value != "true" && value != "false" {
		return fmt.Errorf("%q: want true or false", value)
	}
	*into = value != "false"
	return nil
}

// Keys are the embed's keys that are not their defaults.
func (e Embed) Keys() []Pair {
	usual, keys := NewEmbed(), []Pair{}
	if views := strings.Join(e.Views, ","); views != strings.Join(usual.Views, ",") {
		keys = append(keys, Pair{"view", views})
	}
	if e.Theme != usual.Theme {
		keys = append(keys, Pair{"theme", string(e.Theme)})
	}
	if controls := strings.Join(e.Controls, ","); controls != strings.Join(usual.Controls, ",") {
		if controls == "" {
			controls = "none"
		}
		keys = append(keys, Pair{"controls", controls})
	}
	if e.FontSize != 0 {
		keys = append(keys, Pair{"font-size", strconv.Itoa(e.FontSize)})
	}
	if e.Language != usual.Language {
		keys = append(keys, Pair{"lang", string(e.Language)})
	}
	if e.Readonly {
		keys = append(keys, Pair{"readonly", "true"})
	}
	if e.Autoplay {
		keys = append(keys, Pair{"autoplay", "true"})
	}
	return keys
}
