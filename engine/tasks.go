package engine

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// formatTasks writes entries as a link has them, separated by commas.
func formatTasks(entries []Entry) string {
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.String()
	}
	return strings.Join(texts, ",")
}

// String writes the entry as a link has it.
func (e Entry) String() string {
	var b strings.Builder
	if e.Name != "" || e.Host != "" {
		b.WriteString(atHost(e.Name, e.Host) + "=")
	}
	if e.URL != "" {
		b.WriteString(e.URL)
		return b.String()
	}
	for i, link := range e.Chain() {
		if i > 0 {
			b.WriteString(">")
		}
		link.write(&b)
	}
	if e.Count > 1 {
		fmt.Fprintf(&b, "*%d", e.Count)
	}
	return b.String()
}

// write writes what one request is: its delay, its latency, its outcomes.
func (e *Entry) write(b *strings.Builder) {
	if e.Delay > 0 {
		b.WriteString(formatDuration(e.Delay) + ":")
	}
	if !e.Sleeps {
		b.WriteString(formatDuration(e.Latency))
	}
	if e.Tail > 0 {
		b.WriteString(".." + formatDuration(e.Tail))
	}
	if e.Jitter > 0 {
		b.WriteString("~" + formatDuration(e.Jitter))
	}
	for _, c := range e.Chances {
		b.WriteString("!" + c.String())
	}
	if e.What != "" {
		b.WriteString("!" + string(e.What))
	}
	if e.Times > 0 {
		fmt.Fprintf(b, "/%d", e.Times)
	}
}

// parseTasks reads entries that fit the scenario: misfit says why one does not.
func parseTasks(text string, misfit func(Entry) string) ([]Entry, *ParseError) {
	var entries []Entry
	tasks, list, hosts := 0, []rune(text), map[string]bool{}
	for start := 0; start < len(list); {
		if isSeparator(list[start]) {
			start++
			continue
		}
		end := start
		for end < len(list) && !isSeparator(list[end]) {
			end++
		}
		word := string(list[start:end])
		e, err := parseEntry(word)
		if err == nil && misfit(e) != "" {
			err = wrongOutcome(word, e, misfit)
		}
		if tasks += e.Count; err == nil && tasks > MaxTasks {
			err = NewParseError(word, "%d tasks in all: want at most %d", tasks, MaxTasks)
		}
		if e.Host != "" {
			hosts[e.Host] = true
		}
		if err == nil && len(hosts) > MaxHosts {
			err = NewParseError(word, "more than %d hosts", MaxHosts)
		}
		if err != nil {
			err.Msg = fmt.Sprintf("entry %d %q: column %d: %s", len(entries)+1, Shorten(word), err.Offset+1, err.Msg)
			err.Offset += start
			return nil, err
		}
		entries = append(entries, e)
		start = end
	}
	return entries, nil
}

// wrongOutcome is an error about the outcomes of an entry, or about its URL.
func wrongOutcome(word string, e Entry, misfit func(Entry) string) *ParseError {
	err, parts, at := NewParseError(word, "%s", misfit(e)), []string{word}, 0
	if e.Then != nil {
		parts = strings.Split(word, ">")
	}
	for i, part := range parts {
		before, outcome, found := strings.Cut(part, "!")
		if found && !strings.Contains(before, "//") && misfit(e.link(i)) != "" {
			what, _, _ := strings.Cut(outcome, "*")
			what, _, _ = strings.Cut(what, "/")
			err.Offset, err.Length = at+len([]rune(before))+1, len([]rune(what))
			return err
		}
		at += len([]rune(part)) + 1
	}
	return err
}

func isSeparator(r rune) bool { return r == ',' || unicode.IsSpace(r) }

// Shorten keeps a word quotable in an error.
func Shorten(word string) string {
	if r := []rune(word); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return word
}

// entryParser reads one entry from left to right: [name][@host]= [delay:] latency[..p99] [~jitter] [!what[@p%]]… [/times] [*count]; or
// [name]= delay: [*count] of one that only sleeps. Behind a > the next request of a chain follows, with all but name, host and count.
type entryParser struct {
	text []rune
	at   int
}

func parseEntry(word string) (Entry, *ParseError) {
	p, e := &entryParser{text: []rune(word)}, Entry{Count: 1}
	if !strings.HasPrefix(word, "http://") && !strings.HasPrefix(word, "https://") {
		if err := p.name(&e); err != nil {
			return e, err
		}
	}
	if rest := string(p.text[p.at:]); strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://") {
		return e, p.url(&e)
	}
	if err := p.request(&e); err != nil {
		return e, err
	}
	for p.at < len(p.text) && p.text[p.at] == '>' {
		if err := p.next(&e); err != nil {
			return e, err
		}
	}
	if err := p.count(&e); err != nil {
		return e, err
	}
	if p.at < len(p.text) {
		want := "~jitter, then !outcome, then >the next request, then *count"
		return e, p.errorUpTo(len(p.text), "unexpected %q: want %s", string(p.text[p.at:]), want)
	}
	return e, nil
}

// request reads what one request is.
func (p *entryParser) request(e *Entry) *ParseError {
	for _, read := range []func(*Entry) *ParseError{p.times, p.tail, p.jitter, p.outcomes} {
		if err := read(e); err != nil {
			return err
		}
	}
	return nil
}

// next reads >, and the request that follows.
func (p *entryParser) next(e *Entry) *ParseError {
	switch {
	case e.Sleeps:
		return p.errorUpTo(len(p.text), "a task that only sleeps has no answer to go on from: want a request before the >, such as 200ms>500ms")
	case len(e.Then) == MaxLinks-1:
		return p.errorUpTo(len(p.text), "more than %d requests one after another", MaxLinks)
	}
	p.skip('>')
	from, next := p.at, Entry{Host: e.Host, Count: 1}
	if rest := string(p.text[p.at:]); strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://") {
		return p.errorUpTo(len(p.text), "an address of its own follows nothing: want a latency such as 500ms")
	}
	if err := p.request(&next); err != nil {
		return err
	}
	if next.Sleeps {
		p.at = from
		return p.errorUpTo(len(p.text), "nothing behind the colon: want the request that follows, such as %s:500ms", formatDuration(next.Delay))
	}
	next.Host = ""
	e.Then = append(e.Then, next)
	return nil
}

// errorUpTo is an error about the text from where the parser stands up to end.
func (p *entryParser) errorUpTo(end int, format string, args ...any) *ParseError {
	return &ParseError{Offset: p.at, Length: end - p.at, Msg: fmt.Sprintf(format, args...)}
}

// textUntil returns the text from where the parser stands up to the first of the stop characters, and its end.
func (p *entryParser) textUntil(stops string) (string, int) {
	end := p.at
	for end < len(p.text) && !strings.ContainsRune(stops, p.text[end]) {
		end++
	}
	return string(p.text[p.at:end]), end
}

// skip passes the character, if it is there.
func (p *entryParser) skip(r rune) bool {
	if p.at < len(p.text) && p.text[p.at] == r {
		p.at++
		return true
	}
	return false
}

func (p *entryParser) name(e *Entry) *ParseError {
	_, end := p.textUntil("=")
	at := slices.Index(p.text, '@')
	if end == len(p.text) {
		if p.at = max(0, at); at >= 0 && !strings.ContainsAny(string(p.text[:at]), "!/") { // what is behind is a chance
			return p.errorUpTo(len(p.text), "a host comes before the =: want a task such as a@api=1s or @api=1s")
		}
		p.at = 0
		return nil
	}
	nameEnd := end
	if at >= 0 && at < end {
		nameEnd = at
	}
	if nameEnd > MaxName || nameEnd == 0 && at != 0 {
		return p.errorUpTo(nameEnd, "want a name of 1 to %d characters before the =", MaxName)
	}
	for i, r := range p.text[:nameEnd] {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.", r) {
			p.at = i
			return p.errorUpTo(i+1, "%q in a name: want letters, digits, _, - and .", r)
		}
	}
	e.Name, p.at = string(p.text[:nameEnd]), nameEnd
	if p.skip('@') {
		if err := p.host(e, end); err != nil {
			return err
		}
	}
	p.at = end + 1
	return nil
}

// host reads a host's name, up to end. It becomes the first label of an address, in programs and in a browser, so it is one that the
// domain name system allows.
func (p *entryParser) host(e *Entry, end int) *ParseError {
	e.Host = string(p.text[p.at:end])
	if e.Host == "" || len(e.Host) > MaxName {
		return p.errorUpTo(end, "want a host of 1 to %d characters between @ and =", MaxName)
	}
	start := p.at
	for i, r := range p.text[start:end] {
		hyphen := r == '-' && i > 0 && start+i < end-1
		if !hyphen && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			p.at = start + i
			return p.errorUpTo(p.at+1, "%q in a host: want letters from a to z, digits, and - between them", r)
		}
	}
	if n, numbered := strings.CutPrefix(e.Host, "b"); numbered && isWhole(n) {
		return p.errorUpTo(end, "%s: b0, b1, … are the hosts of tasks that name none: want another", e.Host)
	}
	return nil
}

func isWhole(text string) bool {
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}

func (p *entryParser) url(e *Entry) *ParseError {
	if e.Host != "" {
		return p.errorUpTo(len(p.text), "its URL says which host: want no @%s", e.Host)
	}
	text := string(p.text[p.at:])
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return p.errorUpTo(len(p.text), "not a URL: want one such as https://example.com/")
	}
	e.URL = text
	return nil
}

// times reads [delay:] latency.
func (p *entryParser) times(e *Entry) (err *ParseError) {
	if e.Latency, err = p.latency(":~!>*"); err != nil || !p.skip(':') {
		return err
	}
	e.Delay = e.Latency
	if p.at == len(p.text) || strings.ContainsRune("~!>*", p.text[p.at]) {
		return p.sleep(e)
	}
	e.Latency, err = p.latency("~!>*")
	return err
}

// sleep is for a task with nothing behind the colon: it makes no request, and so has nothing that one has.
func (p *entryParser) sleep(e *Entry) *ParseError {
	e.Sleeps, e.Latency = true, 0
	switch rest := string(p.text[p.at:]); {
	case rest != "" && rest[0] == '!':
		return p.errorUpTo(len(p.text), "a task that only sleeps has no request that could go wrong: want one behind the colon, such as "+
			"%s:200ms%s", formatDuration(e.Delay), Shorten(rest))
	case rest != "" && rest[0] == '~':
		return p.errorUpTo(len(p.text), "a task that only sleeps has no jitter: want a latency behind the colon, such as %s:200ms~50ms",
			formatDuration(e.Delay))
	case e.Delay == 0:
		p.at = 0
		return p.errorUpTo(len(p.text), "a task that only sleeps, and for no time: want one such as 1s:")
	case e.Host != "":
		p.at = 0
		return p.errorUpTo(len(p.text), "a task that only sleeps asks no host: want no @%s", e.Host)
	}
	return nil
}

// latency reads a duration up to one of the stop characters, or up to the dots before a 99th percentile.
func (p *entryParser) latency(stops string) (time.Duration, *ParseError) {
	_, end := p.textUntil(stops)
	if dots := strings.Index(string(p.text[p.at:end]), ".."); dots >= 0 {
		end = p.at + len([]rune(string(p.text[p.at:end])[:dots]))
	}
	return p.durationUpTo(end)
}

// tail reads the 99th percentile of a latency whose median has been read.
func (p *entryParser) tail(e *Entry) (err *ParseError) {
	if !p.skip('.') {
		return nil
	}
	p.skip('.')
	from := p.at
	if e.Tail, err = p.duration("~!>*"); err != nil {
		return err
	}
	end := p.at
	p.at = from
	switch {
	case e.Latency == 0:
		return p.errorUpTo(end, "no latency is drawn around a median of 0: want one such as 120ms..900ms")
	case e.Tail <= e.Latency:
		return p.errorUpTo(end, "the 99th percentile %s is not above the median %s: want one such as 120ms..900ms",
			formatDuration(e.Tail), formatDuration(e.Latency))
	}
	p.at = end
	return nil
}

func (p *entryParser) jitter(e *Entry) (err *ParseError) {
	if at := p.at; p.skip('~') {
		if e.Tail > 0 {
			p.at = at
			return p.errorUpTo(len(p.text), "a latency is drawn from a range or with jitter: want 120ms..900ms or 120ms~50ms")
		}
		e.Jitter, err = p.duration("!>*")
	}
	return err
}

// outcomes reads [!what@p%]… [!what] [/times].
func (p *entryParser) outcomes(e *Entry) *ParseError {
	sum, last := 0, false
	for from := p.at; p.skip('!'); from = p.at {
		if last {
			p.at = from
			return p.errorUpTo(len(p.text), "an outcome behind %s, which is certain: want a chance such as @5%% on each before the last", e.What)
		}
		what, err := p.what()
		if err != nil {
			return err
		}
		if last = !p.skip('@'); last {
			e.What = what
			continue
		}
		c, err := p.chance(what, &sum)
		if err != nil {
			return err
		}
		e.Chances = append(e.Chances, c)
	}
	if e.What == "" && len(e.Chances) == 0 || !p.skip('/') {
		return nil
	}
	return p.number(">*", "times", MaxAttempts, &e.Times)
}

// what reads the name of an outcome, or a status. A plain 200 is "".
func (p *entryParser) what() (What, *ParseError) {
	word, end := p.textUntil("@!/>*")
	status, isStatus := ParseStatus(word)
	what := What(word)
	switch {
	case OutcomeNamed(what) != nil:
	case !isStatus:
		return "", p.errorUpTo(
			end,
			"unknown outcome %q: want %s",
			word,
			joinOr(append(namesOf(func(*Outcome) bool { return true }), "a status such as 503")),
		)
	case status < 200 || status > 599 || slices.Contains(unusable[:], status):
		return "", p.errorUpTo(end, "status %d: want one from 200 to 599 that has a body and reaches the page", status)
	case status == 200:
		what = ""
	}
	p.at = end
	return what, nil
}

// chance reads a percentage; sum is that of all chances of the entry so far.
func (p *entryParser) chance(of What, sum *int) (Chance, *ParseError) {
	word, end := p.textUntil("!/>*")
	digits, percent := strings.CutSuffix(word, "%")
	share, err := strconv.ParseFloat(digits, 64)
	hundredths := int(math.Round(share * 100))
	switch {
	case err != nil || !percent:
		return Chance{}, p.errorUpTo(end, "chance %q: want a percentage such as 5%%", word)
	case hundredths < 1 || share > 100:
		return Chance{}, p.errorUpTo(end, "chance %q: want one from 0.01%% to 100%%", word)
	case *sum+hundredths > 10_000:
		return Chance{}, p.errorUpTo(end, "chances of %s%% in all: want at most 100%%", formatPercent(*sum+hundredths))
	}
	*sum += hundredths
	p.at = end
	return Chance{of, hundredths}, nil
}

// String is the chance as a link has it, without its !: "503@5%".
func (c Chance) String() string {
	what := c.What
	if what == "" {
		what = "200"
	}
	return fmt.Sprintf("%s@%s%%", what, formatPercent(c.Hundredths))
}

// formatPercent writes hundredths of a percent: 550 is "5.5".
func formatPercent(hundredths int) string {
	return strconv.FormatFloat(float64(hundredths)/100, 'f', -1, 64)
}

func (p *entryParser) count(e *Entry) *ParseError {
	if !p.skip('*') {
		return nil
	}
	return p.number("", "count", MaxTasks, &e.Count)
}

func (p *entryParser) number(stops, name string, most int, into *int) *ParseError {
	word, end := p.textUntil(stops)
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > most {
		return p.errorUpTo(end, "%s %q: want a whole number from 1 to %d", name, word, most)
	}
	*into, p.at = n, end
	return nil
}

func (p *entryParser) duration(stops string) (time.Duration, *ParseError) {
	_, end := p.textUntil(stops)
	return p.durationUpTo(end)
}

func (p *entryParser) durationUpTo(end int) (time.Duration, *ParseError) {
	d, err := parseDuration(string(p.text[p.at:end]))
	if err != nil {
		err.Offset += p.at
		return 0, err
	}
	p.at = end
	return d, nil
}

// ParseStatus reads a status of three digits, from 100 to 999. It reports false for any other word.
func ParseStatus(word string) (int, bool) {
	n, err := strconv.Atoi(word)
	return n, err == nil && len(word) == 3 && n >= 100
}

// parseDuration reads a duration as time.ParseDuration does, but knows where it is wrong, and wants whole
// microseconds from 0 to [MaxDuration].
func parseDuration(word string) (time.Duration, *ParseError) {
	const want = "want a duration such as 200ms or 1.5s"
	text, total := []rune(word), time.Duration(0)
	if word == "0" {
		return 0, nil
	}
	for at := 0; at < len(text) || at == 0; {
		number := at
		for at < len(text) && (unicode.IsDigit(text[at]) || text[at] == '.') {
			at++
		}
		unit := at
		for at < len(text) && !unicode.IsDigit(text[at]) && text[at] != '.' {
			at++
		}
		part, err := time.ParseDuration(string(text[number:at]))
		switch {
		case number == unit:
			return 0, &ParseError{Offset: number, Length: len(text) - number, Msg: want}
		case unit == at:
			return 0, &ParseError{Offset: unit, Msg: fmt.Sprintf("no unit after %q: %s", string(text[number:]), want)}
		case err != nil && slices.Contains(units, string(text[unit:at])) && isNumber(string(text[number:unit])):
			return 0, tooLongError(word)
		case err != nil && isNumber(string(text[number:unit])):
			return 0, &ParseError{Offset: unit, Length: at - unit, Msg: fmt.Sprintf("unknown unit %q: %s", string(text[unit:at]), want)}
		case err != nil:
			return 0, &ParseError{Offset: number, Length: at - number, Msg: want}
		}
		if total += part; total > MaxDuration || part > MaxDuration {
			return 0, tooLongError(word)
		}
	}
	if total%time.Microsecond != 0 {
		return 0, NewParseError(word, "%s is too fine: want whole microseconds", word)
	}
	return total, nil
}

// units are those of time.ParseDuration.
var units = []string{"ns", "us", "µs", "μs", "ms", "s", "m", "h"}

func tooLongError(word string) *ParseError {
	return NewParseError(word, "%s is too long: want at most %s", Shorten(word), formatDuration(MaxDuration))
}

func isNumber(word string) bool {
	_, err := strconv.ParseFloat(word, 64)
	return err == nil
}

// formatDuration writes a duration as parseDuration reads it, as short as time.Duration's own form allows: 1m, not 1m0s;
// us, which needs no escape in a link, not µs.
func formatDuration(d time.Duration) string {
	text := strings.Replace(d.String(), "µ", "u", 1)
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
