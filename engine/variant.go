package engine

import (
	"fmt"
	"slices"
	"strings"
)

// Variant is a strategy with options of its own, to stand beside others in a comparison. Options that it does not
// name are those of the scenario that it is compared on.
type Variant struct {
	Strategy string
	Options  []Option // in the order of the canonical form, each once
}

// Option is one parameter of a link.
type Option struct{ Key, Value string }

// AllVariants lists each strategy once, without options; but exit_stack, whose tasks cannot be requests.
func AllVariants() []Variant {
	var variants []Variant
	for _, s := range Strategies {
		if s.Starts != OnAStack {
			variants = append(variants, Variant{Strategy: s.Name})
		}
	}
	return variants
}

// FormatVariants writes variants as [ParseVariants] reads them.
func FormatVariants(variants []Variant) string {
	texts := make([]string, len(variants))
	for i, v := range variants {
		texts[i] = v.String()
	}
	return strings.Join(texts, ",")
}

// String writes the variant as ParseVariants reads it, such as "gather+return_exceptions".
func (v Variant) String() string {
	text := v.Strategy
	for _, o := range v.Options {
		text += "+" + o.String()
	}
	return text
}

// String is the option as it is written after a plus sign: one word where that is enough.
func (o Option) String() string {
	for _, word := range []string{o.Key, o.Value} {
		if short, ok := bareOption(word); ok && short == o {
			return word
		}
	}
	return o.Key + "=" + strings.ReplaceAll(o.Value, ",", "/") // commas separate variants
}

// bareOption is what one word alone stands for: a switch is turned on by its name, and a choice is known by its value.
func bareOption(word string) (Option, bool) {
	for i := range Keys {
		k := &Keys[i]
		switch {
		case k.whole:
		case k.Switch():
			if k.Name == word {
				return Option{word, "true"}, true
			}
		case slices.ContainsFunc(k.Choices, func(c Choice) bool { return c.Value == word }):
			return Option{k.Name, word}, true
		}
	}
	return Option{}, false
}

// Label is what the variant is called in tables and sentences: "gather, return_exceptions", "wait FIRST_COMPLETED",
// "workers 3 + retry:3 around semaphore:10". It names the options that the variant has of its own, which is what tells it from the others;
// those that need no name of theirs stand first.
func (v Variant) Label() string {
	text, separator := v.Strategy, ", "
	for _, alone := range []bool{true, false} {
		for _, o := range v.Options {
			if k := KeyNamed(o.Key); alone != (k != nil && k.alone) {
				continue
			}
			if alone {
				separator = " "
			}
			text += separator + o.label()
			separator = " + "
		}
	}
	if key := v.essential(); key != "" && v.option(key) == nil {
		text += separator + Option{key, KeyNamed(key).Default}.label()
	}
	return text
}

// essential is the option without which the variant's name says little; "" if there is none.
func (v Variant) essential() string {
	if s := StrategyNamed(v.Strategy); s != nil && s.Wrapper != nil {
		return s.Wrapper.Essential
	}
	return ""
}

func (o Option) label() string {
	k := KeyNamed(o.Key)
	switch {
	case o.Value == "true":
		return o.Key
	case o.Value == "false", o.Value == "none":
		return "no " + o.Key
	case k != nil && k.alone:
		return o.Value
	case o.Key == "each":
		return strings.ReplaceAll(o.Value, ",", " around ")
	}
	return o.Key + " " + strings.ReplaceAll(o.Value, ",", " and ")
}

// Under returns the scenario with the same tasks under another strategy. The options that this one does not have
// are back at their defaults.
func (s *Scenario) Under(strategy string) *Scenario {
	under := *s
	under.Strategy = strategy
	under.forget(func(k *Key) bool { return !under.Has(k.Name) || k.barred(&under, k.write(&under)) != nil })
	return &under
}

// commonPart returns the scenario with the options of all strategies at their defaults: what all variants share.
func (s *Scenario) commonPart() *Scenario {
	common := *s
	common.Strategy = Strategies[0].Name
	common.forget((*Key).Own)
	return &common
}

// forget sets the options that it is asked for back to their defaults. Never ask it for title or tasks: their defaults are no text that
// can be read. Nobody does, since every strategy has these two.
func (s *Scenario) forget(which func(*Key) bool) {
	for i := range Keys {
		if k := &Keys[i]; which(k) {
			k.read(s, k.Default)
		}
	}
}

// Scenario puts the tasks and the common options of s under the variant. The error is a *[ParseError].
func (v Variant) Scenario(s *Scenario) (*Scenario, error) {
	under, err := v.scenario(s)
	if err != nil {
		err.Msg, err.Key = err.nestedMessage(), "strategies"
		return nil, err
	}
	return under, nil
}

func (v Variant) scenario(s *Scenario) (*Scenario, *ParseError) {
	if StrategyNamed(v.Strategy) == nil {
		return nil, NewParseError(v.Strategy, "unknown strategy %q: want %s", v.Strategy, joinOr(strategyNames()))
	}
	under := s.Under(v.Strategy)
	under.Rows = RowsInTurn // it has none of its own
	for _, o := range v.Options {
		if err := o.apply(under); err != nil {
			return nil, err
		}
		if err := under.lacks(KeyNamed(o.Key), o.Value); err != nil {
			err.Msg = o.Key + ": " + err.Msg
			return nil, err
		}
	}
	return under, under.contradiction()
}

// apply gives the scenario the option.
func (o Option) apply(s *Scenario) *ParseError {
	k := KeyNamed(o.Key)
	if k == nil || k.whole {
		return NewParseError(o.Key, "unknown option %q: want %s", o.Key, joinOr(optionsOf(s.Strategy)))
	}
	if !s.strategyHas(o.Key) {
		return NewParseError(o.Key, "%s has no option %s; it belongs to %s", s.Strategy, o.Key, joinOr(strategiesWith(o.Key)))
	}
	err := k.read(s, o.Value)
	if err != nil {
		err.Offset += len([]rune(o.Key)) + 1
	}
	return err
}

// optionsOf names the options that a variant of the strategy may have.
func optionsOf(strategy string) []string {
	s, names := Scenario{Strategy: strategy}, []string(nil)
	for i := range Keys {
		if k := &Keys[i]; !k.whole && s.strategyHas(k.Name) {
			names = append(names, k.Name)
		}
	}
	return names
}

// option is the variant's own option of that name, or nil.
func (v *Variant) option(key string) *Option {
	for i := range v.Options {
		if v.Options[i].Key == key {
			return &v.Options[i]
		}
	}
	return nil
}

// set adds an option in its place.
func (v *Variant) set(o Option) {
	at := 0
	for _, k := range Keys {
		if k.Name == o.Key {
			break
		}
		if at < len(v.Options) && v.Options[at].Key == k.Name {
			at++
		}
	}
	v.Options = slices.Insert(v.Options, at, o)
}

// maxNamed is how many tasks behind one that is taken out of its entry keep their names, at the price of an entry each.
const maxNamed = 100

// Alone returns a copy of the scenario in which one task, by its number from 0, has an entry of its own. It also returns that entry:
// change it to change the task alone. The tasks stay what they are, but if their entry stood for many, those behind the
// task may get other numbers in their names.
func (s *Scenario) Alone(task int) (*Scenario, *Entry) {
	alone := *s
	alone.Entries = nil
	at, first := 0, 0
	for i, e := range s.Entries {
		parts := []Entry{e}
		if task >= first && task < first+e.Count {
			var own int
			parts, own = e.split(task - first)
			at = i + own
		}
		alone.Entries = append(alone.Entries, parts...)
		first += e.Count
	}
	own := &alone.Entries[at]
	own.Then = slices.Clone(own.Then)
	return &alone, own
}

// split gives the nth task of an entry an entry of its own, and tells which of the parts it is.
func (e Entry) split(n int) (parts []Entry, own int) {
	if e.Count == 1 {
		return []Entry{e}, 0
	}
	part := func(from, count int) {
		if count == 0 {
			return
		}
		p := e
		p.Count = count
		if e.Name != "" && count == 1 {
			p.Name = numberedName(e.Name, from+1)
		}
		parts = append(parts, p)
	}
	part(0, n)
	own = len(parts)
	part(n, 1)
	rest := e.Count - n - 1
	if e.Name != "" && rest <= maxNamed {
		for i := range rest {
			part(n+1+i, 1)
		}
	} else {
		part(n+1, rest)
	}
	return parts, own
}

// numberedName is a name with a number, short enough for a name.
func numberedName(name string, n int) string {
	number := fmt.Sprintf(".%d", n)
	letters := []rune(name)
	return string(letters[:min(len(letters), MaxName-len(number))]) + number
}
