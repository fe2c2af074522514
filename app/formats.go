package app

import (
	"encoding/json"
	"strconv"

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
