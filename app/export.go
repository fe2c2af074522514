package app

import (
	"encoding/json"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine/picture"
	"inflight/engine/view"
)

// format is a kind of file that a run can be taken away as.
type format struct {
	id, words, hint   string
	extension, medium string
	live              bool // of live runs only
	write             func(m Model, o view.Origin) []byte
}

// pngFormat is drawn from a picture by the browser.
const pngFormat = "png"

var formats = []format{
	{id: "json", words: "Log as JSON", hint: "opens again in this page", extension: ".json", medium: "application/json", write: traceFile},
	{id: "csv", words: "Log as CSV", hint: "for spreadsheets", extension: ".csv", medium: "text/csv", write: csvFile},
	{id: "svg", words: "Picture as SVG", hint: "at the shown moment", extension: ".svg", medium: "image/svg+xml", write: svgFile("")},
	{id: pngFormat, words: "Picture as PNG", hint: "at the shown moment", extension: ".png", medium: "image/png", write: svgFile("light")},
	{id: "chrome", words: "Chrome trace", hint: "opens in Perfetto", extension: ".trace.json", medium: "application/json", write: chromeFile},
	{id: "har", words: "HAR", hint: "opens in DevTools; live runs only", extension: ".har", medium: "application/json", live: true, write: harFile},
}

func traceFile(m Model, _ view.Origin) []byte {
	text, err := json.MarshalIndent(view.NewTrace(m.scenario, m.whole().Log), "", " ")
	if err != nil {
		panic("app: a trace is plain data: " + err.Error())
	}
	return append(text, '\n')
}

func csvFile(m Model, _ view.Origin) []byte { return view.CSV(m.scenario, m.whole().Log) }
func chromeFile(m Model, _ view.Origin) []byte {
	return view.ChromeTrace(m.scenario, m.whole().Log)
}

func harFile(m Model, o view.Origin) []byte {
	o.Timings = m.run.Timings
	return view.HAR(m.scenario, m.whole().Log, m.run.Account, o)
}

// The size of an exported picture.
const (
	exportWidth = 960
	exportRows  = 200 // a note counts the others
)

// svgFile draws the picture at the shown moment, in a theme of [picture.SVGOptions].
func svgFile(theme string) func(Model, view.Origin) []byte {
	return func(m Model, _ view.Origin) []byte {
		t := m.shown()
		o := picture.LayoutOptions{Width: exportWidth, To: min(exportRows, len(t.Lanes)), Crop: true, Parts: picture.PartAll,
			Frame: m.whole(), Playhead: m.replay.Moment.Set}
		scene := picture.Layout(t, o)
		return []byte(scene.SVG(picture.SVGOptions{Standalone: true, Theme: theme}))
	}
}

// exportable reports whether the run on the screen can be written in a format.
func (m Model) exportable(f format) bool {
	return m.whole() != nil && (!f.live || m.run.State == Done || m.run.State == Stopped)
}

// fileName is what a file of the scenario is called.
func (m Model) fileName(f format) string {
	name := m.scenario.Strategy + "-" + strconv.Itoa(len(m.labels)) + "-tasks"
	if preset := m.preset(); preset != nil {
		name = preset.ID
	}
	return "inflight-" + name + f.extension
}

// exportMenu is what a run can be taken away as, and how a saved one comes back.
type exportMenu struct {
	model Model
	ready bool

	onExport, onOpen app.EventHandler
}

func (e exportMenu) view() app.UI {
	items := []app.UI{}
	for _, f := range formats {
		items = append(items, app.Button().ID("export-"+f.id).Type("button").Class("item").DataSet("format", f.id).
			Disabled(!e.ready || !e.model.exportable(f)).OnClick(e.onExport).
			Body(app.Span().Text(f.words), app.Span().Class("hint").Text(f.hint)))
	}
	items = append(items, app.Label().Class("item").For("open-log").Body(
		app.Span().Text("Open a saved log"), app.Span().Class("hint").Text("or drop it onto the page"),
		app.Input().ID("open-log").Type("file").Accept(".json,application/json").Disabled(!e.ready).OnChange(e.onOpen)))
	return app.Details().ID("export").Class("menu").Body(
		app.Summary().Class("quiet").Text("Export"),
		app.Div().Class("items").Body(items...),
	)
}

func (p *Page) onExport(ctx app.Context, e app.Event) {
	for _, f := range formats {
		if f.id == data(ctx, "format") && p.m.exportable(f) {
			p.export(f)
		}
	}
	p.browser.closeMenus()
}

// export hands a file to the browser, which saves it.
func (p *Page) export(f format) {
	origin := view.Origin{}
	if p.feed != nil {
		origin = p.feed.origin()
	}
	name := p.m.fileName(f)
	if f.id != pngFormat {
		p.browser.save(name, f.medium, f.write(p.m, origin))
		return
	}
	write := f.write
	if p.browser.dark() {
		write = svgFile("dark")
	}
	p.browser.savePNG(name, write(p.m, origin), func() {
		p.dispatch(FileRefused{name, "the browser could not draw it"})
	})
}

// onOpen opens the file that was picked.
func (p *Page) onOpen(ctx app.Context, e app.Event) {
	p.browser.closeMenus()
	p.browser.picked("open-log", p.onFile)
}

// onFile takes a file's name and content; a problem, if not "", is why there is none.
func (p *Page) onFile(name string, content []byte, problem string) {
	if problem != "" {
		p.dispatch(FileRefused{name, problem})
		return
	}
	p.dispatch(LogOpened{name, content})
}

// logOpened shows a saved log as the run. A file that is none changes nothing but what is said.
func (m Model) logOpened(name string, content []byte) Model {
	s, log, err := view.ParseTrace(content)
	if err != nil {
		return m.refused(name, err.Error())
	}
	m = m.opened(s.Link())
	m.run = Run{Number: m.run.Number + 1, State: Saved, Log: log}
	return m.rewound().refold()
}

// refused says why nothing came of a file.
func (m Model) refused(name, problem string) Model {
	m.alert = name + ": " + problem
	return m
}
