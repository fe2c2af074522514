package engine

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// newestVersion is the newest version of the link's format that this program knows. A link without v= has version 1.
const newestVersion = 1

// query is a link's query taken apart.
type query struct {
	values  map[string]string // of known keys
	preset  string            // "" where there is none
	version int
	unknown []Option // keys that this version does not know
}

// splitQuery takes the query apart. A key that nobody knows is an error, which names all of them, unless a newer version
// wrote the link: then they are kept, and said.
func splitQuery(text string) (*query, *ParseError) {
	q := &query{values: map[string]string{}, version: newestVersion}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, "&") {
		if part == "" || part == "=" {
			continue
		}
		o, err := readPart(part)
		if err == nil && seen[o.Key] {
			err = &ParseError{Key: o.Key, Msg: "given twice: want it once"}
		}
		if seen[o.Key] = true; err == nil {
			err = q.readParameter(o)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(q.unknown) > 0 && q.version == newestVersion {
		return nil, &ParseError{Msg: fmt.Sprintf("unknown %s: want %s", q.unknownKeys(), joinOr(append(keyNames(), "preset")))}
	}
	return q, nil
}

// readPart unescapes one part of a query.
func readPart(part string) (Option, *ParseError) {
	rawKey, rawValue, _ := strings.Cut(part, "=")
	key, err := url.QueryUnescape(rawKey)
	value, err2 := url.QueryUnescape(escapePercents(rawValue))
	if err != nil || err2 != nil {
		return Option{}, &ParseError{Msg: fmt.Sprintf("%q has a broken escape: want %% and two hexadecimal digits", Shorten(part))}
	}
	return Option{key, value}, nil
}

// escapePercents escapes the percent signs of chances in a link that somebody typed, as in 503@5%*40: no escape begins so.
func escapePercents(value string) string {
	if text, last := strings.CutSuffix(value, "%"); last {
		value = text + "%25"
	}
	return percentsBehindChances.Replace(value)
}

var percentsBehindChances = strings.NewReplacer("%!", "%25!", "%/", "%25/", "%*", "%25*", "%,", "%25,", "%+", "%25+")

// readParameter puts a parameter where it belongs.
func (q *query) readParameter(o Option) *ParseError {
	switch {
	case o.Key == "v":
		n, err := strconv.Atoi(o.Value)
		if err != nil || n < 1 || n > 1_000_000 {
			return &ParseError{
				Key:    "v",
				Length: len([]rune(o.Value)),
				Msg:    fmt.Sprintf("format version %q: want a whole number such as %d", Shorten(o.Value), newestVersion),
			}
		}
		q.version = n
	case o.Key == "preset":
		q.preset = o.Value
	case KeyNamed(o.Key) != nil:
		q.values[o.Key] = o.Value
	default:
		q.unknown = append(q.unknown, o)
	}
	return nil
}

// unknownKeys names the unknown keys: `key "a"`, `keys "a" and "b"`.
func (q *query) unknownKeys() string {
	quoted := make([]string, len(q.unknown))
	for i, o := range q.unknown {
		quoted[i] = strconv.Quote(Shorten(o.Key))
	}
	if len(quoted) == 1 {
		return "key " + quoted[0]
	}
	return "keys " + strings.Join(quoted[:len(quoted)-1], ", ") + " and " + quoted[len(quoted)-1]
}

// start is the scenario that the parameters change: that of the preset, under the link's strategy, or the default one.
func (q *query) start() (*Scenario, *ParseError) {
	s := NewScenario()
	if p := PresetNamed(q.preset); p != nil {
		base, err := parseOnce(p.Link)
		if err != nil {
			return nil, err
		}
		s = base
		if strategy, given := q.values["strategy"]; given && StrategyNamed(strategy) != nil {
			s = s.Under(strategy)
		}
	} else if q.preset != "" {
		e := NewParseError(q.preset, "unknown preset %q: want one such as %s", Shorten(q.preset), Nearest(q.preset, presetIDs()))
		e.Key = "preset"
		return nil, e
	}
	if q.version > newestVersion {
		s.Version, s.Unknown = q.version, q.unknown
	}
	return s, nil
}

// excuse adds to an error, if it is one, that this program may be too old for the link.
func (q *query) excuse(err *ParseError) *ParseError {
	if err != nil && q.version > newestVersion {
		err.Msg += fmt.Sprintf(" (a newer version wrote this link: v=%d)", q.version)
	}
	return err
}

// Notice says what a reader should know about a link that could be read, such as that a newer version wrote it; "" if nothing.
func (s *Scenario) Notice() string {
	if s.Version <= newestVersion {
		return ""
	}
	text := fmt.Sprintf("A newer version of Inflight wrote this link (v=%d).", s.Version)
	if len(s.Unknown) == 0 {
		return text
	}
	q, them := query{unknown: s.Unknown}, "it"
	if len(s.Unknown) > 1 {
		them = "them"
	}
	return text + " This one does not know the " + q.unknownKeys() + ", runs without " + them + ", and leaves " + them + " in the link."
}

// presetIDs lists the names of all presets.
func presetIDs() []string {
	ids := make([]string, len(Presets))
	for i := range Presets {
		ids[i] = Presets[i].ID
	}
	return ids
}

// rereads is how many programs may have escaped a link once more each.
const rereads = 3

// readUnescaping reads a query as it stands. If that fails, some program may have escaped the query once more: then it takes one layer
// off and reads again. A query that can be read as it stands never loses a layer. The error is of the first reading.
func readUnescaping(query string, read func(query string) *ParseError) *ParseError {
	first := read(query)
	err := first
	for range rereads {
		if err == nil || !isEscapedTwice(query) {
			break
		}
		once, broken := url.PathUnescape(query) // not QueryUnescape: a plus sign is a space of the inner layer
		if broken != nil {
			break
		}
		query = once
		err = read(query)
	}
	if err != nil {
		return first
	}
	return nil
}

// isEscapedTwice reports whether a query may have been escaped once more: its percent signs, or all of it.
func isEscapedTwice(query string) bool {
	return strings.Contains(query, "%25") || !strings.Contains(query, "=") && strings.Contains(strings.ToUpper(query), "%3D")
}

// escape writes a value so that it stays readable: of the characters that a query may hold (RFC 3986,
// section 3.4) only those are escaped that mean something in a query.
func escape(value string) string { return escapeBut(value, "-_.~,:!*=/@?$") }

// escapeKey writes a key, in which an equals sign would end it.
func escapeKey(key string) string { return escapeBut(key, "-_.~") }

func escapeBut(value, readable string) string {
	var b strings.Builder
	for i := range len(value) {
		if c := value[i]; isAlphanumeric(c) || strings.IndexByte(readable, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// endPlainly escapes the last character of a link, if programs that make links of addresses take it for the sentence's: the
// full stop, the closing asterisk of bold words, and so on. They differ in which; none drops a letter, a digit or a slash.
func endPlainly(link string) string {
	n := len(link) - 1
	if n < 0 || isAlphanumeric(link[n]) || link[n] == '/' {
		return link
	}
	return fmt.Sprintf("%s%%%02X", link[:n], link[n])
}

// joinOr joins names as an English list of choices.
func joinOr[T ~string](names []T) string {
	var b strings.Builder
	for i, name := range names {
		switch {
		case i > 0 && i == len(names)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(name))
	}
	return b.String()
}

// readTitle reads a text of one line. Characters that are not seen but change how others are, such as the marks that turn the
// direction of writing, are refused: a title stands in programs and tables, where they would hide what is there.
func readTitle(s *Scenario, value string) *ParseError {
	line, err := readLine(value, MaxTitle)
	if err == nil {
		s.Title = line
	}
	return err
}

func readLine(value string, most int) (string, *ParseError) {
	value = strings.Join(strings.Fields(unescapedTitle(value)), " ")
	if n := utf8.RuneCountInString(value); n > most {
		return "", NewParseError(value, "%d characters: want at most %d", n, most)
	}
	for i, r := range []rune(value) {
		if r == utf8.RuneError || !unicode.IsGraphic(r) && !isJoiner(r) {
			return "", &ParseError{Offset: i, Length: 1, Msg: fmt.Sprintf("column %d: %U in a title: want text that can be seen", i+1, r)}
		}
	}
	return value, nil
}

// isJoiner reports whether the character, itself not seen, belongs to those around it: scripts and emoji are joined by it, or kept apart.
func isJoiner(r rune) bool { return r == 0x200c || r == 0x200d }

// unescapedTitle takes off the layer of a program that escaped a link twice. Any other value would be an error then; a title would
// just look wrong. It goes by this: no title that people write has escapes and no space.
func unescapedTitle(value string) string {
	for strings.Contains(value, "%") && !strings.ContainsAny(value, " \t\n") {
		once, err := url.PathUnescape(value)
		if err != nil || !utf8.ValidString(once) {
			break
		}
		value = once
	}
	return value
}
