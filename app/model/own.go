package model

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// Own is a program of somebody's own, while the page shows one in place of a scenario. Its link is code= and the text, and log= and its
// run, always packed behind the #, where no server sees it. Packing takes long, so each link is packed once.
type Own struct {
	On    bool
	Text  string
	Log   string // its latest run, as a link carries it; "" if there is none, or the text is another now
	Came  bool   // the run on the screen is the link's, as its author recorded it
	Long  bool   // the run is too long for a link
	Blank bool   // nothing of it has run, and no scenario's picture stands for it
	Loose bool   // the run on the screen is not in the link yet: see [OwnCarried]
	back  string // the link of the scenario that it began with
	link  string // what Link returns, once it is known: it is asked for at each drawing

	Pair   string // the link that compares the run on the screen with that of the text before, or ""
	ran    string // the program that ran last, with its run, as a link has it before it is packed
	before string // and the text that ran before it
}

// The messages about a program of one's own.
type (
	// OwnBegun makes a text the reader's own.
	OwnBegun struct{ Text string }
	// OwnTyped is its text as it now stands.
	OwnTyped struct{ Text string }
	// OwnRan is the trace of its run, which is shown at once.
	OwnRan struct{ Trace []byte }
	// OwnCarried puts that run into the link, which takes as long as to show it. So the page sends it once the picture is drawn.
	OwnCarried struct{}
	// RowFolded folds what is below a row of a recording into it, or unfolds it.
	RowFolded struct{ Row int }
	// OwnLeft shows the scenario again that it began with.
	OwnLeft struct{}
)

// The keys of such a program in a link.
const (
	ownKey = "code="
	logKey = "log="

	ProgramKey = "program" // in the address of an embed's frame, not packed
)

// The most characters of a link that carries a run, and of one that servers see, too: many take no more than 8 KB.
const (
	mostOfLink   = 32_000
	mostOfLog    = 300_000 // before it is packed: a loop without end is a long run and, packed, a short link
	MostOfServed = 8_000
)

// Link is the program's, packed.
func (o Own) Link() string {
	if o.link != "" {
		return o.link
	}
	return engine.Pack(o.plain())
}

// plain is the link before it is packed, so only what ends a part of it is escaped.
func (o Own) plain() string {
	link := ownKey + inPacked.Replace(o.Text)
	if o.Log != "" {
		link += "&" + logKey + inPacked.Replace(o.Log)
	}
	return link
}

var inPacked = strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B")

// OwnProgram returns the program that a link holds, if it holds one. Such a link is always packed: in plain ones code is an embed's key,
// the language of what it shows. An embed's page may have the program= itself, which goes before the link's: a run of another text is none.
func OwnProgram(query string) (o Own, found bool) {
	for part := range strings.SplitSeq(strings.TrimLeft(query, "?#"), "&") {
		if text, is := strings.CutPrefix(part, ProgramKey+"="); is {
			o.Text, found = unindented(Unescape(text)), true
			break
		}
	}
	if carried := ownPrograms(query); len(carried) > 0 && (!found || strings.TrimSpace(carried[0].Text) == strings.TrimSpace(o.Text)) {
		o, found = carried[0], true
	}
	o.On = found
	return o, found
}

// ownPrograms are those that a link has packed: one, or the two of a comparison, each with its run behind it.
func ownPrograms(query string) (programs []Own) {
	for part := range strings.SplitSeq(strings.TrimLeft(query, "?#"), "&") {
		plain, err := engine.Unpack(part)
		if err != nil || !strings.HasPrefix(part, "z=") || !strings.HasPrefix(plain, ownKey) {
			continue
		}
		for part := range strings.SplitSeq(plain, "&") {
			key, value, _ := strings.Cut(part, "=")
			value, err := url.QueryUnescape(value)
			switch last := len(programs) - 1; {
			case err != nil:
				return nil
			case key+"=" == ownKey:
				programs = append(programs, Own{On: true, Text: value})
			case key+"=" == logKey:
				programs[last].Log = value
			}
		}
		break
	}
	return programs
}

// unindented is a text as it was before somebody put it into a page: without empty lines around it, and without what all lines begin with.
func unindented(text string) string {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), " \t\n"), "\n")
	for len(lines) > 1 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	margin := lines[0][:len(lines[0])-len(strings.TrimLeft(lines[0], " \t"))]
	for _, line := range lines {
		for strings.TrimSpace(line) != "" && !strings.HasPrefix(line, margin) {
			margin = margin[:len(margin)-1]
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, margin)
	}
	return strings.Join(lines, "\n") + "\n"
}

// Run is the run that the link carries.
func (o Own) Run() (*engine.Scenario, engine.Log, error) {
	if o.Log == "" {
		return nil, nil, errors.New("this program's link has no run: open it, press Run, and share it again")
	}
	return view.ParseTrace(view.Uncarried(o.Log, o.Text))
}

// Address is the page's base with the link of what is shown: a program's, or a scenario's.
func (m Model) Address() Base {
	b := m.Base
	if m.Own.On {
		b.Link, b.Fault = m.Own.Link(), nil
	}
	return b
}

// linked is the model with its program's link.
func (m Model) linked() Model {
	m.Own.link = m.Own.Link()
	return m
}

// updateOwn takes the messages about a program of one's own.
func (m Model) updateOwn(message any) Model {
	switch msg := message.(type) {
	case OwnBegun:
		m.Own = Own{On: true, Text: msg.Text, back: m.Link}
		m.NoCode = false
	case OwnTyped:
		if m.Own.Text != msg.Text {
			m.Own.Text, m.Own.Log, m.Own.link = msg.Text, "", ""
		}
	case OwnRan:
		if !m.Own.On {
			return m
		}
		m = m.showOwn(msg.Trace)
		m.Own.Loose = m.Alert == ""
	case OwnCarried:
		m = m.carry()
	case OwnLeft:
		return m.open(m.Own.back, false)
	}
	return m.linked()
}

// unfolded is a recording before any of its rows are folded.
type unfolded struct {
	scenario *engine.Scenario
	log      engine.Log
	folded   map[int]bool // by the places of tasks
}

// CanFold reports whether a row of the picture can be folded, or unfolded.
func (m Model) CanFold(row int) bool {
	t := m.WholeRun()
	return t != nil && m.IsRecording() && !m.ShowsConnections() && t.HasInside(row)
}

// foldRow folds a row, or unfolds it. The moment stays.
func (m Model) foldRow(row int) Model {
	if !m.CanFold(row) {
		return m
	}
	place := m.Scenario.Recorded.Tasks[row].Place
	if m.whole.folded == nil {
		m.whole, place = unfolded{m.Scenario, m.Run.Log, nil}, row
	}
	folded := maps.Clone(m.whole.folded)
	if folded == nil {
		folded = map[int]bool{}
	}
	if folded[place] = !folded[place]; !folded[place] {
		delete(folded, place)
	}
	m.whole.folded = folded
	now, at := m.Replay.Moment, time.Duration(0)
	if now.Set {
		at = m.ShownRun().Now
	}
	m.Scenario, m.Run.Log = view.FoldRows(m.whole.scenario, m.whole.log, folded)
	m.Folder = view.NewFolder(m.Scenario)
	m.Labels, m.Marking, m.Replay.Moment = m.Folder.Names(), nil, Moment{}
	m.Lane = slices.IndexFunc(m.Scenario.Recorded.Tasks, func(t engine.RecordedTask) bool { return t.Place == place })
	if m = m.Refold(); now.Set {
		m = m.seek(MomentSought(m.Run.Log, at))
	}
	return m
}

// showOwn shows a run of the program. The link stays as it is.
func (m Model) showOwn(trace []byte) Model {
	own := m.Own
	m.Alert = ""
	m = m.openLog("trace", trace)
	own.Blank = own.Blank && m.Alert != ""
	own.Came, own.Long = false, false
	m.Own = own
	return m
}

// carry lets the program's link carry the run on the screen, if it is one of this text and not too long.
func (m Model) carry() Model {
	loose := m.Own.Loose
	m.Own.Loose = false
	if !loose || !m.IsRecording() || m.Scenario.Recorded.Text != m.Own.Text {
		return m
	}
	m.Own.Log, m.Own.link = view.Carried(m.Scenario.Recorded), ""
	if len(m.Own.Log) <= mostOfLog {
		m = m.linked()
	}
	if m.Own.link == "" || len(m.Own.link) >= mostOfLink {
		m.Own.Log, m.Own.Long, m.Own.link = "", true, ""
		return m
	}
	return m.paired()
}

// paired notes the run on the screen, and pairs it with that of the text before.
func (m Model) paired() Model {
	o := &m.Own
	now := o.plain()
	if now == o.ran {
		return m
	}
	o.before, o.ran, o.Pair = o.ran, now, ""
	if o.before == "" {
		return m
	}
	if pair := engine.Pack(o.before + "&" + o.ran); len(pair) < mostOfLink {
		o.Pair = pair
	}
	return m
}

// openProgram shows a link's program. It never runs by itself, so there is nothing else to see yet but the run that the link carries.
func (m Model) openProgram(o Own) Model {
	if !m.Own.On {
		blank := m.Scenario == nil
		if blank {
			m = m.open("", false)
			m = m.showRecording((&engine.Recording{File: "program.py", Text: o.Text}).Scenario(), nil)
		}
		m.Own = Own{On: true, Blank: blank, back: m.Link}
		m.NoCode = false
	}
	shown := m.Own.Log
	m.Own.Text, m.Own.Log, m.Own.link = o.Text, "", ""
	if o.Log != "" && o.Log != shown {
		if m = m.showOwn(view.Uncarried(o.Log, o.Text)); m.Alert != "" {
			return m.linked()
		}
		m.Own.Came = true
	}
	if m.Own.Log = o.Log; o.Log != "" {
		m = m.paired()
	}
	return m.linked()
}
