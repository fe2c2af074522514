package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// told waits until the host page was told of this, and returns what.
func (p *tab) told(kind string) map[string]any {
	p.Helper()
	p.until(fmt.Sprintf(`window.told?.some(([kind]) => kind === %q)`, kind))
	var detail map[string]any
	text := eval[string](p, fmt.Sprintf(`JSON.stringify(told.find(([kind]) => kind === %q)[1])`, kind))
	if err := json.Unmarshal([]byte(text), &detail); err != nil {
		p.Fatal(err)
	}
	return detail
}

// element evaluates something of the page's first element, named e.
func element[T any](p *tab, expression string) T {
	p.Helper()
	return eval[T](p, `(() => { const e = document.querySelector("inflight-timeline"); return `+expression+`; })()`)
}

// frameHeight is the height of the first element's frame.
const frameHeight = `Math.round(document.querySelector("inflight-timeline").getBoundingClientRect().height)`

func TestElementIsAsHighAsItsContent(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="a=3s,b=1s!503"><a href="SITE/?tasks=1s">a timeline</a></inflight-timeline>`)
	inner := p.inside("/embed")
	inner.shows("h1", "gather")
	const fits = `document.scrollingElement.scrollHeight <= innerHeight && document.body.getBoundingClientRect().height > innerHeight - 2`
	inner.until(fits)
	if n := inner.asked(".wasm"); n != 0 {
		t.Errorf("the program was fetched %d times before anybody asked for it", n)
	}
	before := eval[float64](p, frameHeight)
	inner.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".folded summary").click()`))
	p.until(fmt.Sprintf(`%s > %v`, frameHeight, before+20))
	inner.until(fits)
	p.do(chromedp.EmulateViewport(420, 800))
	inner.until(`innerWidth < 420 && document.querySelector(".fit-358").getBoundingClientRect().width > 0`)
	inner.until(fits)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("inflight-timeline").style.width = "320px"`))
	inner.until(`innerWidth === 320 && document.scrollingElement.scrollWidth <= 320`)
	inner.until(fits)
}

func TestElementTellsItsPageWhatHappens(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="200ms,100ms!503" view="timeline"></inflight-timeline>`)
	inner := p.inside("/embed")
	inner.until(`document.readyState === "complete"`)
	inner.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#run").click()`))
	if got := p.told("finish"); got["live"] != true || got["summary"] == nil {
		t.Errorf("got %v at the end of the run, want that it was live, with a summary", got)
	}
	if got := p.told("ready")["scenario"]; got != "tasks=200ms,100ms!503" {
		t.Errorf("got ready with %v", got)
	}
	p.told("run")
	var events []struct {
		Kind engine.Kind
		Live bool
	}
	json.Unmarshal([]byte(eval[string](p, `JSON.stringify(told.filter(([kind]) => kind === "event").map(([, event]) => event))`)), &events)
	var kinds []engine.Kind
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	for _, want := range []engine.Kind{engine.Enter, engine.Send, engine.Finish, engine.Deliver, engine.Exit} {
		if !slices.Contains(kinds, want) {
			t.Errorf("got the events %v, want %s among them", kinds, want)
		}
	}
	inner.do(chromedp.Evaluate[chromedp.Void](`(() => {
		const tasks = document.querySelector("#tasks");
		tasks.value = "1s, 4x";
		tasks.dispatchEvent(new Event("input", {bubbles: true}));
	})()`))
	if got := fmt.Sprint(p.told("error")["message"]); !strings.Contains(got, "unknown unit") {
		t.Errorf("got the error %s", got)
	}
}

func TestElementObeysItsPage(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="1m" theme="light"></inflight-timeline>`)
	element[any](p, `void e.run()`)
	p.told("run")
	inner := p.inside("/embed")
	p.until(`told.some(([kind, event]) => kind === "event" && event.kind === "sent")`)
	element[any](p, `(e.tasks = "5s", null)`) // which makes another frame, without the run
	inner.shows("#held", "What was opened meanwhile waits")
	p.until(`told.some(([kind, error]) => kind === "error" && error.message.startsWith("attributes: a live run goes on"))`)
	inner.click("#held-drop")
	element[any](p, `(e.scenario = "tasks=6s", null)`)
	inner.shows("#held", "The change waits")
	inner.click("#held-drop")
	inner.until(`document.querySelector("#held") === null`)
	element[any](p, `(e.tasks = "1m", null)`)
	element[any](p, `void e.stop()`)
	if got := p.told("finish")["stopped"]; got != true {
		t.Errorf("got a run that was stopped: %v", got)
	}
	p.until(`told.some(([kind, event]) => kind === "event" && event.kind === "cancel")`)
	element[any](p, `(e.scenario = "strategy=wait&tasks=1s,2s", null)`)
	if got := p.told("change")["scenario"]; got != "strategy=wait&tasks=1s,2s" || element[string](p, `e.scenario`) != got {
		t.Errorf("got the scenario %v", got)
	}
	element[any](p, `e.seek("1.5s")`)
	inner.until(`document.querySelector("#moment-time").textContent === "1.50\u00a0s"`)
	element[any](p, `e.seek(500000)`)
	inner.until(`document.querySelector("#moment-time").textContent === "500\u00a0ms"`)
	element[any](p, `e.setAttribute("theme", "dark")`)
	inner.until(`getComputedStyle(document.body).backgroundColor === "rgb(15, 20, 27)"`)
	if got := eval[string](p, asMedia); got != "all" {
		t.Fatal(got)
	}
	eval[any](p, `void (window.told = told.filter(([kind]) => kind !== "error"))`)
	inner.until(`document.querySelector("#speed").value === "0.3"`)
	element[any](p, `(e.scenario = "tasks=1s,2s&each=retry:3", null)`)
	inner.click("#chip-each")
	inner.shows("#wraps .meaning", "retry around the request")
	inner.click("#wrap-add")
	inner.click("#add-timeout")
	inner.until(`inflight.scenario === "tasks=1s,2s&each=retry:3,timeout:1s" &&
		document.querySelector("#edit-each").getBoundingClientRect().bottom <= innerHeight`)
	inner.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#edit-each").hidePopover()`))
	element[any](p, `(e.scenario = "strategy=wait&tasks=1s,2s", null)`)
	element[any](p, `e.setAttribute("font-size", "24px")`)
	inner.until(`getComputedStyle(document.documentElement).fontSize === "24px"`)
	element[any](p, `e.seek("1h")`) // the end, which is drawn as SVG
	inner.until(
		`Number(document.querySelector("#picture .lane-name").getAttribute("font-size")) > 18 && document.scrollingElement.scrollWidth <= ` +
			`innerWidth`,
	)
	element[any](p, `e.setAttribute("tasks", "7s")`)
	inner = p.inside("tasks=7s")
	inner.until(`getComputedStyle(document.documentElement).fontSize === "24px"`)
	element[any](p, `e.removeAttribute("font-size")`)
	inner.until(`getComputedStyle(document.documentElement).fontSize === "16px"`)
	p.until(`told.filter(([kind]) => kind === "error").length === 0`)
	inner.shows("h1", "gather")
}

// asMedia plays the page's first element, whose run takes two seconds, as a media element would be played.
const asMedia = `(async () => {
	const e = document.querySelector("inflight-timeline"), heard = [];
	const once = (type) => new Promise((then, not) => {
		e.addEventListener(type, then, {once: true});
		setTimeout(() => not(new Error("no " + type + " after " + heard)), 10000);
	});
	for (const type of ["play", "pause", "seeking", "seeked", "timeupdate", "ratechange", "ended", "durationchange"])
		e.addEventListener(type, () => heard.push(type));
	const wrong = (what) => what + ": " + JSON.stringify([e.currentTime, e.duration, e.paused, e.ended, e.playbackRate]) + heard;
	if (e.duration !== 2 || !e.paused || e.currentTime !== .5 || e.ended) return wrong("a moment");
	e.currentTime = 1.25;
	if (e.currentTime !== 1.25) return wrong("what was set");
	await once("seeked");
	e.playbackRate = 2;
	await once("ratechange");
	if (e.currentTime !== 1.25 || e.playbackRate !== 2) return wrong("a rate");
	const began = performance.now();
	await e.play();
	if (e.paused) return wrong("playing");
	await e.pause();
	const passed = 2 * (performance.now() - began) / 1000;
	if (!e.paused || e.currentTime <= 1.25 || e.currentTime > 1.25 + passed) return wrong("pausing, " + passed);
	e.play();
	await once("ended");
	if (!e.paused || !e.ended || e.currentTime !== 2) return wrong("the end");
	e.loop = true;
	e.playbackRate = 10;
	heard.length = 0;
	await e.play();
	const times = [];
	e.addEventListener("timeupdate", () => times.push(performance.now()));
	await new Promise((then) => setTimeout(then, 1200));
	if (e.paused || heard.includes("ended") || !heard.includes("seeked")) return wrong("a loop");
	if (times.length > 5 || times.length === 0) return wrong(times.length + " updates in 1.2 s");
	e.loop = false;
	await once("ended");
	for (const [rate, words] of [[0, "from 0.1 to 10"], [NaN, "from 0.1 to 10"]]) {
		e.playbackRate = rate;
		if (!(await once("error")).detail.message.includes(words)) return wrong("the rate " + rate);
	}
	const refused = await e.seek("soon").catch((error) => error.message);
	if (!/want microseconds/.test(refused)) return wrong("seek: " + refused);
	const answers = await Promise.allSettled([e.run(), e.run(), e.pause()]);
	const trace = answers[0].value;
	const [, {reason: twice}, {reason: paused}] = answers;
	if (!trace?.events?.some(({kind}) => kind === "sent") || !/a run is going on/.test(twice) || !/live run/.test(paused))
		return wrong("runs: " + JSON.stringify(answers[0].value) + answers.map(({reason}) => reason));
	if (e.duration < 2 || e.duration > 9) return wrong("a live run");
	if ((await e.stop()).events.length !== trace.events.length) return wrong("stop");
	e.playbackRate = .3;
	await once("ratechange");
	return "all";
})()`

// TestEveryCallOfAnElementIsAnswered: many before the program is there, some of an element that is removed, some of one whose attributes
// change, some of one whose frame never comes.
func TestEveryCallOfAnElementIsAnswered(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="300ms,b=4s" pause="notes" speed="10">
		<inflight-note at="1s" task="b">Nobody <b>awaits</b> c | any more.</inflight-note><inflight-note event="exit">Over</inflight-note>
		</inflight-timeline>`)
	got := eval[string](p, `(async () => {
		const e = document.querySelector("inflight-timeline"), waiting = [];
		e.addEventListener("waiting", () => waiting.push(1));
		const fate = (promise) => promise.then(() => "kept", (error) => error.message);
		const early = [];
		for (let i = 0; i < 50; i++) early.push(fate([() => e.play(), () => e.pause(), () => e.seek(i)][i % 3]()));
		const fates = new Set(await Promise.all(early));
		if ([...fates].join() !== "kept") return "early: " + [...fates];
		if (waiting.length !== 1 || e.duration !== 4) return "the program came " + waiting.length + " times, for " + e.duration + " s";
		const heard = (type) => new Promise((then) => e.addEventListener(type, then, {once: true}));
		await e.seek(0);
		const note = heard("note"), paused = heard("pause");
		await e.play();
		const {detail} = await note;
		await paused;
		if (e.currentTime !== 1 || detail.text !== "Nobody awaits c / any more." || detail.number !== 1)
			return "note: " + JSON.stringify(detail);
		const lost = heard("error");
		e.querySelector("inflight-note").setAttribute("at", "9s");
		await null; // the element has noticed
		await e.seek(0);
		const {message} = (await lost).detail;
		if (!/note 1: 9.00 s is after the end of the run, at 4.00 s/.test(message)) return "lost: " + message;
		const changed = fate(e.run());
		e.tasks = "1s";
		if (!/attributes were changed/.test(await changed)) return "changed: " + await changed;
		if (await fate(e.seek("500ms")) !== "kept") return "the new frame";
		const removed = fate(e.run());
		e.remove();
		if (await removed !== "the element was removed") return "removed: " + await removed;
		if (!/in no page/.test(await fate(e.play()))) return "in no page";
		e.src = "http://[";
		document.body.append(e);
		if (!/is no address/.test(await fate(e.play()))) return "no frame";
		return "all";
	})()`)
	if got != "all" {
		t.Error(got)
	}
}

// runIn is the name of the latest live run of a page that is a frame, as far as its requests have ended.
func (p *tab) runIn() string {
	p.Helper()
	return eval[string](
		p,
		`new URL(performance.getEntriesByType("resource").map((e) => e.name).filter((name) => name.includes("/request?run=")).at(-1) ?? `+
			`"x:?run=").searchParams.get("run")`,
	)
}

func TestElementIsPlayedWhenItComesIntoSight(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="300ms" autoplay></inflight-timeline>`)
	if got := p.told("finish"); got["live"] != false {
		t.Errorf("got %v, want a run that was played", got)
	}
	inner := p.inside("/embed")
	if got := inner.runIn(); got != "" {
		t.Errorf("a run that is played made requests: %s", got)
	}
}

// TestElementRestsOutOfSight, before it was ever seen and after. A busy machine has eight seconds to scroll away.
func TestElementRestsOutOfSight(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="300ms" autoplay></inflight-timeline><div style="height: 30000px"></div>`+
		`<inflight-timeline id="below" tasks="8s" autoplay></inflight-timeline>`)
	const told = `window.told.filter(([kind, , id]) => id === "below" && kind === %q).length === %d`
	eval[any](p, `document.querySelector("#below").stop()`) // brings the frame, which else comes when it is nearly in sight
	inner := p.inside("tasks=8s")
	inner.until(`document.readyState === "complete"`)
	p.told("finish") // the first element was played meanwhile
	if inner.asked(".wasm") != 0 || !eval[bool](p, fmt.Sprintf(told, "run", 0)) {
		t.Fatal("what nobody has seen was played")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#below").scrollIntoView()`))
	p.until(fmt.Sprintf(told, "run", 1))
	inner.until(`document.querySelector("#play").getAttribute("aria-label") === "Pause"`)
	p.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
	inner.until(`document.querySelector("#play").getAttribute("aria-label") === "Play"`)
	const moment = `document.querySelector("#moment-time").textContent`
	at := eval[string](inner, moment)
	if after := eval[string](inner, `new Promise((done) => setTimeout(() => done(`+moment+`), 500))`); after != at {
		t.Errorf("out of sight, it went on from %s to %s", at, after)
	}
	if !eval[bool](p, fmt.Sprintf(told, "finish", 0)) {
		t.Error("it has finished before it was seen to its end")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#below").scrollIntoView()`))
	p.until(fmt.Sprintf(told, "finish", 1))
	p.until(fmt.Sprintf(told, "run", 1))
}

// TestElementLeavesOthersServersToTheReader: a host page cannot start a run that calls somebody else.
func TestElementLeavesOthersServersToTheReader(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="https://third.example/x" autoplay load="eager"></inflight-timeline>`)
	element[any](p, `void e.run()`)
	if got := fmt.Sprint(p.told("error")["message"]); !strings.Contains(got, "third.example") || !strings.Contains(got, "reader") {
		t.Errorf("got the error %s", got)
	}
	inner := p.inside("/embed")
	inner.shows("#run", "Run (calls third.example)")
	if n := eval[int](inner, `performance.getEntriesByType("resource").filter((e) => e.name.includes("third.example")).length`); n != 0 {
		t.Errorf("third.example was called %d times", n)
	}
}

// TestElementKeepsClicksForWhatTheyWereMeantFor: a scenario that the host page slips under the pointer, and that calls somebody
// else, does not run by a click that was meant for another.
func TestElementKeepsClicksForWhatTheyWereMeantFor(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="https://third.example/x" load="eager"></inflight-timeline>`)
	p.told("ready")
	inner := p.inside("/embed")
	element[any](p, `(e.scenario = "tasks=1s", null)`)
	inner.until(`document.querySelector("#run").textContent === "Run live"`)
	element[any](p, `(e.scenario = "tasks=https://third.example/x*100", null)`)
	inner.shows("#run", "third.example")
	if got := eval[string](inner, `(() => { const run = document.querySelector("#run"); const words = run.textContent; run.click(); return `+
		`words })()`); got != "Allow third.example" {
		t.Errorf("got the button %q, want one that asks first", got)
	}
	inner.until(`document.readyState === "complete" && document.querySelector("#run")?.textContent === "Run (calls third.example)"`)
	if n := inner.asked("//third.example"); n != 0 {
		t.Errorf("third.example was called %d times", n)
	}
}

// TestElementTellsWhatIsWrong with its attributes, its scenario, its address, and with a run that cannot be.
func TestElementTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	wrong := []struct{ attributes, inside, want string }{
		{`tasks="1s" view="sideways"`, "", `view: unknown "sideways"`},
		{`tasks="4x"`, "", `unknown unit "x"`},
		{`taks="4s" class="x" loading="lazy"`, "", `key "taks"`},
		{`tasks="4x" strategies="gather,wait"`, "", `unknown unit "x"`},
		{`tasks="1s" at="5h"`, "", "5h is too long: want at most 1h"},
		{`tasks="1s" speed="0"`, "", "want a number from 0.1 to 10"},
		{`tasks="1s" question="Who?|*a|*b"`, "", "question: 2 of 2 choices are correct: want one"},
		{`tasks="1s"`, `<inflight-question>Who?<ul><li>a</li><li>b</li></ul></inflight-question>`, "0 of 2 choices are correct"},
		{`tasks="1s"`, `<inflight-question>Who?<ul><li correct>a</li></ul></inflight-question>`, "1 choices: want 2 to 8"},
		{`tasks="1s"`, `<inflight-note at="9s">Late</inflight-note>`, "note 1: 9.00 s is after the end of the run"},
		{`tasks="1s"`, `<inflight-note at="soon">When?</inflight-note>`, "soon"},
		{`tasks="1s" accent="url(x)"`, "", "want a colour as in CSS"},
	}
	body := ""
	for i, test := range wrong {
		body += fmt.Sprintf(`<inflight-timeline id="e%d" max-height="40" %s>%s</inflight-timeline>`, i, test.attributes, test.inside)
	}
	p := visitHost(t, body)
	for i, test := range wrong {
		p.until(fmt.Sprintf(`told.some(([kind, news, id]) => kind === "error" && id === "e%d" && news.message.includes(%q))`, i, test.want))
	}
	if n := p.asked(".wasm"); n != 0 {
		t.Errorf("the program was fetched %d times to tell it", n)
	}
	element[any](p, `void e.seek(0)`) // the program comes, and finds the same
	p.told("ready")
	if n := eval[int](p, `told.filter(([kind, news, id]) => kind === "error" && id === "e0").length`); n != 1 {
		t.Errorf("what is wrong was told %d times", n)
	}
	p = visitHost(t, `<inflight-timeline src="http://["><b>beside</b></inflight-timeline>`)
	if got := fmt.Sprint(p.told("error")["message"]); !strings.Contains(got, "is no address") {
		t.Errorf("got the error %q", got)
	}
	p.until(`document.querySelector("b").getBoundingClientRect().height > 0`)
	element[any](p, `e.setAttribute("src", "`+site.url+`/?tasks=1s")`)
	p.inside("/embed").shows("h1", "gather")
}

// TestElementIsEagerOutOfSight, where it asks to be.
func TestElementIsEagerOutOfSight(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<p style="height: 60000px"></p><inflight-timeline tasks="1s" load="eager"></inflight-timeline>`)
	p.told("ready")
}

// TestElementListensToItsFrameOnly, and the frame to its own page: others are not heard.
func TestElementListensToItsFrameOnly(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="1s" load="eager"></inflight-timeline>`)
	p.told("ready")
	inner := p.inside("/embed")
	eval[bool](p, `(() => {
		window.postMessage({inflight: 1, type: "run", value: {live: true}}, "*");
		const other = document.createElement("iframe");
		other.srcdoc = '<script>parent.postMessage({inflight: 1, type: "finish", value: {}}, "*"); ' +
			'parent.frames[0].postMessage({inflight: 1, type: "scenario", value: "tasks=9s"}, "*"); parent.other = true;<\/script>';
		document.body.append(other);
		return true;
	})()`)
	p.until(`window.other === true`)
	element[any](p, `(e.scenario = "tasks=2s", null)`)
	p.told("change") // whatever was sent before has arrived, too
	if got := eval[string](inner, `inflight.scenario`); got != "tasks=2s" {
		t.Errorf("another frame has set the scenario to %s", got)
	}
	if eval[bool](p, `told.some(([kind]) => kind === "run" || kind === "finish")`) {
		t.Error("the element believed somebody else's news")
	}
}

// TestHostileMessagesChangeTextOnly: whatever a host page sends, its frame stays the page it is.
func TestHostileMessagesChangeTextOnly(t *testing.T) {
	t.Parallel()
	texts, err := json.Marshal(enginetest.HostileTexts(t))
	if err != nil {
		t.Fatal(err)
	}
	p := visitHost(t, `<inflight-timeline tasks="1s" load="eager"></inflight-timeline>`)
	p.told("ready")
	inner := p.inside("/embed")
	const shape = `JSON.stringify([location.href, document.querySelectorAll("script").length, document.querySelectorAll("img, iframe, ` +
		`object, embed").length])`
	before := eval[string](inner, shape)
	eval[bool](p, `(() => {
		const e = document.querySelector("inflight-timeline"), frame = e.shadowRoot.querySelector("iframe").contentWindow;
		const texts = `+string(texts)+`;
		for (const text of texts) {
			for (const type of ["scenario", "seek", "theme", "font-size", "run", text]) frame.postMessage({inflight: 1, type, value: text}, "*");
			for (const data of [text, [text], {inflight: text, type: "run"}, {inflight: 1, type: {text}, value: {text}}])
				frame.postMessage(data, "*");
			e.scenario = "tasks=1s&title=" + encodeURIComponent(text);
		}
		e.stop();
		e.scenario = "tasks=4s";
		return true;
	})()`)
	p.until(`document.querySelector("inflight-timeline").scenario === "tasks=4s"`)
	inner.until(`inflight.scenario === "tasks=4s"`)
	if after := eval[string](inner, shape); after != before {
		t.Errorf("the frame became %s, want it to stay %s", after, before)
	}
}
