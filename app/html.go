package app

import (
	"html"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine/view"
)

// rawOpen and rawClose stand around markup of our own in what go-app renders natively, so that [tidy] leaves
// it alone. No other text can hold them: there "<" is always escaped.
const (
	rawOpen  = "<!--raw-->"
	rawClose = "<!--/raw-->"
)

// raw is markup with one root, whose texts are escaped. go-app replaces it as a whole, and only when it changes. For pictures and long
// tables that is cheaper than elements of its own.
func raw(markup string) app.UI {
	if app.IsServer {
		return app.Raw(rawOpen + strings.TrimSpace(markup) + rawClose)
	}
	return app.Raw(markup)
}

// slice is a piece of a page that is drawn, and put into the document, after the browser has had its turn where that is due: see [breath].
type slice struct {
	app.Compo
	Version int // go-app draws a slice anew when this changes
	name    string
	breath  *breath
	draw    func() app.UI // of what the page is now: go-app keeps the first
}

func (s *slice) Render() app.UI {
	s.breath.take()
	return s.draw()
}

// CompoID keeps go-app from taking one slice for another that stood in its place.
func (s *slice) CompoID() string { return s.name }

// later are the parts of the playground that need not be drawn at once. When the scenario has changed, the picture and what is edited come
// first. When they are on the screen, each part follows in a frame of its own, by turns; until then it shows what it showed.
type later struct {
	slots [slotCount]slot
	turns []int        // the parts that wait, in their order
	drawn func(id int) // called after a part that waited has been drawn
	busy  func(bool)   // called when parts begin to wait, and when none does any more
	told  bool         // what it was called with last
	held  bool         // no part has its turn yet: the page is about to be taken over

	quiet bool // those that wait do so for news of a live run, and what they show is as good as ever
	about subject
}

// subject is what the page is about to be drawn for. Parts that it does not change stay as they are.
type subject uint8

const (
	unsaid     subject = iota
	nothing            // that can be seen
	aboutClock         // how long a live run has gone on, and nothing else
	aboutRun           // news of a long live run, of which the parts are told by turns
	aboutNews          // news of a live run
	aboutTime          // another moment
	anything
)

// The parts, in the order of their turns.
const (
	panelsPart = iota
	codePart
	signsPart
	topPart
	partCount

	editorPart = partCount // which never waits
	replayPart = partCount + 1
	statsPart  = partCount + 2
	nowPart    = partCount + 3 // says what runs
	slotCount  = partCount + 4
)

// partsAsDrawn are where the document has the parts, as the server has drawn them.
var partsAsDrawn = [partCount]string{".stage-column > .panels", "#side > .code", "#signs > .legend", "#page > .top"}

// keep leaves the parts as the server has drawn them until the page has been taken over, since Run can work without them. markup is an
// element of the document as text, or "".
func (l *later) keep(markup func(selector string) string) {
	for id, selector := range partsAsDrawn {
		if s := &l.slots[id]; !s.waits {
			s.kept = markup(selector)
			if s.waits = s.kept != ""; s.waits {
				l.turns = append(l.turns, id)
			}
		}
	}
	l.held = true
}

// slot is a part's place on the page.
type slot struct {
	kept    string // what to show at first
	version int
	waits   bool
	busy    bool          // its turn has come, and its frame has not
	drawn   time.Time     // when it was drawn last, …
	took    time.Duration // … and how long that took
	place   app.Context
	mounted bool
}

// part is a component, so that it can be drawn without the rest of the page.
type part struct {
	app.Compo
	Version int // go-app draws a part anew when this changes
	slot    *slot
	draw    func() app.UI
}

func (c *part) Render() app.UI {
	if c.slot.waits && c.slot.kept != "" {
		return raw(c.slot.kept)
	}
	began := time.Now()
	body := c.draw()
	c.slot.kept, c.slot.drawn = "", time.Now()
	c.slot.took = c.slot.drawn.Sub(began)
	return body
}

// OnMount need not draw it once more.
func (c *part) OnMount(ctx app.Context) {
	ctx.PreventUpdate()
	c.slot.place, c.slot.mounted = ctx, true
}

func (c *part) OnDismount() { c.slot.mounted = false }

// part is drawn with the page, unless it waits for its turn.
func (l *later) part(id int, draw func() app.UI) app.UI {
	s := &l.slots[id]
	if !s.waits && !l.stays(id) {
		s.version++
	}
	return &part{Version: s.version, slot: s, draw: draw}
}

// begin lets all parts wait. Those that do so already keep their turns, so that none is forgotten while one change follows the other.
func (l *later) begin() {
	l.quiet = false
	for id := range partCount {
		l.wait(id)
	}
	l.tell()
}

func (l *later) wait(id int) {
	if s := &l.slots[id]; s.mounted && !s.waits {
		s.waits = true
		l.turns = append(l.turns, id)
	}
}

// stays reports whether a part stays as it is.
func (l *later) stays(id int) bool {
	return id <= editorPart && (l.about == aboutRun || l.about == aboutTime && id >= signsPart || l.about == aboutNews && id >= topPart)
}

// tick draws what shows how long a live run has gone on, without the page.
func (l *later) tick(page app.Context) {
	page.PreventUpdate()
	around := page
	for _, id := range []int{replayPart, statsPart, panelsPart, nowPart} {
		switch s, outer := &l.slots[id], around; {
		case !s.mounted:
		case id == panelsPart: // it has the next one, but in an embed
			around = s.place
		default:
			s.place.Dispatch(func(app.Context) { outer.PreventUpdate() })
		}
	}
}

// hear says what the page is about to be drawn for. Where it is news of a live run alone, the parts that tell of the run follow by
// turns, and each the less often the longer it takes: the run, and its picture, have the one thread that they share.
func (l *later) hear(about subject) {
	if l.about != unsaid && l.about != about {
		about = anything
	}
	if l.about = about; about != aboutRun {
		return
	}
	l.quiet = l.quiet || len(l.turns) == 0
	for id := range topPart {
		if s := &l.slots[id]; time.Since(s.drawn) > newsRest*s.took {
			l.wait(id)
		}
	}
}

// newsRest is how many times longer a part rests between two pieces of news than it takes to be drawn.
const newsRest = 100

// settled says that the page has been drawn.
func (l *later) settled() { l.about = unsaid }

// tell says whether some part shows what was before, where that has changed.
func (l *later) tell() {
	if waits := len(l.turns) > 0 && !l.quiet; waits != l.told {
		l.told = waits
		l.busy(waits)
	}
}

// next draws the part whose turn it is, without the page.
func (l *later) next(page app.Context) {
	if l.held {
		return
	}
	for len(l.turns) > 0 && !l.slots[l.turns[0]].mounted {
		l.slots[l.turns[0]].waits, l.slots[l.turns[0]].busy = false, false
		l.turns = l.turns[1:]
	}
	l.tell()
	if len(l.turns) == 0 || l.slots[l.turns[0]].busy {
		return
	}
	id := l.turns[0]
	s := &l.slots[id]
	s.busy = true
	s.place.Dispatch(func(ctx app.Context) {
		page.PreventUpdate()
		s.waits, s.busy, l.turns = false, false, l.turns[1:]
		ctx.Defer(func(app.Context) {
			l.drawn(id)
			l.next(page)
		})
	})
}

// escape makes a text safe in markup, between tags and in quotes.
func escape(text string) string { return html.EscapeString(text) }

// table is a table in the making, as markup.
type table struct{ strings.Builder }

// newTable opens a table with its columns. The caption is for people who cannot see what the table stands beside.
func newTable(caption string, columns ...string) *table {
	t := new(table)
	t.WriteString("<table><caption>" + escape(caption) + "</caption><thead><tr>")
	for _, c := range columns {
		t.WriteString(`<th scope="col">` + escape(c) + "</th>")
	}
	t.WriteString("</tr></thead><tbody>")
	return t
}

// row adds a row of texts. The class, if any, is that of its words.
func (t *table) row(class string, cells ...string) {
	t.begin(class)
	t.cells(cells)
}

// rowAt adds the row of an event. Its time is a button that goes there, but no stop of the keyboard, which has other ways to
// each event.
func (t *table) rowAt(event int, class, time string, cells ...string) {
	if app.IsServer {
		t.row(class, append([]string{time}, cells...)...)
		return
	}
	t.begin(class)
	name := escape(time + ", " + strings.Join(cells, " "))
	t.WriteString(`<td><button type="button" tabindex="-1" data-event="` + strconv.Itoa(event) + `" aria-label="` + name + `">` +
		escape(time) + "</button></td>")
	t.cells(cells)
}

func (t *table) begin(class string) {
	t.WriteString("<tr")
	if class != "" {
		t.WriteString(` class="` + class + `"`)
	}
	t.WriteString(">")
}

// cells adds the rest of a row.
func (t *table) cells(texts []string) {
	for _, text := range texts {
		t.WriteString("<td>" + escape(text) + "</td>")
	}
	t.WriteString("</tr>")
}

// end is the finished table's markup.
func (t *table) end() string {
	t.WriteString("</tbody></table>")
	return t.String()
}

// tableRows is how many rows a table shows before someone asks for all.
const tableRows = 200

// rowsToShow is how many of n rows to show.
func rowsToShow(n int, all bool) int {
	if all {
		return n
	}
	return min(n, tableRows)
}

// restButton returns the button that shows the rows a table leaves out; nil if it leaves out none.
func restButton(n int, all bool, toggle app.EventHandler) app.UI {
	switch {
	case n <= tableRows:
		return nil
	case all:
		return app.Button().Type("button").Class("quiet").Text("Show fewer rows").OnClick(toggle)
	}
	return app.Button().Type("button").Class("quiet").Text("Show all " + view.Plural(n, "row")).OnClick(toggle)
}
