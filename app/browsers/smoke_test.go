package browsers

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// trace is a run as the page's console has it.
type trace struct {
	Scenario  string
	Events    engine.Log
	Narration []struct{ Text string }
}

// live runs the page's scenario live, and holds what happened against the prediction.
func (p *page) live() trace {
	p.Helper()
	const tries = 3 // what a busy machine brings out of order once is no fault of the program
	simulated, live := value[trace](p, `return inflight.simulate()`), trace{}
	for try := 1; try <= tries; try++ {
		live = value[trace](p, `return inflight.run()`)
		differences := enginetest.Disorder(simulated.Events, live.Events)
		if len(differences) == 0 {
			break
		}
		if p.Logf("%s: try %d: %d events out of order, such as: %s", live.Scenario, try, len(differences), differences[0]); try == tries {
			p.Errorf("%s: %d runs out of %d were not as predicted", live.Scenario, tries, tries)
		}
	}
	s, err := engine.Parse(live.Scenario)
	if err == nil {
		err = live.Events.Check(s)
	}
	if err != nil {
		p.Error(err)
	}
	return live
}

// press clicks what a selector finds.
func (p *page) press(selector string) {
	p.Helper()
	value[any](p, `document.querySelector("`+selector+`").click()`)
}

// TestSmoke is one test, so that each browser starts once.
func TestSmoke(t *testing.T) {
	inEach(t, func(p *page) {
		for _, check := range []struct {
			name string
			of   func(*page)
		}{
			{"sent when the server received it", sentIsTrue}, {"stop", stops}, {"replay", replays}, {"drag", drags}, {"exports", exports},
			{"sockets", sockets}, {"a client that blocks", blocks}, {"canvas", paints}, {"embeds", embeds},
		} {
			start := time.Now()
			check.of(p)
			p.Logf("%s: %.1f s", check.name, time.Since(start).Seconds())
		}
	})
}

// sentIsTrue holds sent against the server's clock, once the browser has told its timings.
func sentIsTrue(p *page) {
	p.open("/?strategy=gather&tasks=a=200ms,b=1200ms,c=500ms!503,d=900ms:100ms,e=700ms!reset,f=10ms&return_exceptions=true&limit=4")
	off, tasks := time.Hour, 0
	for try := 0; off > 50*time.Millisecond && try < 3; try++ { // the machine may have other work, too
		p.live()
		p.until(`!document.querySelector(".seen")?.textContent.includes("at work")`)
		account, deadline := p.account(), time.Now().Add(5*time.Second)
		for ; off > 50*time.Millisecond && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
			off, tasks = enginetest.Spread(value[engine.Log](p, `return inflight.log()`), account)
		}
	}
	if off > 50*time.Millisecond || tasks != 6 {
		p.Errorf("sent and received differ by up to %v, of %d requests: want 6", off, tasks)
	}
}

// stops holds Stop against the server: it sees the clients leave.
func stops(p *page) {
	p.open("/?strategy=gather&tasks=20s*3")
	p.press("#run")
	p.until(`inflight.log().filter((e) => e.kind === "sent").length === 3`)
	p.press("#stop")
	p.until(`inflight.log().filter((e) => e.kind === "cancel").length === 3`)
	gone := 0
	for deadline := time.Now().Add(10 * time.Second); gone < 3 && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		gone = 0
		for _, seen := range p.account() {
			if seen.Abandoned != engine.Never {
				gone++
			}
		}
	}
	if gone != 3 {
		p.Errorf("the server saw %d of 3 clients leave", gone)
	}
}

func replays(p *page) {
	p.open("/?strategy=gather&tasks=1500ms,200ms")
	p.press("#play")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Pause"`)
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Play"`)
}

// drags takes a bar's end by the keyboard, as its handle offers.
func drags(p *page) {
	before := value[string](p, `return location.search`)
	value[any](p, `const handle = document.querySelector(".handle[role=slider]");
		handle.focus();
		handle.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true, cancelable: true}))`)
	p.until(`location.search !== ` + quote(before))
}

// exports catches the files that the menu writes.
func exports(p *page) {
	sizes := value[map[string]int](p, `
		const sizes = {}, make = URL.createObjectURL;
		for (const format of ["json", "csv", "chrome", "svg"]) {
			const button = document.querySelector("#export-" + format);
			if (!button) continue;
			const blob = new Promise((keep) => { URL.createObjectURL = (blob) => { keep(blob); return make.call(URL, blob) } });
			button.click();
			sizes[format] = (await blob).size;
		}
		URL.createObjectURL = make;
		return sizes`)
	for _, format := range []string{"json", "csv"} {
		if sizes[format] < 100 {
			p.Errorf("%s: got %d bytes", format, sizes[format])
		}
	}
}

func sockets(p *page) {
	p.open("/?strategy=gather&client=socket&tasks=a=300ms:300ms,b=300ms:700ms&closing=200ms")
	p.live()
}

// blocks runs a client that blocks in a worker, and stops it.
func blocks(p *page) {
	p.open("/?strategy=gather&client=blocking&tasks=a=300ms,b=300ms!503,c=200ms!reset&return_exceptions=true")
	p.live()
	p.open("/?strategy=gather&client=blocking&tasks=20s*2")
	p.press("#run")
	p.until(`inflight.log().filter((e) => e.kind === "sent").length === 1`)
	p.press("#stop")
	p.until(`inflight.log().filter((e) => e.kind === "exit").length === 1`)
	p.until(`document.querySelector(".seen")?.textContent.includes("cancel")`)
}

// paces holds what Firefox does with many requests at once against what the story says of it.
func paces(p *page) {
	p.open("/?strategy=gather&tasks=300ms*50&limit=0")
	value[any](p, `await inflight.run()`)
	p.until(`document.querySelector("main").textContent.includes("Firefox lets ten requests go at once, and then 80 a second")`)
}

// paints holds the canvas against an empty one.
func paints(p *page) {
	if p.engine == "Firefox" {
		paces(p)
	}
	p.open("/?strategy=gather&tasks=1s*400")
	p.until(`(() => {
		const canvas = document.querySelector("#stage canvas");
		const pen = canvas?.getContext("2d");
		return canvas?.width > 0 && pen.getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0)
	})()`)
}

// embeds shows the element on a page, and on one in a frame whose sandbox leaves it, and the embed in it, no origin; and there also that of
// a site of files, which was not told where it will be.
func embeds(p *page) {
	folder := p.TempDir()
	if output, err := exec.Command(*program, "-site", folder, "-backend-url", site.backend).CombinedOutput(); err != nil {
		p.Fatalf("%v: %s", err, output)
	}
	files := httptest.NewServer(withAnyOrigin(http.FileServer(http.Dir(folder))))
	defer files.Close()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Query().Has("sandbox") {
			io.WriteString(w, `<!DOCTYPE html><title>around</title>
				<script>var news = []; addEventListener("message", (e) => news.push(e.data));</script>
				<iframe width="900" height="600" sandbox="allow-scripts" src="/?client=`+r.FormValue("client")+`&files=`+
				r.FormValue("files")+`"></iframe>`)
			return
		}
		io.WriteString(w, `<!DOCTYPE html><title>host</title><script>
			var news = [];
			for (const kind of ["ready", "finish"]) {
				addEventListener(kind, () => {
					news.push(kind);
					parent.postMessage(kind, "*");
				}, true);
			}
			</script><script src="`+map[bool]string{true: files.URL, false: site.url}[r.FormValue("files") != ""]+`/embed.js"></script>
			<inflight-timeline client="`+r.FormValue("client")+`" tasks="300ms,200ms" load="eager" autoplay></inflight-timeline>`)
	}))
	defer host.Close()
	for _, path := range []string{"/?client=http", "/?sandbox&client=http", "/?client=blocking", "/?sandbox&client=blocking"} {
		if err := p.visit(host.URL + path); err != nil {
			p.Fatal(err)
		}
		p.until(`news.includes("ready") && news.includes("finish")`)
	}
	for _, path := range []string{"/?client=http&files=1", "/?sandbox&client=http&files=1"} {
		if err := p.visit(host.URL + path); err != nil {
			p.Fatal(err)
		}
		p.until(`news.includes("ready")`)
	}
}

// withAnyOrigin is a host of files as most of them are, which lets pages elsewhere read them.
func withAnyOrigin(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		h.ServeHTTP(w, r)
	})
}
