package model

import (
	"encoding/json"
	"strconv"
	"strings"

	"inflight/engine/picture"
	"inflight/engine/view"
)

// Format is a kind of file that a run can be taken away as.
type Format struct {
	ID, Words, Hint   string
	Extension, Medium string
	Live              bool // of live runs only
	Write             func(m Model, o view.Origin) []byte
}

// PngFormat is drawn from a picture by the browser.
const PngFormat = "png"

// Formats are all kinds of files, in the order of the menu.
var Formats = []Format{
	{ID: "json", Words: "Log as JSON", Hint: "opens again in this page", Extension: ".json", Medium: "application/json", Write: TraceFile},
	{ID: "csv", Words: "Log as CSV", Hint: "for spreadsheets", Extension: ".csv", Medium: "text/csv", Write: csvFile},
	{ID: "svg", Words: "Picture as SVG", Hint: "at the shown moment", Extension: ".svg", Medium: "image/svg+xml", Write: SvgFile("")},
	{ID: PngFormat, Words: "Picture as PNG", Hint: "at the shown moment", Extension: ".png", Medium: "image/png", Write: SvgFile("light")},
	{ID: "chrome", Words: "Chrome trace", Hint: "opens in Perfetto", Extension: ".trace.json", Medium: "application/json", Write: chromeFile},
	{
		ID:        "har",
		Words:     "HAR",
		Hint:      "opens in DevTools; live runs only",
		Extension: ".har",
		Medium:    "application/json",
		Live:      true,
		Write:     harFile,
	},
}

// TraceFile is the whole run in a form that the page can open again.
func TraceFile(m Model, _ view.Origin) []byte {
	if m.IsRecording() {
		return m.Scenario.Recorded.Raw
	}
	text, err := json.MarshalIndent(view.TraceOf(m.WholeRun()), "", " ")
	if err != nil {
		panic("app: a trace is plain data: " + err.Error())
	}
	return append(text, '\n')
}

func csvFile(m Model, _ view.Origin) []byte { return view.CSV(m.Scenario, m.WholeRun().Log) }

func chromeFile(m Model, _ view.Origin) []byte {
	return view.ChromeTrace(m.Scenario, m.WholeRun().Log)
}

func harFile(m Model, o view.Origin) []byte {
	o.Timings = m.Run.Timings
	return view.HAR(m.Scenario, m.WholeRun().Log, m.Run.Account, o)
}

// exportWidth is the width of an exported picture.
const exportWidth = 960

// SvgFile draws the picture at the shown moment, in a theme of [picture.SVGOptions].
func SvgFile(theme string) func(Model, view.Origin) []byte {
	return func(m Model, _ view.Origin) []byte {
		t := m.ShownRun()
		o := picture.LayoutOptions{Width: exportWidth, Parts: picture.PartAll,
			Frame: m.WholeRun(), Playhead: m.Replay.Moment.Set}
		scene := picture.Layout(t, o)
		return []byte(scene.SVG(picture.SVGOptions{Standalone: true, Theme: theme}))
	}
}

// CanExport reports whether the run on the screen can be written in a format.
func (m Model) CanExport(f Format) bool {
	return m.WholeRun() != nil && (!f.Live || m.Run.State == Done || m.Run.State == Stopped)
}

// FileName is what a file of the scenario is called.
func (m Model) FileName(f Format) string {
	if m.IsRecording() {
		return strings.TrimSuffix(m.Scenario.Recorded.File, ".py") + f.Extension
	}
	name := m.Scenario.Strategy + "-" + strconv.Itoa(len(m.Labels)) + "-tasks"
	if preset := m.Preset(); preset != nil {
		name = preset.ID
	}
	return "inflight-" + name + f.Extension
}
