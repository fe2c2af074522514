package app

import (
	"net/url"
	"slices"
	"strings"

	"inflight/engine"
)

// draft is a scenario as somebody typed it: texts, which need not be valid. The texts are kept whatever
// they are; whether they make a scenario is for [engine.Parse] to say.
type draft struct {
	strategy string
	tasks    string
	options  map[string]string // by key; those of other strategies and clients too, so that picking one back restores them
	foreign  []pair            // of a link: what the page has no field for
}

// pair is one key and its value in a link.
type pair struct{ key, value string }

// draftOf takes a link's query apart without judging it. A preset is unfolded first: its fields are to be seen, and changed.
func draftOf(query string) draft {
	query, _ = engine.Unpack(query) // as it came, if it cannot be
	d := draft{strategy: engine.Strategies[0].Name, options: map[string]string{}}
	pairs := pairsOf(query)
	if i := slices.IndexFunc(pairs, func(p pair) bool { return p.key == "preset" }); i >= 0 {
		if preset := engine.PresetNamed(pairs[i].value); preset != nil {
			pairs = append(pairsOf(preset.Link), slices.Delete(pairs, i, i+1)...)
		}
	}
	for _, p := range pairs {
		switch {
		case p.key == "strategy":
			d.strategy = p.value
		case p.key == "tasks":
			d.tasks = p.value
		case optionNamed(p.key) != nil:
			d.options[p.key] = p.value
		default:
			d.foreign = append(d.foreign, p)
		}
	}
	return d
}

// pairsOf splits a query. A part that cannot be unescaped stays as it is: the parser will complain.
func pairsOf(query string) []pair {
	var pairs []pair
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, pair{unescaped(key), unescaped(value)})
	}
	return pairs
}

func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// query is the draft as a link: the options that the strategy and the client have, and what else the link had.
func (d draft) query() string {
	pairs := []pair{{"strategy", d.strategy}, {"tasks", d.tasks}}
	for _, o := range options {
		if value := d.value(o); value != "" && d.has(o) {
			pairs = append(pairs, pair{o.key, value})
		}
	}
	return joinedPairs(append(pairs, d.foreign...))
}

// bare is a scenario of the draft's strategy and client, which decide what else it can have.
func (d draft) bare() *engine.Scenario {
	return &engine.Scenario{Strategy: d.strategy, Client: engine.Client(d.options["client"]), Session: engine.SessionUse(d.options["session"])}
}

// has reports whether the draft can have the option.
func (d draft) has(o option) bool { return d.bare().Has(o.key) }

// sockets reports whether its tasks are sockets.
func (d draft) sockets() bool { return d.bare().Sockets() }

// choices are those of the option that the draft can have: what tasks do not share cannot close under them.
func (d draft) choices(o option) []string {
	if o.key == "after" && !d.has(*optionNamed("limit")) {
		return slices.DeleteFunc(slices.Clone(o.choices), func(c string) bool { return c == string(engine.CloseAfter) })
	}
	return o.choices
}

// value is the option as it was typed, unless it is a choice that the draft cannot have.
func (d draft) value(o option) string {
	value := d.options[o.key]
	if slices.Contains(o.choices, value) && !slices.Contains(d.choices(o), value) {
		return ""
	}
	return value
}

// joinedPairs writes a query.
func joinedPairs(pairs []pair) string {
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.key) + "=" + url.QueryEscape(p.value))
	}
	return b.String()
}

// with returns the draft with one option changed; the draft itself stays as it is.
func (d draft) with(key, value string) draft {
	changed := make(map[string]string, len(d.options)+1)
	for k, v := range d.options {
		changed[k] = v
	}
	changed[key] = value
	d.options = changed
	return d
}

// take removes a key of a link that the page has a field of its own for.
func (d *draft) take(key, otherwise string) string {
	i := slices.IndexFunc(d.foreign, func(p pair) bool { return p.key == key })
	if i < 0 {
		return otherwise
	}
	value := d.foreign[i].value
	d.foreign = slices.Delete(slices.Clone(d.foreign), i, i+1)
	return value
}

// owned reports whether the draft has an option that only some strategies have.
func (d draft) owned() bool {
	return slices.ContainsFunc(options, func(o option) bool { return d.options[o.key] != "" && o.special() })
}

// common is the draft without such options.
func (d draft) common() draft {
	kept := map[string]string{}
	for _, o := range options {
		if !o.special() {
			kept[o.key] = d.options[o.key]
		}
	}
	d.options = kept
	return d
}

// spaced writes a task list with a space after each comma, which reads better in a field and wraps.
func spaced(entries []engine.Entry) string {
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.String()
	}
	return strings.Join(texts, ", ")
}
