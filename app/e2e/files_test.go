package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"inflight/engine/view"
)

// downloads lets the tab save files, into a folder that it returns.
func (p *tab) downloads() string {
	p.Helper()
	folder := p.TempDir()
	command(p, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	})
	return folder
}

// export picks a format in the menu and waits for the file.
func (p *tab) export(folder, format, name string) []byte {
	p.Helper()
	p.do(chromedp.Click(chromedp.CSS("#export summary")))
	p.click("#export-" + format)
	p.until(`!document.querySelector("#export").open`)
	var content []byte
	p.eventually("the file "+name, func() bool {
		var err error
		content, err = os.ReadFile(filepath.Join(folder, name))
		return err == nil && len(content) > 0
	})
	return content
}

func TestExportsOfALiveRunOpen(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	folder := p.downloads()
	p.until(`document.querySelector("#export-har").disabled`)
	ran(p)
	log := p.log()

	_, got, err := view.ParseTrace(p.export(folder, "json", "inflight-gather-orphans.json"))
	if err != nil || len(got) != len(log) {
		t.Errorf("the JSON has %d events, want %d: %v", len(got), len(log), err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(p.export(folder, "csv", "inflight-gather-orphans.csv")))).ReadAll()
	if err != nil || len(rows) != len(log)+1 {
		t.Errorf("the CSV has %d rows, want %d: %v", len(rows), len(log)+1, err)
	}
	if root, err := xmlRoot(p.export(folder, "svg", "inflight-gather-orphans.svg")); err != nil || root != "http://www.w3.org/2000/svg svg" {
		t.Errorf("the SVG's root is %q: %v", root, err)
	}
	har := p.export(folder, "har", "inflight-gather-orphans.har")
	checkHAR(t, har)
	if got := strings.Count(string(har), `"request":`); got != 3 {
		t.Errorf("the HAR has %d requests, want 3", got)
	}
	var chrome struct{ TraceEvents []any }
	if err := json.Unmarshal(p.export(folder, "chrome", "inflight-gather-orphans.trace.json"), &chrome); err != nil ||
		len(chrome.TraceEvents) < len(log) {
		t.Errorf("the Chrome trace has %d events, want at least %d: %v", len(chrome.TraceEvents), len(log), err)
	}
}

// xmlRoot reads a whole XML document and returns the name of its root.
func xmlRoot(text []byte) (root string, err error) {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return root, nil
		}
		if err != nil {
			return root, err
		}
		if element, ok := token.(xml.StartElement); ok && root == "" {
			root = element.Name.Space + " " + element.Name.Local
		}
	}
}

// checkHAR holds an archive against the schema of HAR 1.2.
func checkHAR(t *testing.T, text []byte) {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = compiler.MustCompile("../../engine/view/testdata/har-1.2.schema.json").Validate(value)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestPictureIsDrawnAsPNG: with its colours, which the page's policy must not keep from it.
func TestPictureIsDrawnAsPNG(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	p.prefer("light")
	name := "inflight-gather-orphans.png"
	folder := p.downloads()
	p.export(folder, "png", name)
	file, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if width := picture.Bounds().Dx(); width != 2*960 {
		t.Errorf("the picture is %d pixels wide, want 1920", width)
	}
	blue := 0
	for x := range picture.Bounds().Dx() {
		for y := range picture.Bounds().Dy() {
			if r, g, b, _ := picture.At(x, y).RGBA(); r>>8 == 0x2f && g>>8 == 0x6b && b>>8 == 0xd8 {
				blue++
			}
		}
	}
	if blue < 10_000 {
		t.Errorf("%d pixels have the colour of requests in flight, want the bars", blue)
	}
}

func TestMenuWorksByKeyboard(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	folder := p.downloads()
	p.tabTo("#export summary")
	p.do(chromedp.KeyEvent("\r"))
	p.until(`document.querySelector("#export").open`)
	p.do(chromedp.KeyEvent("\x1b"))
	p.until(`!document.querySelector("#export").open && document.activeElement.matches("#export summary")`)
	p.do(chromedp.KeyEvent("\r"))
	p.tabTo("#export-csv")
	p.do(chromedp.KeyEvent("\r"))
	p.eventually("the file", func() bool {
		_, err := os.Stat(filepath.Join(folder, "inflight-gather-orphans.csv"))
		return err == nil
	})
}

func TestSavedLogOpensAgain(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=100ms,200ms!503")
	folder := p.downloads()
	ran(p)
	log := p.log()
	p.export(folder, "json", "inflight-gather-2-tasks.json")
	p.visit(orphans)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#open-log"), []string{filepath.Join(folder, "inflight-gather-2-tasks.json")}))
	p.shows("#state", "Saved log")
	p.holds("tasks=100ms,200ms!503", "gather", "100ms, 200ms!503")
	if got := p.log(); len(got) != len(log) || got[len(got)-1] != log[len(log)-1] {
		t.Errorf("the page has %d events, want the %d that were saved", len(got), len(log))
	}
	p.click("#event-back")
	p.until(`document.querySelector(".events .now") !== null`)
	p.opensARecording()
}

// opensARecording: the trace of somebody's own program is shown with its rows, its story, its file and what it printed.
func (p *tab) opensARecording() {
	p.Helper()
	content, err := os.ReadFile("../../engine/program/testdata/programs/nested-groups.json")
	if err != nil {
		p.Fatal(err)
	}
	p.drop("nested-groups.json", string(content))
	p.until(`document.querySelector("#page").textContent.includes("nested-groups.py")`)
	p.shows("#state", "Saved log")
	for tab, words := range map[string]string{
		"story": "unhandled errors in a TaskGroup", "events": "is to be cancelled", "output": "main has 1", "numbers": "returned",
		"server": "account",
	} {
		p.click("#tab-" + tab)
		p.shows("#panel-"+tab, words)
	}
	p.shows(".code", "async def inner():")
	p.until(`document.querySelector(".code .now") !== null`)
	for _, view := range []string{"connections", "table", "tasks"} {
		if eval[bool](p, `document.querySelector("#view-`+view+`") !== null`) {
			p.click("#view-" + view)
		}
	}
	p.click("#leave-recording")
	p.holds("tasks=100ms,200ms!503", "gather", "100ms, 200ms!503")
}

// drop drops a file with this content onto the page.
func (p *tab) drop(name, content string) {
	p.Helper()
	eval[bool](p, fmt.Sprintf(`(() => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([%q], %q));
		for (const type of ["dragover", "drop"])
			document.querySelector("#page").dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer}));
		return true;
	})()`, content, name))
}

func TestHostileFilesLoseNothing(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	ran(p)
	events := len(p.log())
	for _, test := range []struct{ name, content, words string }{
		{"a.json", "<html>", "line 1, column 1"},
		{"cut.json", `{"scenario":"tasks=1s","events":[{"t":0,"kind":"ent`, "breaks off"},
		{"law.json", `{"scenario":"tasks=1s","events":[{"t":0,"kind":"enter"},{"t":0,"kind":"finish","task":0,"value":200}]}`, "event 1"},
		{"<img src=x onerror=alert(1)>.json", `{"scenario":"tasks=<script>alert(1)</script>","events":[]}`, "<script>"},
		{"many.json", `{"scenario":"tasks=1s*99999","events":[]}`, "10000"},
	} {
		p.drop(test.name, test.content)
		p.shows("#alert", test.name, test.words)
	}
	eval[bool](p, `(() => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([new Uint8Array(17 << 20)], "huge.json"));
		return document.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer}));
	})()`)
	p.shows("#alert", "huge.json", "17 MiB")
	if got := len(p.log()); got != events || eval[string](p, `inflight.scenario`) != orphans {
		t.Errorf("the page has %d events left of %d", got, events)
	}
	p.shows("#state", "Live")
	p.do(chromedp.Click(chromedp.CSS("#tasks")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(", half a ta"))
	p.drop("late.json", "{")
	p.shows("#alert", "late.json", "breaks off")
	p.until(`document.querySelector("#tasks").value.endsWith(", half a ta")`)
}
