package engine

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// The bounds of a comparison. Going over one is an error of [ParseComparison] that names the bound.
const (
	MaxVariants = 24     // rows
	maxCompared = 60_000 // requests in all rows together
)

// ParseComparison reads a comparison from a link's query: a scenario, and the variants to compare it under. The key strategies
// lists these in the form of [ParseVariants]; without the key they are all strategies. The scenario that it returns has what
// all rows share. A link may give an option that only some strategies have with the scenario, or with each variant; the
// variants get it. The error is a *[ParseError].
func ParseComparison(query string) (*Scenario, []Variant, error) {
	NoteWork("parse", func() string { return query })
	query, err := unpack(query)
	if err != nil {
		return nil, nil, err
	}
	var s *Scenario
	var variants []Variant
	err = readUnescaping(query, func(query string) (err *ParseError) {
		s, variants, err = parseComparison(query)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return s, variants, nil
}

// ComparisonLink writes a comparison as a link's query, in the canonical form. Parsing it and writing it again changes
// nothing.
func ComparisonLink(s *Scenario, variants []Variant) string {
	link, text := s.commonPart().Link(), FormatVariants(variants)
	if text == FormatVariants(AllVariants()) {
		return link // all is the default
	}
	return link + "&strategies=" + text // nothing in it needs an escape: its plus signs are read as spaces
}

func parseComparison(query string) (*Scenario, []Variant, *ParseError) {
	text, rest, err := cutStrategies(query)
	if err != nil {
		return nil, nil, err
	}
	s, err := parseOnce(rest)
	if err != nil {
		return nil, nil, err
	}
	return s.under(text)
}

// Against is the comparison of the scenario's strategy with others: the variants as [ParseVariants] reads them, its own first. An error
// is one of [ParseComparison].
func (s *Scenario) Against(others ...string) (*Scenario, []Variant, error) {
	common, variants, err := s.under(strings.Join(append([]string{s.Strategy}, others...), ","))
	if err != nil {
		return nil, nil, err
	}
	return common, variants, nil
}

// under is what a list of variants makes of the scenario: what is common to them, and the variants with what is the scenario's own.
func (s *Scenario) under(text string) (*Scenario, []Variant, *ParseError) {
	list, err := parseVariants(text)
	if err == nil {
		list.fold(s)
		s = s.commonPart()
		err = list.check(s)
	}
	if err != nil {
		err.Key = "strategies"
		return nil, nil, err
	}
	return s, list.variants, nil
}

// cutStrategies takes the value of strategies= out of a query; it is "all" if there is none.
func cutStrategies(query string) (text, rest string, err *ParseError) {
	var parts []string
	found := false
	for part := range strings.SplitSeq(query, "&") {
		value, ok := strings.CutPrefix(part, "strategies=")
		switch {
		case !ok:
			parts = append(parts, part)
		case found:
			return "", "", &ParseError{Key: "strategies", Msg: "given twice: want it once"}
		default:
			found = true
			decoded, broken := url.QueryUnescape(value)
			if broken != nil {
				return "", "", &ParseError{Msg: fmt.Sprintf("%q has a broken escape: want %% and two hexadecimal digits", Shorten(part))}
			}
			text = decoded
		}
	}
	if !found {
		text = "all"
	}
	return text, strings.Join(parts, "&"), nil
}

// ParseVariants reads a list of variants, separated by commas. Each is the name of a strategy, then its options, each
// after a plus sign or a space: gather, gather+limit=6, wait+FIRST_COMPLETED+cancel. An option is
// key=value as in a scenario's link; the name alone turns a switch on, and a choice such as FIRST_COMPLETED needs no
// key. The one word "all" stands for each strategy once. The error is a *[ParseError] whose Key is "strategies".
func ParseVariants(text string) ([]Variant, error) {
	list, err := parseVariants(text)
	if err != nil {
		err.Key = "strategies"
		return nil, err
	}
	return list.variants, nil
}

// variantList is a list of variants with the places in its text at which each stands.
type variantList struct {
	text     []rune
	variants []Variant
	places   [][2]int // from, to; none for those that no text names
}

func parseVariants(text string) (*variantList, *ParseError) {
	l := &variantList{text: []rune(text)}
	if len(text) > MaxText {
		return nil, NewParseError(text, "%d bytes: want at most %d", len(text), MaxText)
	}
	if strings.TrimSpace(text) == "all" {
		l.variants = AllVariants()
		return l, nil
	}
	for start := 0; start <= len(l.text); {
		end := start
		for end < len(l.text) && l.text[end] != ',' {
			end++
		}
		if err := l.entry(start, end); err != nil {
			return nil, err
		}
		start = end + 1
	}
	if len(l.variants) == 0 {
		return nil, NewParseError(text, "want all, or at least one strategy, such as gather,as_completed")
	}
	return l, nil
}

// entry reads the variant between two places, if there is one.
func (l *variantList) entry(start, end int) *ParseError {
	var v Variant
	first := end
	for at := start; at < end; at++ {
		if isPlus(l.text[at]) {
			continue
		}
		from := at
		for at < end && !isPlus(l.text[at]) {
			at++
		}
		first = min(first, from)
		if err := v.read(string(l.text[from:at])); err != nil {
			return l.locate(err, first, end, from)
		}
	}
	if v.Strategy == "" {
		return nil
	}
	l.variants, l.places = append(l.variants, v), append(l.places, [2]int{first, end})
	if len(l.variants) > MaxVariants {
		return NewParseError(string(l.text), "more than %d variants: want at most so many", MaxVariants)
	}
	return nil
}

// isPlus reports whether the character stands between a strategy and its options. A plus sign in a link's query
// is a space (https://url.spec.whatwg.org/#urlencoded-parsing).
func isPlus(r rune) bool { return r == '+' || r != ',' && isSeparator(r) }

// locate completes an error about the word at from with the entry that it stands in.
func (l *variantList) locate(err *ParseError, first, end, from int) *ParseError {
	err.Offset += from
	err.Msg = fmt.Sprintf("entry %d %q: column %d: %s", len(l.variants)+1, Shorten(string(l.text[first:end])), err.Offset-first+1, err.Msg)
	return err
}

// read takes the next word of a variant: the strategy, or an option.
func (v *Variant) read(word string) *ParseError {
	if v.Strategy == "" {
		if StrategyNamed(word) == nil {
			return NewParseError(word, "unknown strategy %q: want %s, or all alone", word, joinOr(strategyNames()))
		}
		v.Strategy = word
		return nil
	}
	o, bare := bareOption(word)
	if !bare {
		o.Key, o.Value, _ = strings.Cut(word, "=")
	}
	probe := NewScenario()
	probe.Strategy = v.Strategy
	err := o.apply(probe)
	switch {
	case err != nil && (bare || err.Offset > len([]rune(word))):
		return NewParseError(word, "%s", err.Msg)
	case err != nil:
		return err
	case v.option(o.Key) != nil:
		return NewParseError(word, "%s is given twice: want it once", o.Key)
	}
	o.Value = KeyNamed(o.Key).write(probe)
	v.set(o)
	return nil
}

// fold moves the options that only some strategies have from the scenario to the variants that can have them and
// have not.
func (l *variantList) fold(s *Scenario) {
	for i := range Keys {
		k := &Keys[i]
		value := k.write(s)
		if !k.Own() || value == k.Default {
			continue
		}
		for n := range l.variants {
			v := &l.variants[n]
			if (&Scenario{Strategy: v.Strategy}).strategyHas(k.Name) && v.option(k.Name) == nil {
				v.set(Option{k.Name, value})
			}
		}
	}
}

// check holds the variants against the scenario, the bounds and each other.
func (l *variantList) check(s *Scenario) *ParseError {
	var links []string
	requests := 0
	for i, v := range l.variants {
		under, err := v.scenario(s)
		if err != nil {
			return l.entryError(i, "%s", err.nestedMessage())
		}
		link := under.Link()
		if slices.Contains(links, link) {
			return l.entryError(i, "the same as entry %d: want it once", slices.Index(links, link)+1)
		}
		links = append(links, link)
		if requests += under.CountTasks(); requests > maxCompared {
			return &ParseError{
				Length: len(l.text),
				Msg:    fmt.Sprintf("more than %d requests in all rows: want fewer tasks or fewer strategies", maxCompared),
			}
		}
	}
	return nil
}

// entryError is an error about a whole entry.
func (l *variantList) entryError(i int, format string, args ...any) *ParseError {
	e := &ParseError{Msg: fmt.Sprintf("entry %d %q: ", i+1, Shorten(l.variants[i].String())) + fmt.Sprintf(format, args...)}
	if l.places != nil {
		e.Offset, e.Length = l.places[i][0], l.places[i][1]-l.places[i][0]
	}
	return e
}
