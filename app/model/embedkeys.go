package model

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"inflight/engine"
	"inflight/engine/program"
)

// EmbedKey is a key of /embed beside the scenario's own. The embed script has an attribute for each, and the docs a row.
type EmbedKey struct {
	Name    string
	Default string   // as a link writes it; "" where there is none
	Choices []string // its values; nil for typed values and for flags
	Several bool     // it may have several of the choices
	Typed   string   // what to type, in words
	Flag    bool     // it is there or not, as an attribute of HTML
	Live    bool     // a page may change it in an embed that is there
	Words   string   // what it is, for the docs

	Read  func(e *Embed, value string) error
	write func(e Embed) string // nil for a key that only the embed needs, which no link to another page has
}

// The values of keys that the page has pickers for.
var (
	EmbedViews  = []string{"timeline", "connections", "log", "code", "narration", "server", "events", "compare"}
	EmbedThemes = []string{string(Auto), string(Light), string(Dark)}
)

// EmbedKeys lists the keys in the order in which a link is written.
var EmbedKeys = []EmbedKey{
	{Name: "view", Default: "timeline,narration", Choices: EmbedViews, Several: true,
		Words: "what is shown: `connections` has a row for each and, beside `timeline`, a tab; `log` is what the Python program would print; " +
			"`compare` stands alone",
		Read:  func(e *Embed, value string) error { return readNames(value, &e.Views, EmbedViews) },
		write: func(e Embed) string { return strings.Join(e.Views, ",") }},
	{Name: "theme", Default: EmbedThemes[0], Choices: EmbedThemes, Live: true, Words: "the colours",
		Read:  func(e *Embed, value string) error { return readName(value, (*string)(&e.Theme), EmbedThemes) },
		write: func(e Embed) string { return string(e.Theme) }},
	{Name: "controls", Default: strings.Join(embedControls, ","), Choices: append(slices.Clone(embedControls), "none"), Several: true,
		Words: "what the reader can touch; `none` stands alone", Read: readControls, write: writeControls},
	{Name: "font-size", Typed: fmt.Sprintf("pixels from %d to %d", minFontSize, maxFontSize), Live: true,
		Words: "of the text; the browser's own without it", Read: readFontSize, write: func(e Embed) string { return strconv.Itoa(e.FontSize) }},
	{Name: "code", Default: languages[0], Choices: languages, Words: "the language of the code; called `lang` before, which is still read",
		Read:  func(e *Embed, value string) error { return readName(value, (*string)(&e.Language), languages) },
		write: func(e Embed) string { return string(e.Language) }},
	{Name: "compact", Flag: true, Words: "the code is only the lines in which something happens",
		Read:  func(e *Embed, value string) error { return readFlag(value, &e.Compact) },
		write: func(e Embed) string { return strconv.FormatBool(e.Compact) }},
	{Name: "accent", Typed: typedColour, Live: true, Words: "the colour of what can be pressed; darker or lighter where it could not be read",
		Read:  func(e *Embed, value string) error { return readColour(value, &e.Accent) },
		write: func(e Embed) string { return url.QueryEscape(e.Accent) }},
	{Name: "background", Typed: typedColour, Live: true, Words: "the colour behind all; `theme` is what can be read on it",
		Read:  func(e *Embed, value string) error { return readColour(value, &e.Background) },
		write: func(e Embed) string { return url.QueryEscape(e.Background) }},
	{Name: "font-family", Typed: "names of fonts that readers have", Live: true, Words: "of what is no program",
		Read:  func(e *Embed, value string) error { return readFonts(value, &e.Fonts) },
		write: func(e Embed) string { return url.QueryEscape(e.Fonts) }},
	{Name: "load", Default: embedLoads[0], Choices: embedLoads, Words: "when the program is fetched",
		Read: func(e *Embed, value string) error { return readName(value, &e.Load, embedLoads) }},
	{Name: "readonly", Flag: true, Words: "nothing can be edited",
		Read:  func(e *Embed, value string) error { return readFlag(value, &e.Readonly) },
		write: func(e Embed) string { return strconv.FormatBool(e.Readonly) }},
	{Name: "autoplay", Flag: true, Words: "the simulated run is played, once it is in sight; it makes no requests",
		Read:  func(e *Embed, value string) error { return readFlag(value, &e.Autoplay) },
		write: func(e Embed) string { return strconv.FormatBool(e.Autoplay) }},
	{Name: "loop", Flag: true, Live: true, Words: "what is played begins again from its end",
		Read:  func(e *Embed, value string) error { return readFlag(value, &e.Loop) },
		write: func(e Embed) string { return strconv.FormatBool(e.Loop) }},
	{Name: "pause", Default: "never", Choices: embedPauses, Live: true, Words: "where what is played pauses by itself: at each `note`",
		Read:  func(e *Embed, value string) error { return readName(cmp.Or(value, "never"), &e.Pause, embedPauses) },
		write: func(e Embed) string { return e.Pause }},
	{Name: "question", Typed: "`order`, `order:fail b,raise`, `total`, `received`, or your own, the right choice marked: `Who is first?|a|*b`",
		Words: "what the reader is asked before the run is shown; the answers of the first ones are the simulated run's",
		Read:  readQuestion, write: writeQuestion},
	{Name: "speed", Default: "1", Typed: fmt.Sprintf("a number from %v to %v", MinSpeed, MaxSpeed), Live: true,
		Words: "seconds of the run that are played in one; `playbackRate` of the element", Read: readSpeed,
		write: func(e Embed) string { return strconv.FormatFloat(e.Speed, 'f', -1, 64) }},
}

var (
	embedControls = []string{"run", "replay", "strategy", "tasks", "link"}
	embedPauses   = []string{"never", "notes"}
	embedLoads    = []string{"click", "visible", "eager"}
	languages     = func() (names []string) {
		for _, l := range program.Languages {
			names = append(names, string(l))
		}
		return names
	}()
)

// The sizes of letters that an embed can have, in pixels.
const (
	minFontSize = 8
	maxFontSize = 40
)

// oldEmbedKeys are the names that keys had before. "lang" is HTML's own, for the language that people speak.
var oldEmbedKeys = map[string]string{"lang": "code"}

// EmbedKeyNamed returns the key of that name, also of one that it had before, or nil.
func EmbedKeyNamed(name string) *EmbedKey {
	if now, old := oldEmbedKeys[name]; old {
		name = now
	}
	for i := range EmbedKeys {
		if EmbedKeys[i].Name == name {
			return &EmbedKeys[i]
		}
	}
	return nil
}

func readControls(e *Embed, value string) error {
	if value == "none" {
		e.Controls = nil
		return nil
	}
	return readNames(value, &e.Controls, embedControls)
}

func writeControls(e Embed) string {
	if len(e.Controls) == 0 {
		return "none"
	}
	return strings.Join(e.Controls, ",")
}

func readFontSize(e *Embed, value string) error {
	size, err := strconv.Atoi(strings.TrimSuffix(value, "px"))
	if err != nil || size < minFontSize || size > maxFontSize {
		return fmt.Errorf("%q: want pixels from %d to %d", value, minFontSize, maxFontSize)
	}
	e.FontSize = size
	return nil
}

func readSpeed(e *Embed, value string) error {
	speed, err := strconv.ParseFloat(cmp.Or(value, "1"), 64)
	if err != nil || !IsSpeed(speed) {
		return fmt.Errorf("%q: want a number from %v to %v", value, MinSpeed, MaxSpeed)
	}
	e.Speed = speed
	return nil
}

// isColour: a colour as CSS has it is a name, a hash with digits, or a function of numbers. The frame's own script asks the browser
// whether it knows it.
func isColour(value string) bool {
	if digits, ok := strings.CutPrefix(value, "#"); ok {
		return len(digits) >= 3 && len(digits) <= 8 && consistsOf(digits, "0123456789abcdefABCDEF")
	}
	function, arguments, ok := strings.Cut(value, "(")
	if !ok {
		return value != "" && consistsOf(value, lowerCase+"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	}
	arguments, ok = strings.CutSuffix(arguments, ")")
	return ok && slices.Contains(strings.Fields("rgb rgba hsl hsla hwb lab lch oklab oklch color"), function) &&
		arguments != "" && consistsOf(arguments, lowerCase+"0123456789 .,%/+-")
}

const lowerCase = "abcdefghijklmnopqrstuvwxyz"

func consistsOf(text, letters string) bool {
	return strings.IndexFunc(text, func(c rune) bool { return !strings.ContainsRune(letters, c) }) < 0
}

// areFonts: names of fonts are words, of which some are quoted.
func areFonts(value string) bool {
	return strings.IndexFunc(value, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsNumber(c) && !strings.ContainsRune(" \"',_-", c)
	}) < 0
}

const (
	typedColour = "a colour as in CSS: `#0a7`, `teal`, `rgb(0 120 90)`"
	mostStyle   = 200 // characters
)

func readColour(value string, into *string) error {
	if value != "" && (len(value) > mostStyle || !isColour(value)) {
		return fmt.Errorf("%q: want %s", engine.Shorten(value), strings.ReplaceAll(typedColour, "`", ""))
	}
	*into = value
	return nil
}

func readFonts(value string, into *string) error {
	if len(value) > mostStyle || !areFonts(value) {
		return fmt.Errorf("%q: want names of fonts, with commas between them", engine.Shorten(value))
	}
	*into = value
	return nil
}

// readNames reads names separated by commas or spaces, and puts them into the order of the known names.
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
