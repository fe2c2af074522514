package app

import (
	"slices"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/app/own"
	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// DemoBackend stands in a program until the page has been told where the backend is.
var DemoBackend = engine.Backend{URL: "http://127.0.0.1:8001", Refused: "http://127.0.0.1:43210"}

// codeMarks are the lines that the shown moment marks. Lines count from 0.
type codeMarks struct {
	caller []int // where main() stands
	task   []int // where the task of the details stands
	own    []int // where that task is declared
	picked int   // the line whose events are marked, or -1
}

// marksAt are the marks of a program at a timeline's moment; nil marks nothing.
func marksAt(p *program.Program, t *view.Timeline, lane int) codeMarks {
	if t == nil {
		return codeMarks{}
	}
	if t.Scenario.Recorded != nil {
		return ownMarks(t, lane)
	}
	m := codeMarks{caller: p.Marked(program.CallerAt(t.Scenario, t.Log, t.Now))}
	if lane < 0 || lane >= len(t.Requests) {
		return m
	}
	m.task = p.Marked(program.TaskAt(t.Requests[lane], t.Log, t.Now))
	for i, l := range p.Lines {
		if l.From <= lane && lane < l.To {
			m.own = append(m.own, i)
		}
	}
	return m
}

// ownMarks are those of a program that somebody wrote.
func ownMarks(t *view.Timeline, lane int) (m codeMarks) {
	if line := program.LineAt(t.Log, engine.NoTask, t.Now); line >= 0 {
		m.caller = []int{line}
	}
	if lane < 0 || lane >= len(t.Requests) {
		return m
	}
	if line := program.LineAt(t.Log, lane, t.Now); line >= 0 {
		m.task = []int{line}
	}
	if line := t.Scenario.Recorded.Tasks[lane].Line; line > 0 {
		m.own = []int{line - 1}
	}
	return m
}

// class is what a line looks like.
func (m codeMarks) class(line int) string {
	class := "line"
	if slices.Contains(m.caller, line) {
		class += " now"
	}
	if slices.Contains(m.task, line) || slices.Contains(m.own, line) {
		class += " of-task"
	}
	if line >= 0 && line == m.picked {
		class += " picked"
	}
	return class
}

// code is the scenario as a program, with the lines of the shown moment.
type code struct {
	written  *written
	language program.Language
	timeline *view.Timeline // the run at the shown moment; may be nil
	lane     int
	name     string // of the lane
	ready    bool
	copied   model.CopyResult // what became of the last attempt to copy a program
	script   bool             // the scenario can run in virtual time
	scriptAt string           // where the server has the script, which the page cannot write; "" if nowhere
	root     siteRoot

	marking *model.Marking

	onEdit app.EventHandler // nil where the program cannot be edited

	onLanguage, onLine, onUnmark, onCopy, onScript, onClose app.EventHandler // without onClose the code cannot be closed
}

func (c code) view() app.UI {
	marks := marksAt(c.written.program, c.timeline, c.lane)
	marks.picked = c.marking.PickedLine()
	c.written.line = -1
	if len(marks.caller) > 0 {
		c.written.line = marks.caller[0]
	}
	return app.Section().Class("code").Body(
		app.Div().Class("code-head").Body(app.H2().Class("unseen").Text("Code"), c.tabs(), c.editButton(), c.copyButton(), c.closeButton()),
		c.listing(marks).OnClick(c.onLine),
		app.Div().Class("code-marks hint").Body(
			app.P().Class("caller-mark").Text("main(): "+lineWords(marks.caller)),
			app.P().Class("task-mark").Text(c.taskWords(marks.task)), c.markedNote()),
		c.proof(),
	)
}

// listing is the program in a box that scrolls.
func (c code) listing(marks codeMarks) app.HTMLDiv {
	lines, shown := []app.UI{}, c.written.lines
	for i := 0; i < len(shown); {
		if !shown[i].folded {
			lines = append(lines, line(shown[i], marks))
			i++
			continue
		}
		from, inside := i, []app.UI{}
		for ; i < len(shown) && shown[i].folded; i++ {
			inside = append(inside, line(shown[i], marks))
		}
		lines = append(lines, shown[from].foldOf(inside))
	}
	return scrollBox("Program in " + model.LanguageNames[c.language]).Class("program").Body(lines...)
}

// line is one line, with its marks.
func line(l codeLine, marks codeMarks) app.UI {
	line := app.Div().Class(marks.class(l.index)).DataSet("line", strconv.Itoa(l.index)).Body(raw(l.markup))
	if l.blank {
		line = line.Class("blank")
	}
	if slices.Contains(marks.caller, l.index) {
		line.Aria("current", "step")
	}
	return line
}

// foldOf hides the lines of a program from this one on.
func (l codeLine) foldOf(inside []app.UI) app.UI {
	return app.Details().Class("fold").Body(append([]app.UI{app.Summary().Body(
		app.Span().Class("gutter").Text(strconv.Itoa(l.index+1)), app.Span().Text(l.fold))}, inside...)...)
}

func (c code) tabs() app.UI {
	tabs := []app.UI{}
	for _, language := range program.Languages {
		if c.written.program.Own && language != program.Python {
			continue
		}
		tabs = append(tabs, app.Button().ID("language-"+string(language)).Type("button").DataSet("language", string(language)).
			Aria("pressed", language == c.language).Text(model.LanguageNames[language]).Disabled(!c.ready).OnClick(c.onLanguage))
	}
	return app.Div().Class("tabs").Role("group").Aria("label", "Language").Body(tabs...)
}

func (c code) copyButton() app.UI {
	words := "Copy"
	if c.copied.Words != "" && c.copied.Of == c.written.of {
		words = c.copied.Words
	}
	return app.Button().ID("copy-code").Type("button").Class("quiet").Aria("live", "polite").Text(words).Disabled(!c.ready).OnClick(c.onCopy)
}

// editButton is beside a program in Python.
func (c code) editButton() app.UI {
	if c.onEdit == nil || c.language != program.Python {
		return nil
	}
	return own.EditButton(c.ready, c.onEdit)
}

func (c code) closeButton() app.UI {
	if c.onClose == nil {
		return nil
	}
	return iconButton("code-close", "Close the code", iconClose).Disabled(!c.ready).OnClick(c.onClose)
}

// markedNote says how many events of which line are marked, and offers to remove the marks.
func (c code) markedNote() app.UI {
	if c.marking == nil {
		return nil
	}
	words := "line " + strconv.Itoa(c.marking.Line+1) + ": " + view.Plural(len(c.marking.Events), "event") + " marked"
	return app.P().
		ID("marked").
		Body(app.Span().Text(words), app.Button().ID("unmark").Type("button").Class("quiet").Text("Unmark").OnClick(c.onUnmark))
}

// taskWords say where the task of the details stands.
func (c code) taskWords(lines []int) string {
	switch {
	case c.lane == engine.NoTask || c.timeline == nil:
		return "a task: point at its lane"
	case lines == nil:
		return c.name + ": not started"
	}
	return c.name + ": " + lineWords(lines)
}

// lineWords counts lines from 1, as people do.
func lineWords(lines []int) string {
	if lines == nil {
		return "nowhere yet"
	}
	words := []string{}
	for _, line := range lines {
		words = append(words, strconv.Itoa(line+1))
	}
	if len(words) == 1 {
		return "line " + words[0]
	}
	return "lines " + strings.Join(words, ", ")
}

// proof says how far the engine can be believed, and hands out the means to check it.
func (c code) proof() app.UI {
	if c.written.program.Own {
		return app.Div().Class("code-proof").Body(app.P().Class("hint").Body(app.Text("A program as it ran under "),
			app.A().Href(c.root.address("/inflight.py", "")).Text("inflight.py"), app.Text(", which records yours, too.")))
	}
	proved := view.Thousands(engine.ProvedScenarios)
	words := "Order of events equals CPython's in " + proved + " of " + proved + " recorded scenarios."
	const download = "Download the virtual-time script"
	var script app.UI
	switch {
	case c.script:
		words += " This script prints the scenario's trace on " + c.written.runsOn + "."
		script = app.Button().ID("script").Type("button").Text(download).Disabled(!c.ready).OnClick(c.onScript)
	case c.scriptAt != "":
		script = app.A().ID("script").Href(c.scriptAt).Attr("download", "inflight.py").Text(download)
	}
	return app.Div().Class("code-proof").Body(app.P().Class("hint").Text(words), c.reference(), script)
}

// reference says whose behaviour the page shows, and leads to where others differ.
func (c code) reference() app.UI {
	return app.P().Class("reference hint").Body(app.Span().Text("The event loop is CPython 3.11's, the client aiohttp 3.14's. "),
		app.A().Href(c.root.address("/guide", "")+"#reference").Target("_blank").Rel("noopener").Text("Where others differ"))
}

// code is the panel; empty without a scenario.
func (p *Page) code() app.UI {
	if p.m.Scenario == nil {
		return app.Div()
	}
	c := code{
		written: p.program(), language: p.m.Language, timeline: p.m.ShownRun(), lane: p.m.Lane, ready: p.ready(),
		script: program.HasScript(p.m.Scenario),
		copied: p.m.Copied, root: p.root,
		onLanguage: p.onLanguage, onLine: p.onCodeLine, onUnmark: p.onUnmark, marking: p.m.Marking, onCopy: p.onCopyCode, onScript: p.onScript,
	}
	if link := p.m.Link; p.root == served && !p.m.Scenario.Live() && len(link) < model.MostOfServed {
		c.scriptAt = p.root.address("/script.py", link)
	}
	switch {
	case p.embed == nil:
		c.onClose, c.onEdit = p.onCode, p.onEdit
	case p.m.Own.On && !p.embed.Readonly && p.embed.Has("run"):
		c.onEdit = func(app.Context, app.Event) { p.beginEditing() }
	}
	if p.m.Lane != engine.NoTask {
		c.name = p.m.Labels[p.m.Lane]
	}
	return c.view()
}

// program is the scenario's program in the picked language, with the events of its lines.
func (p *Page) program() *written {
	backend := DemoBackend
	if p.width > 0 && p.m.Backend.Address != "" {
		backend = p.runBackend(p.m.Backend)
	}
	link := p.m.Link
	if p.m.IsRecording() {
		link = p.m.Scenario.Link() + "#" + strconv.Itoa(p.m.Run.Number)
	}
	p.written.write(p.m.Scenario, model.ProgramOf{Link: link, Language: p.m.Language, Backend: backend, Timed: p.m.Printing})
	if tooDear := p.m.Drag != nil && len(p.m.Labels) > canvasRows; p.width > 0 && p.m.CanReplay() && !tooDear {
		p.written.explain(p.m.WholeRun())
	}
	return &p.written
}

// side is the code beside the picture, which can be closed.
func (p *Page) side() app.UI {
	aside := app.Aside().ID("side").Class("side").Aria("label", "Code").Hidden(p.noCode())
	if p.m.Own.On {
		return aside.Body(own.Panel())
	}
	if p.m.Scenario == nil {
		return aside
	}
	return aside.Body(p.later.part(codePart, p.code))
}

// onEdit makes the shown program the reader's own.
func (p *Page) onEdit(ctx app.Context, e app.Event) {
	p.send(ctx, model.OwnBegun{Text: program.OwnText(p.m.Scenario, p.program().program)})
}

// followOwn opens the editor of a program of one's own, or takes it away, as the model says.
func (p *Page) followOwn(before model.Model, message any) {
	_, opened := message.(model.Opened) // by Back: whatever else comes, the editor's own text is the newest
	if message == any(model.HeldShown{}) {
		opened = before.Waiting != nil
	}
	switch now := p.m.Own; {
	case now.On && before.Own.On:
		if opened {
			p.own.Set(now.Text)
		}
	case now.On && p.embed == nil:
		p.openOwn()
	case before.Own.On:
		p.own.Close()
		p.editing = false
	}
}

// openOwn fills the panel with the editor, as soon as the panel is there.
func (p *Page) openOwn() {
	calls := own.Calls{Typed: func(text string) { p.dispatch(model.OwnTyped{Text: text}) }, Ran: p.ran, Template: templateOf}
	if p.embed == nil {
		calls.Back = func() { p.dispatch(model.OwnLeft{}) }
	} else {
		calls.Readonly = p.embed.Readonly
	}
	p.ctx.Defer(func(app.Context) { p.own.Open(p.m.Own.Text, calls) })
}

// beginEditing brings the editor of an embed's program. Until somebody asks for it, nothing of it is loaded.
func (p *Page) beginEditing() {
	if p.embed != nil && !p.editing {
		p.editing = true
		p.openOwn()
	}
}

// templateOf is the program of a preset.
func templateOf(id string) string {
	s, err := engine.Parse(engine.PresetNamed(id).Link)
	if err != nil {
		return ""
	}
	return program.OwnText(s, program.Write(s, program.Python, DemoBackend, program.Options{}))
}

// ownPart is the program of an embed: as text, and then in its editor.
func (p *Page) ownPart() app.UI {
	if p.editing {
		return own.Panel()
	}
	return p.code()
}

// ran shows the trace of the reader's own program.
func (p *Page) ran(trace []byte) {
	p.ctx.Dispatch(func(ctx app.Context) {
		if p.send(ctx, model.OwnRan{Trace: trace}); p.m.Alert != "" {
			p.own.Refuse(p.m.Alert)
		}
	})
}

// noCode reports whether there is no code beside the picture: it is closed, or there is none.
func (p *Page) noCode() bool { return p.m.NoCode || p.m.Scenario == nil }

func (p *Page) columnsClass() string {
	switch {
	case p.noCode():
		return "columns no-code"
	case p.m.Own.On:
		return "columns with-own"
	}
	return "columns"
}

// divider is the edge between picture and code, to be moved by pointer or keys.
func (p *Page) divider() app.UI {
	return app.Div().ID("divider").Class("divider").Role("separator").TabIndex(0).Aria("orientation", "vertical").Aria("controls", "side").
		Aria("label", "Width of the code").Aria("valuenow", strconv.Itoa(usualSide)).Aria("valuemin", strconv.Itoa(leastSide)).
		Aria("valuemax", strconv.Itoa(mostSide)).Hidden(p.noCode())
}

// The widths that the code beside the picture can have, in pixels; app.css has the usual one too.
const (
	usualSide = 432
	leastSide = 280
	mostSide  = 960
)

// onCode closes the code, or opens it, and gives the focus to the button that does the opposite.
func (p *Page) onCode(ctx app.Context, e app.Event) {
	p.send(ctx, model.CodeToggled{})
	if p.embed == nil {
		p.browser.keepCode(!p.m.NoCode)
	}
	to := "code-close"
	if p.m.NoCode {
		to = "code-open"
	}
	ctx.Defer(func(ctx app.Context) { // the picture has another width now
		p.browser.focus(to)
		ctx.Dispatch(p.OnResize)
	})
}

func (p *Page) onLanguage(ctx app.Context, e app.Event) {
	p.send(ctx, model.LanguagePicked{Language: program.Language(data(ctx, "language"))})
}

// onCodeLine marks the events of a line, and moves the moment to the next of them. Selecting text is no click.
func (p *Page) onCodeLine(ctx app.Context, e app.Event) {
	line := e.Get("target").Call("closest", "[data-line]")
	selecting := e.Get("detail").Int() > 0 && app.Window().Call("getSelection").Get("type").String() == "Range"
	if !line.Truthy() || selecting || !p.m.CanReplay() {
		return
	}
	n := number(line.Get("dataset").Get("line").String())
	events := p.written.events(n)
	if event, found := nextEvent(events, p.m.Replay.Moment); found {
		p.move(ctx, model.LinePicked{Line: n, Events: events, Event: event})
	}
}

func (p *Page) onUnmark(ctx app.Context, e app.Event) { p.send(ctx, model.LineUnpicked{}) }

func (p *Page) onCopyCode(ctx app.Context, e app.Event) { p.copyCode(&p.written) }

// copyCode puts a program on the clipboard.
func (p *mounted) copyCode(w *written) {
	of := w.of
	p.browser.copy(w.program.Text(), func(ok bool) { p.dispatch(model.CodeCopied{Of: of, OK: ok}) })
}

func (p *Page) onScript(ctx app.Context, e app.Event) {
	script, err := program.Virtual(p.m.Scenario)
	if err != nil { // it has none, and its button has just gone
		return
	}
	p.browser.save(p.m.FileName(model.Format{Extension: ".py"}), "text/x-python", []byte(script))
}

// followCode scrolls the code to the caller's line and the one after it, at first and whenever the line, the program or the box has
// changed. Otherwise it leaves the box alone. In an embed it leaves it alone at first too: the reader may have scrolled it before the
// program came.
func (p *Page) followCode() {
	before := p.written.followed
	now := followed{p.m.Replay.Moment, p.written.of, p.written.line, p.m.Printing, p.m.Run.IsActive()}
	p.written.followed = now
	if first := before.of.Language == ""; now != before && !(first && p.embed != nil) {
		p.browser.reveal(".program .now, .program .now + .line")
	}
}
