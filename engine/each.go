package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxWraps is how many wrappers a task has at most.
const MaxWraps = 8

// Wrap is one entry of the key each: a wrapper, and its arguments. Those that it does not take are zero.
type Wrap struct {
	Name       string
	Count      int           // semaphore, rate, retry: how many
	Time       time.Duration // a timeout; rate's period; retry's first pause; when the hedge is sent
	Jitter     time.Duration // of that pause
	RetryAfter bool          // retry: the server says how long to wait, where it does
}

// Wrapping is what each task does around its request: a wrapper of [Wrappers] with its arguments.
type Wrapping struct {
	*Wrapper
	Wrap
}

// Wrappings are what each task does around its request, outermost first: what the key each says, or the wrapper that the strategy names.
func (s *Scenario) Wrappings() []Wrapping {
	if strategy := StrategyNamed(s.Strategy); strategy != nil && strategy.Wrapper != nil {
		return []Wrapping{{strategy.Wrapper, strategy.Wrapper.of(s)}}
	}
	wrappings := make([]Wrapping, len(s.Each))
	for i, w := range s.Each {
		wrappings[i] = Wrapping{wrapperNamed(w.Name), w}
	}
	return wrappings
}

// does reports whether one of the wrappers has a trait.
func (s *Scenario) does(trait func(*Wrapper) bool) bool {
	if strategy := StrategyNamed(s.Strategy); strategy != nil && strategy.Wrapper != nil {
		return trait(strategy.Wrapper)
	}
	return slices.ContainsFunc(s.Each, func(w Wrap) bool { return trait(wrapperNamed(w.Name)) })
}

// TimesOut reports whether a task has a time of its own for its request.
func (s *Scenario) TimesOut() bool { return s.does(func(w *Wrapper) bool { return w.TimesOut }) }

// HoldsBack reports whether a task may start later than it was created.
func (s *Scenario) HoldsBack() bool { return s.does(func(w *Wrapper) bool { return w.HoldsBack }) }

// Retries reports whether a task makes a request that failed again.
func (s *Scenario) Retries() bool { return s.does(func(w *Wrapper) bool { return w.Retries }) }

// Hedges reports whether a task has a second request for what is slow.
func (s *Scenario) Hedges() bool { return s.does(func(w *Wrapper) bool { return w.Hedges }) }

// Shields reports whether a cancellation is kept away from requests.
func (s *Scenario) Shields() bool { return s.does(func(w *Wrapper) bool { return w.Shields }) }

// SetAtOnce has every semaphore of the tasks let so many run at once.
func (s *Scenario) SetAtOnce(count int) {
	s.Concurrency, s.Each = count, slices.Clone(s.Each)
	for i := range s.Each {
		if w := &s.Each[i]; wrapperNamed(w.Name).Limits {
			w.Count = count
		}
	}
}

// AtOnce is how many requests the tasks' semaphores let run at once; 0 if there are none.
func (s *Scenario) AtOnce() int {
	least := 0
	for _, w := range s.Wrappings() {
		if w.Limits && (least == 0 || w.Count < least) {
			least = w.Count
		}
	}
	return least
}

// OwnTimeout is the shortest time that a wrapper gives; [NoTimeout] if none does.
func (s *Scenario) OwnTimeout() time.Duration {
	least := NoTimeout
	for _, w := range s.Wrappings() {
		if w.TimesOut && (least == NoTimeout || w.Time < least) {
			least = w.Time
		}
	}
	return least
}

// requestsEach is how many requests the wrapper may make of each that is inside it.
func (w Wrapping) requestsEach() int {
	if w.requests == nil {
		return 1
	}
	return w.requests(w.Wrap)
}

// String is the entry as a link has it: "retry:3:100ms~50ms".
func (w Wrap) String() string {
	text := w.Name
	if w.Count > 0 {
		text += ":" + strconv.Itoa(w.Count)
	}
	for _, p := range wrapperNamed(w.Name).takes {
		switch {
		case p == aTime:
			text += ":" + formatDuration(w.Time)
		case p == aPeriod:
			text += "/" + formatDuration(w.Time)
		case p == aPause && (w.Time != usualPause || w.Jitter > 0):
			text += ":" + formatDuration(w.Time)
			if w.Jitter > 0 {
				text += "~" + formatDuration(w.Jitter)
			}
		}
	}
	if w.RetryAfter {
		text += ":retry_after"
	}
	return text
}

// FormatEach writes wrappers as a link has them, outermost first.
func FormatEach(wraps []Wrap) string {
	texts := make([]string, len(wraps))
	for i, w := range wraps {
		texts[i] = w.String()
	}
	return strings.Join(texts, ",")
}

// usualPause is that of a retry which does not say one.
const usualPause = 100 * time.Millisecond

// argument is what may stand behind a wrapper's name.
type argument uint8

const (
	aTime   argument = iota + 1 // :1s
	aCount                      // :10
	aPeriod                     // /1s, behind a count
	aPause                      // [:100ms[~50ms]]
	anAfter                     // [:retry_after]
)

// wraps are the values of the key each.
func wraps() Values {
	return Values{
		Default: "none", Typed: "none, or wrappers separated by commas, see below", Wide: true,
		Tries: []string{"none", "semaphore:2"},
		write: func(s *Scenario) string {
			if len(s.Each) == 0 {
				return "none"
			}
			return FormatEach(s.Each)
		},
		read: func(s *Scenario, text string) (err *ParseError) {
			s.Each = nil
			if text != "none" && text != "" {
				s.Each, err = parseEach(text)
			}
			return err
		},
	}
}

// parseEach reads wrappers, outermost first. In a list of variants, where commas separate the variants, they are separated by slashes:
// so a slash before a letter is a comma.
func parseEach(text string) ([]Wrap, *ParseError) {
	var list []Wrap
	letters := []rune(text)
	for start := 0; start <= len(letters); {
		end := start
		for end < len(letters) && !(letters[end] == ',' || letters[end] == '/' && !isDigitAt(letters, end+1)) {
			end++
		}
		w, err := parseWrap(strings.TrimSpace(string(letters[start:end])))
		if err == nil && len(list) == MaxWraps {
			err = NewParseError(string(letters[start:end]), "want at most %d wrappers", MaxWraps)
		}
		if err != nil {
			err.Offset += start
			err.Msg = fmt.Sprintf("wrapper %d %q: %s", len(list)+1, Shorten(string(letters[start:end])), err.Msg)
			return nil, err
		}
		list = append(list, w)
		start = end + 1
	}
	return list, nil
}

func isDigitAt(letters []rune, i int) bool {
	return i < len(letters) && (letters[i] >= '0' && letters[i] <= '9' || letters[i] == '.')
}

// wrapParser reads the arguments of one wrapper.
type wrapParser struct {
	wrapper *Wrapper
	rest    string // what is left, from its separator on
	at      int    // where that begins
}

func parseWrap(word string) (Wrap, *ParseError) {
	end := strings.IndexAny(word+":", ":/")
	w := Wrap{Name: word[:end]}
	p := &wrapParser{wrapper: wrapperNamed(w.Name), rest: word[end:], at: len([]rune(word[:end]))}
	if p.wrapper == nil {
		return w, NewParseError(w.Name, "want %s", joinOr(wrapperNames()))
	}
	for _, a := range p.wrapper.takes {
		if err := p.read(a, &w); err != nil {
			return w, err
		}
	}
	if p.rest != "" {
		return w, p.wrong(p.rest)
	}
	return w, nil
}

// wrong is the error of what stands where the parser is.
func (p *wrapParser) wrong(text string) *ParseError {
	return &ParseError{Offset: p.at, Length: len([]rune(text)), Msg: "want " + p.wrapper.Form}
}

// next takes the argument behind a separator; "" where there is none.
func (p *wrapParser) next(separator string) string {
	text, found := strings.CutPrefix(p.rest, separator)
	if !found {
		return ""
	}
	end := strings.IndexAny(text+":", ":/")
	p.rest = text[end:]
	p.at += 1 + len([]rune(text[:end]))
	return text[:end]
}

func (p *wrapParser) read(a argument, w *Wrap) *ParseError {
	before := *p
	var text string
	switch a {
	case aPeriod:
		text = p.next("/")
	default:
		text = p.next(":")
	}
	err, ok := (*ParseError)(nil), true
	switch a {
	case aTime, aPeriod:
		w.Time, err = parseDuration(text)
		ok = text != "" && !(a == aPeriod && w.Time < time.Duration(w.Count)*time.Microsecond)
	case aCount:
		n, broken := strconv.Atoi(text)
		w.Count, ok = n, broken == nil && n >= 1 && n <= p.wrapper.most
	case aPause:
		w.Time = usualPause
		if text == "" && before.rest == "" || text == "retry_after" {
			*p = before
			return nil
		}
		pause, jitter, jittered := strings.Cut(text, "~")
		if w.Time, err = parseDuration(pause); err == nil && jittered {
			w.Jitter, err = parseDuration(jitter)
		}
	case anAfter:
		w.RetryAfter = text == "retry_after"
		ok = w.RetryAfter || before.rest == ""
	}
	if err != nil || !ok {
		wrong := before.wrong(text)
		if text != "" {
			wrong.Offset++
		}
		if err != nil && text != "" {
			wrong.Msg += "; " + err.Msg
		}
		return wrong
	}
	return nil
}

// WrapField is a part of an entry of each that has a field of its own where wrappers are edited one by one.
type WrapField struct {
	Label     string `json:"label"`
	Separator string `json:"separator"`       // before it in the entry
	Usual     string `json:"usual,omitempty"` // what it is where the entry has none of it; "" if it must be there
	Word      string `json:"word,omitempty"`  // it is this word, or is not there
}

// Fields are the parts of an entry behind the wrapper's name, in their order.
func (w *Wrapper) Fields() []WrapField {
	fields := []WrapField{}
	for _, a := range w.takes {
		label := w.Parts[len(fields)]
		switch a {
		case aPeriod:
			fields = append(fields, WrapField{Label: label, Separator: "/"})
		case aPause:
			fields = append(fields, WrapField{Label: label, Separator: ":", Usual: formatDuration(usualPause)},
				WrapField{Label: w.Parts[len(fields)+1], Separator: "~", Usual: "0s"})
		case anAfter:
			fields = append(fields, WrapField{Label: label, Separator: ":", Word: "retry_after"})
		default:
			fields = append(fields, WrapField{Label: label, Separator: ":"})
		}
	}
	return fields
}

// wrapperNames lists the names of all wrappers.
func wrapperNames() []string {
	names := make([]string, len(Wrappers))
	for i := range Wrappers {
		names[i] = Wrappers[i].Name
	}
	return names
}
