package program

import (
	"fmt"
	"strings"
)

func init() { strategies["wait_for"] = sections{waitForInPython, waitForInGo, waitForInJavaScript} }

// startsNothing reports whether tasks have no time at all for their requests.
func (f *facts) startsNothing() bool { return f.TimesOut() && f.TaskTimeout <= 0 }

func waitForInPython(w *writer) {
	w.pythonTasks("limited($session*request) for request in REQUESTS")
	w.pythonGather("asyncio.gather(*tasks$exceptions)")
	w.addHelper(func(w *writer) {
		w.write(`
        |
        |
        | async def limited($session$key, *rest):
        |     # $what; its TimeoutError gets the request's name
        |     try:`, "$what", map[bool]string{true: "asyncio.wait_for starts nothing when there is no time",
			false: "what asyncio.wait_for does from Python 3.12 on"}[w.startsNothing()])
		if w.startsNothing() {
			w.write(`timeout |         return await asyncio.wait_for(fetch($session$key, *rest), 0)`)
		} else {
			w.write(`
timeout |         async with asyncio.timeout($each):
        |             return await fetch($session$key, *rest)`, "$each", w.pythonTime(w.TaskTimeout))
		}
		w.write(`
        |     except TimeoutError as cause:
        |         raise RequestError($named) from cause`)
	})
}

func waitForInGo(w *writer) {
	w.set("$call", w.goCall("limited", "r"))
	gatherInGo(w)
	w.addHelper(func(w *writer) {
		w.write(`
        |
        | func limited(ctx context.Context, r request) (string, error) {`)
		w.write(`
timeout | 	ctx, cancel := context.WithTimeout(ctx, $each)
        | 	defer cancel()`, "$each", strings.ReplaceAll(goDuration(w.TaskTimeout), " ", ""))
		if w.startsNothing() {
			w.write(`
| 	if err := ctx.Err(); err != nil { // there was no time: nothing starts
| 		return "", fmt.Errorf("%s: %w", r.name, err)
| 	}`)
		}
		w.write(`
| 	return fetch(ctx, r)
| }`)
	})
}

func waitForInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => limited(...r))")
	w.jsTry(jsGather)
	w.addHelper(func(w *writer) {
		if w.startsNothing() {
			w.write(`
        |
        | async function limited(name) { // there is no time: nothing starts
timeout |   throw new Error('${name}: timeout');
        | }`)
			return
		}
		signal := fmt.Sprintf("AbortSignal.timeout(%s)", milliseconds(w.TaskTimeout))
		if w.stops() {
			signal = "AbortSignal.any([stop.signal, " + signal + "])"
		}
		w.write(`
        |
        | function limited(...r) {
timeout |   return request($within, ...r);
        | }`, "$within", signal)
	})
}
