package engine

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Values are what a key can be, and how it is read into a scenario and written from it.
type Values struct {
	Default string                   // what a link has that does not say it …
	follows func(s *Scenario) string // … but for those where this depends on other keys
	Choices []Choice                 // to pick from, the default first; nil where the value is typed
	Typed   string                   // what to type, in words
	Wide    bool                     // what is typed takes more than a word
	Tries   []string                 // the values that random scenarios try; nil: times, at which other things happen too

	read  func(s *Scenario, text string) *ParseError
	write func(s *Scenario) string
}

// Choice is a value that a key can have.
type Choice struct {
	Value, Words string
	of           *habitat // who has it: nil for all that have the key
}

// Owners says what a link has to say for the choice, where not all that have the key have it; else "".
func (c Choice) Owners() string {
	if c.of == nil {
		return ""
	}
	return c.of.words
}

// Set reads a value into the scenario. The error is a *[ParseError].
func (v Values) Set(s *Scenario, text string) error {
	if err := v.read(s, text); err != nil {
		return err
	}
	return nil
}

// Get writes the value that the scenario has.
func (v Values) Get(s *Scenario) string { return v.write(s) }

// unsaid is what a link like the scenario's has if it does not say the key.
func (v Values) unsaid(s *Scenario) string {
	if v.follows != nil {
		return v.follows(s)
	}
	return v.Default
}

// Switch reports whether the value is on or off.
func (v Values) Switch() bool { return len(v.Choices) == 2 && v.Choices[1].Value == "true" }

// trying are the same values, of which random scenarios try some.
func (v Values) trying(tries ...string) Values {
	v.Tries = tries
	return v
}

// flags are true or false.
func flags(field func(*Scenario) *bool) Values {
	return Values{
		Default: "false", Choices: []Choice{{Value: "false"}, {Value: "true"}}, Tries: []string{"true", "false"},
		write: func(s *Scenario) string { return strconv.FormatBool(*field(s)) },
		read: func(s *Scenario, text string) *ParseError {
			if text != "true" && text != "false" {
				return NewParseError(text, "%q: want true or false", text)
			}
			*field(s) = text == "true"
			return nil
		},
	}
}

// choices are some words, the first by default.
func choices(field func(*Scenario) *string, list ...Choice) Values {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = c.Value
	}
	return Values{
		Default: words[0], Choices: list, Tries: words,
		write: func(s *Scenario) string { return *field(s) },
		read: func(s *Scenario, text string) *ParseError {
			if !slices.Contains(words, text) {
				return NewParseError(text, "%q: want %s", text, joinOr(words))
			}
			*field(s) = text
			return nil
		},
	}
}

// numbers are whole numbers within bounds. Random scenarios try the least ones.
func numbers(usual, least, most int, field func(*Scenario) *int) Values {
	tries := []string{}
	for n := least; n < least+4; n++ {
		tries = append(tries, strconv.Itoa(n))
	}
	return Values{
		Default: strconv.Itoa(usual), Tries: tries, Typed: fmt.Sprintf("a whole number from %d to %d", least, most),
		write: func(s *Scenario) string { return strconv.Itoa(*field(s)) },
		read: func(s *Scenario, text string) *ParseError {
			n, err := strconv.Atoi(text)
			if err != nil || n < least || n > most {
				return NewParseError(text, "%q: want a whole number from %d to %d", text, least, most)
			}
			*field(s) = n
			return nil
		},
	}
}

// hostNumbers are those of hosts. Links of old said with one number how many hosts there are, and how many names a browser has for
// them: hosts=4 still means both, and hosts=1 one name, so that a link says it even where one host is the default.
func hostNumbers() Values {
	v := numbers(1, 1, MaxHosts, func(s *Scenario) *int { return &s.Hosts })
	read := v.read
	v.read = func(s *Scenario, text string) *ParseError {
		err := read(s, text)
		if err == nil {
			s.HostNames = s.Hosts
		}
		return err
	}
	v.follows = func(s *Scenario) string {
		if s.Hosts == 1 && s.HostNames == 1 {
			return ""
		}
		return v.Default
	}
	return v
}

// hostNames are the numbers of names. They are read after those of hosts.
func hostNames() Values {
	v := numbers(20, 1, MaxHosts, func(s *Scenario) *int { return &s.HostNames }).trying("3", "6", "20")
	v.follows = func(s *Scenario) string {
		if s.Hosts > 1 || s.HostNames == 1 {
			return strconv.Itoa(s.Hosts)
		}
		return v.Default
	}
	return v
}

// seeds are any whole numbers.
func seeds(usual uint64, field func(*Scenario) *uint64) Values {
	return Values{
		Default: strconv.FormatUint(usual, 10), Typed: "any whole number", Tries: []string{"0", "1", "2", "3", "4"},
		write: func(s *Scenario) string { return strconv.FormatUint(*field(s), 10) },
		read: func(s *Scenario, text string) *ParseError {
			n, err := strconv.ParseUint(text, 10, 64)
			if err != nil {
				return NewParseError(text, "%q: want a whole number from 0 to %d", text, uint64(1<<64-1))
			}
			*field(s) = n
			return nil
		},
	}
}

// durations are times from 0 to [MaxDuration].
func durations(usual string, field func(*Scenario) *time.Duration) Values {
	return Values{
		Default: usual, Typed: "a duration",
		write: func(s *Scenario) string { return formatDuration(*field(s)) },
		read:  func(s *Scenario, text string) *ParseError { return readDuration(text, field(s)) },
	}
}

// durationsOrNone are durations, or [NoTimeout], which is the default.
func durationsOrNone(field func(*Scenario) *time.Duration) Values {
	v := durations("none", field)
	timed := v
	v.write = func(s *Scenario) string {
		if *field(s) == NoTimeout {
			return "none"
		}
		return timed.write(s)
	}
	v.read = func(s *Scenario, text string) *ParseError {
		if text == "none" {
			*field(s) = NoTimeout
			return nil
		}
		return timed.read(s, text)
	}
	return v
}

// jitteredDurations are time [~jitter].
func jitteredDurations(usual string, fields func(*Scenario) (of, jitter *time.Duration)) Values {
	return Values{
		Default: usual, Typed: "a duration, or two such as `100ms~50ms`",
		write: func(s *Scenario) string {
			of, jitter := fields(s)
			text := formatDuration(*of)
			if *jitter > 0 {
				text += "~" + formatDuration(*jitter)
			}
			return text
		},
		read: func(s *Scenario, text string) *ParseError {
			of, jitter := fields(s)
			before, after, both := strings.Cut(text, "~")
			*jitter = 0 // that of a preset, or of the row above, is not its own
			if err := readDuration(before, of); err != nil || !both {
				return err
			}
			err := readDuration(after, jitter)
			if err != nil {
				err.Offset += len([]rune(before)) + 1
			}
			return err
		},
	}
}

func readDuration(text string, into *time.Duration) *ParseError {
	d, err := parseDuration(text)
	if err != nil {
		err.Msg = fmt.Sprintf("%q: %s", text, err.Msg)
		return err
	}
	*into = d
	return nil
}

func strategyChoices() []Choice {
	list := make([]Choice, len(Strategies))
	for i, s := range Strategies {
		list[i] = Choice{Value: s.Name, Words: s.Summary}
	}
	return list
}

func readStrategy(s *Scenario, text string) *ParseError {
	if StrategyNamed(text) == nil {
		return NewParseError(text, "unknown strategy %q: want %s", text, joinOr(strategyNames()))
	}
	s.Strategy = text
	return nil
}

func readTasks(s *Scenario, text string) (err *ParseError) {
	s.Entries, err = parseTasks(text, s.outcomeMisfit)
	return err
}

// Nearest is the word that takes the fewest changes of letters to become from another.
func Nearest(to string, words []string) string {
	best, least := "", math.MaxInt
	for _, w := range words {
		if n := changes(to, w); n < least {
			best, least = w, n
		}
	}
	return best
}

// changes counts the letters to put in, take out or replace between two words: Levenshtein's distance. Of a long text it reads the
// beginning.
func changes(a, b string) int {
	const enough = 64
	from, to := []rune(a), []rune(b)
	from, to = from[:min(len(from), enough)], to[:min(len(to), enough)]
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		before := row[0]
		row[0] = i + 1
		for j, s := range to {
			same := before
			if r != s {
				same++
			}
			before, row[j+1] = row[j+1], min(same, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
