package web_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/url"
	"strings"
	"testing"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/program/testdata/programs"
)

const orphans = "tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true"

func TestPicturesTakeAMomentAViewAndPlay(t *testing.T) {
	h := testSite(t)
	for _, test := range []struct {
		query string
		holds []string
		lacks []string
	}{
		{orphans, []string{"200, nobody received it", "<title", "<desc"}, []string{`class="playhead`, "sweep"}},
		{orphans + "&at=1.5s", []string{`<path class="playhead" d="M`, "raised status 503", "3 s</text>"}, []string{"200, nobody"}},
		{orphans + "&at=0s", []string{`<path class="playhead"`}, []string{"raised", "503"}},
		{orphans + "&play=1", []string{"@keyframes sweep", "prefers-reduced-motion:no-preference", `clip-path="url(#timeline-curtain)"`,
			"200, nobody received it"}, nil},
		{orphans + "&play=0", []string{"<svg"}, []string{"sweep"}},
		{orphans + "&view=compare&strategies=gather,task_group",
			[]string{">gather<", ">task_group<", "cancelled by the group", "task_group: fails at 1.00 s and cancels 2"}, nil},
		{orphans + "&view=compare&strategies=gather,task_group&play=1", []string{"@keyframes sweep"}, nil},
		{"preset=connection-reuse&view=connections", []string{"5 connections", "15 of 20 requests found one open", ">conn 5<", ">500ms.20<"},
			nil},
		{"preset=connection-reuse&view=connections&play=1", []string{"@keyframes sweep"}, nil},
		{"preset=connection-reuse&view=connections&at=300ms", []string{">conn 5<", ">500ms.5<"}, []string{">500ms.6<"}},
		{"preset=gather-1000&view=compare", []string{`class="band"`, "–1000<"}, []string{"not drawn"}},
		{"view=timeline&title=A%20%3Cb%3E&" + orphans, []string{"A &lt;b&gt;</text>", ">A &lt;b&gt;: gather of 3 tasks</title>"},
			[]string{"<b>"}},
		{engine.Pack(orphans) + "&theme=dark&width=500", []string{`width="500"`, "200, nobody received it"}, nil},
	} {
		w := get(h, "/timeline.svg?"+test.query)
		body := w.Body.String()
		if w.Code != 200 {
			t.Errorf("%s: got %d %s", test.query, w.Code, body)
		}
		for _, part := range test.holds {
			if !strings.Contains(body, part) {
				t.Errorf("%s: want it to hold %s", test.query, part)
			}
		}
		for _, part := range test.lacks {
			if strings.Contains(body, part) {
				t.Errorf("%s: want it not to hold %s", test.query, part)
			}
		}
		wellFormed(t, test.query, body)
	}
}

func wellFormed(t *testing.T, name, text string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		_, err := decoder.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s: no XML: %v", name, err)
			return
		}
	}
}

func TestPicturesSayWhatIsWrongWithTheirKeys(t *testing.T) {
	h := testSite(t)
	for query, want := range map[string]string{
		"tasks=1s&at=soon":                       `at: "soon": want a time of the run such as 200ms or 1.5s`,
		"tasks=1s&at=-1s":                        `at: "-1s": want a time of the run such as 200ms or 1.5s`,
		"tasks=1s&at=1s&play=1":                  "play: a picture of one moment does not play: want either at or play",
		"tasks=1s&view=compare&at=1s":            "at: a comparison has no moment: want view=timeline, or no at",
		"tasks=1s&view=events":                   `view: unknown view "events": want timeline, connections or compare`,
		"tasks=1s&play=yes":                      `play: "yes": want 1 or 0`,
		"tasks=https://example.com/":             "live",
		"tasks=1s&strategies=gather":             `unknown key "strategies"`,
		"tasks=1s&view=compare&strategies=gathr": `unknown strategy "gathr"`,
	} {
		w := get(h, "/timeline.svg?"+query)
		if w.Code != 400 || !strings.Contains(text(w.Body.String()), want) {
			t.Errorf("%s: got %d %s, want %s", query, w.Code, text(w.Body.String()), want)
		}
		w = get(h, "/timeline.png?"+query)
		if w.Code != 400 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s as PNG: got %d %s, want %s", query, w.Code, w.Body.String(), want)
		}
	}
}

// text is the text of an SVG, its lines joined.
func text(svg string) string {
	var words []string
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if err != nil {
			return strings.Join(words, " ")
		}
		if letters, ok := token.(xml.CharData); ok && strings.TrimSpace(string(letters)) != "" {
			words = append(words, string(letters))
		}
	}
}

func TestPicturesAreSentOnce(t *testing.T) {
	h := testSite(t)
	for _, path := range []string{"/timeline.svg?tasks=1s", "/timeline.png?tasks=1s", "/trace.json?tasks=1s"} {
		first := get(h, path)
		tag := first.Header().Get("ETag")
		if tag == "" || first.Header().Get("Cache-Control") != "public, max-age=300" {
			t.Errorf("%s: got ETag %q and %v", path, tag, first.Header())
		}
		for _, known := range []string{tag, `"other", ` + tag, strings.TrimPrefix(tag, "W/"), "*"} {
			again := get(h, path, "If-None-Match", known, "Accept-Encoding", "br")
			if again.Code != 304 || again.Body.Len() > 0 || again.Header().Get("ETag") != tag {
				t.Errorf("%s with %s: got %d and %d bytes", path, known, again.Code, again.Body.Len())
			}
		}
		if other := get(h, path+",2s", "If-None-Match", tag); other.Code != 200 || other.Header().Get("ETag") == tag {
			t.Errorf("%s: another picture has the same tag", path)
		}
	}
	if wrong := get(h, "/timeline.svg?tasks=", "If-None-Match", "*"); wrong.Code != 400 || wrong.Header().Get("ETag") != "" {
		t.Errorf("an error: got %d with %s", wrong.Code, wrong.Header().Get("ETag"))
	}
}

func TestCardsArePNGs(t *testing.T) {
	h := testSite(t)
	for _, test := range []struct {
		query string
		w, h  int
		page  color.Color
	}{
		{orphans, 1200, 630, color.RGBA{255, 255, 255, 255}},
		{orphans + "&theme=dark&at=1s", 1200, 630, color.RGBA{15, 20, 27, 255}},
		{orphans + "&width=600&view=compare", 600, 315, color.RGBA{255, 255, 255, 255}},
		{"preset=gather-1000", 1200, 630, color.RGBA{255, 255, 255, 255}},
		{"tasks=" + url.QueryEscape("ä漢字🙂"[:2]) + "=1s&title=" + url.QueryEscape("漢字 🙂 and the rest"), 1200, 630,
			color.RGBA{255, 255, 255, 255}},
	} {
		w := get(h, "/timeline.png?"+test.query, "Accept-Encoding", "br, gzip")
		if w.Code != 200 || w.Header().Get("Content-Type") != "image/png" || w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: got %d %v", test.query, w.Code, w.Header())
			continue
		}
		picture, err := png.Decode(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			t.Errorf("%s: %v", test.query, err)
			continue
		}
		if got := picture.Bounds().Size(); got != image.Pt(test.w, test.h) {
			t.Errorf("%s: got %v", test.query, got)
		}
		if got := color.RGBAModel.Convert(picture.At(1, 1)); got != test.page {
			t.Errorf("%s: the corner is %v, want %v", test.query, got, test.page)
		}
		colours := map[color.Color]int{}
		for y := range test.h {
			for x := range test.w {
				colours[picture.At(x, y)]++
			}
		}
		if len(colours) < 20 || colours[picture.At(1, 1)] > test.w*test.h*97/100 {
			t.Errorf("%s: nothing is on it: %d colours", test.query, len(colours))
		}
	}
}

// BenchmarkAnswers is what a picture or a trace costs the server that it has not made before, and what one that it has: in milliseconds of
// the processor's time.
func BenchmarkAnswers(b *testing.B) {
	for name, target := range map[string]string{
		"svg of 50 tasks":      "/timeline.svg?strategy=as_completed&tasks=100ms~90ms*50",
		"svg of 50, playing":   "/timeline.svg?strategy=as_completed&tasks=100ms~90ms*50&play=1",
		"svg compared":         "/timeline.svg?tasks=100ms~90ms*50&view=compare",
		"png of 50 tasks":      "/timeline.png?strategy=as_completed&tasks=100ms~90ms*50",
		"png of 3 tasks":       "/timeline.png?" + orphans,
		"trace of 10000 tasks": "/trace.json?tasks=1s~500ms*10000&limit=0",
		"guide":                "/guide?",
	} {
		h, n := testSite(b), 0
		reportWork(b, name, func() {
			n++
			if w := get(h, fmt.Sprintf("%s&seed=%d", target, n), "Accept-Encoding", "br"); w.Code != 200 {
				b.Fatal(w.Body)
			}
		})
		reportWork(b, name+", again", func() { get(h, target+"&seed=1", "Accept-Encoding", "br") })
	}
}

// reportWork reports the processor's time that work takes.
func reportWork(b *testing.B, name string, work func()) {
	b.Run(name, func(b *testing.B) {
		before := enginetest.Work()
		for b.Loop() {
			work()
		}
		b.ReportMetric((enginetest.Work()-before).Seconds()*1e3/float64(b.N), "ms-work")
	})
}

// TestAPictureOfAProgram: that of the run which its link carries; without one it says how to get it.
func TestAPictureOfAProgram(t *testing.T) {
	trace, err := programs.Files.ReadFile("lock.json")
	if err != nil {
		t.Fatal(err)
	}
	m := model.NewModel("").Update(model.OwnBegun{}).Update(model.LogOpened{Name: "x", Content: trace})
	m = m.Update(model.OwnBegun{Text: m.Scenario.Recorded.Text}).Update(model.OwnRan{Trace: trace}).Update(model.OwnCarried{})
	h := testSite(t)
	whole := get(h, "/timeline.svg?theme=dark&"+m.Own.Link())
	if whole.Code != 200 || !strings.Contains(whole.Body.String(), m.Labels[0]) {
		t.Errorf("got %d, %.300s", whole.Code, whole.Body)
	}
	link := m.Own.Link()
	if at := get(h, "/timeline.svg?theme=dark&at=100ms&"+link); at.Code != 200 || at.Body.String() == whole.Body.String() {
		t.Errorf("got %d, want another picture at 100 ms", at.Code)
	}
	if card := get(h, "/timeline.png?"+m.Own.Link()); card.Code != 200 {
		t.Errorf("got %d for a card", card.Code)
	}
	m.Own.Log = ""
	for _, query := range []string{engine.Pack("code=print(1)"), engine.Pack("code=1&log=x"), "program=x"} {
		w := get(h, "/timeline.svg?"+query)
		if w.Code != 400 || !strings.Contains(w.Body.String(), "<text") {
			t.Errorf("%s: got %d, %.200s, want words", query, w.Code, w.Body)
		}
	}
}

// TestAPictureOfTwoPrograms: their comparison is a page without JavaScript, and has a picture and a card, as far as a link can carry the
// runs.
func TestAPictureOfTwoPrograms(t *testing.T) {
	m := model.NewModel("").Update(model.OwnBegun{})
	for _, name := range []string{"lock", "semaphore"} {
		trace, err := programs.Files.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		text := m.Update(model.LogOpened{Name: "x", Content: trace}).Scenario.Recorded.Text
		m = m.Update(model.OwnTyped{Text: text}).Update(model.OwnRan{Trace: trace}).Update(model.OwnCarried{})
	}
	h, pair := testSite(t), m.Own.Pair
	page := get(h, "/compare?"+pair).Body.String()
	for _, part := range []string{"Two programs compared", "write(0)", "job(4)", "before", "after",
		"timeline.png?" + pair + "&amp;view=compare"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	drawn := get(h, "/timeline.svg?view=compare&"+pair).Body.String()
	if !strings.Contains(drawn, "write(0)") || !strings.Contains(drawn, "job(4)") || !strings.Contains(drawn, "Two programs compared") {
		t.Errorf("the picture is %.300s", drawn)
	}
	alone := get(h, "/timeline.svg?"+pair).Body.String()
	if !strings.Contains(alone, "write(0)") || strings.Contains(alone, "job(4)") {
		t.Error("without view=compare it is not that of the first program")
	}
	for _, address := range []string{"/timeline.png?view=compare&" + pair, "/embed?view=compare&" + pair,
		"/oembed?url=http://example.com/compare%3F" + pair} {
		if w := get(h, address); w.Code != 200 {
			t.Errorf("%.40s: got %d, %.200s", address, w.Code, w.Body)
		}
	}
	if w := get(h, "/timeline.svg?view=compare&"+engine.Pack("code=1&log=x&code=2&log=y")); w.Code != 400 {
		t.Errorf("got %d for runs that are none", w.Code)
	}
}
