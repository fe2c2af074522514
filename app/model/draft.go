package model

import (
	"net/url"
	"slices"
	"strings"

	"inflight/engine"
)

// Draft is a scenario as somebody typed it. It keeps any text; [engine.Parse] says whether the texts make a scenario.
type Draft struct {
	Strategy string
	Tasks    string
	Options  map[string]string // by key; also those of other strategies and clients, so that picking these again restores them
	foreign  []Pair            // keys of a link for which the page has no field
}

// Pair is one key and its value in a link.
type Pair struct{ Key, Value string }

// draftOf splits a link's query without judging it. It unfolds a preset first, so that people see its fields and can change them.
func draftOf(query string) Draft {
	query, _ = engine.Unpack(query) // a query that cannot be unpacked stays as it came
	d := Draft{Strategy: engine.Strategies[0].Name, Options: map[string]string{}}
	pairs := PairsOf(query)
	if i := slices.IndexFunc(pairs, func(p Pair) bool { return p.Key == "preset" }); i >= 0 {
		if preset := engine.PresetNamed(pairs[i].Value); preset != nil {
			pairs = append(PairsOf(preset.Link), slices.Delete(pairs, i, i+1)...)
		}
	}
	for _, p := range pairs {
		switch {
		case p.Key == "strategy":
			d.Strategy = p.Value
		case p.Key == "tasks":
			d.Tasks = p.Value
		case engine.KeyNamed(p.Key) != nil:
			d.Options[p.Key] = p.Value
		default:
			d.foreign = append(d.foreign, p)
		}
	}
	return d
}

// PairsOf splits a query. A part that cannot be unescaped stays as it is: the parser will complain.
func PairsOf(query string) []Pair {
	var pairs []Pair
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, Pair{Unescape(key), Unescape(value)})
	}
	return pairs
}

// Unescape is a part of a query as plain text; one that cannot be unescaped stays as it is.
func Unescape(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// Query returns the draft as a link, with the options that the strategy and the client have, and the keys that the page has no field for.
func (d Draft) Query() string {
	pairs := []Pair{{"strategy", d.Strategy}, {"tasks", d.Tasks}}
	for _, o := range Options {
		if value := d.Value(o); value != "" && d.Has(o) {
			pairs = append(pairs, Pair{o.Name, value})
		}
	}
	return JoinPairs(append(pairs, d.foreign...))
}

// bareScenario returns a scenario with only the draft's strategy and client. These two decide which options it can have.
func (d Draft) bareScenario() *engine.Scenario {
	return &engine.Scenario{Strategy: d.Strategy, Client: engine.Client(d.Options["client"]), Session: engine.SessionUse(d.Options["session"])}
}

// Has reports whether the draft can have the option.
func (d Draft) Has(o *engine.Key) bool { return d.bareScenario().Has(o.Name) }

// Sockets reports whether its tasks are sockets.
func (d Draft) Sockets() bool { return d.bareScenario().Sockets() }

// Choices are the values of the option that the draft can have.
func (d Draft) Choices(o *engine.Key) []string { return o.ChoicesOf(d.bareScenario()) }

// Value is the option as it was typed, unless it is a choice that the draft cannot have.
func (d Draft) Value(o *engine.Key) string {
	value := d.Options[o.Name]
	if slices.ContainsFunc(o.Choices, func(c engine.Choice) bool { return c.Value == value }) && !slices.Contains(d.Choices(o), value) {
		return ""
	}
	return value
}

// JoinPairs writes pairs as a query.
func JoinPairs(pairs []Pair) string {
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.Key) + "=" + url.QueryEscape(p.Value))
	}
	return b.String()
}

// withOption returns the draft with one option changed; the draft itself stays as it is.
func (d Draft) withOption(key, value string) Draft {
	changed := make(map[string]string, len(d.Options)+1)
	for k, v := range d.Options {
		changed[k] = v
	}
	changed[key] = value
	d.Options = changed
	return d
}

// take removes a key of a link that the page has a field of its own for.
func (d *Draft) take(key, otherwise string) string {
	i := slices.IndexFunc(d.foreign, func(p Pair) bool { return p.Key == key })
	if i < 0 {
		return otherwise
	}
	value := d.foreign[i].Value
	d.foreign = slices.Delete(slices.Clone(d.foreign), i, i+1)
	return value
}

// hasOwnOptions reports whether the draft has an option that only some strategies have.
func (d Draft) hasOwnOptions() bool {
	return slices.ContainsFunc(Options, func(o *engine.Key) bool { return d.Options[o.Name] != "" && o.Own() })
}

// withoutOwnOptions is the draft without such options.
func (d Draft) withoutOwnOptions() Draft {
	kept := map[string]string{}
	for key, value := range d.Options {
		if !engine.KeyNamed(key).Own() {
			kept[key] = value
		}
	}
	d.Options = kept
	return d
}

// taskListOf writes a task list with a space after each comma, which reads better in a field and wraps.
func taskListOf(entries []engine.Entry) string {
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.String()
	}
	return strings.Join(texts, ", ")
}
