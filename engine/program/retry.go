package program

import (
	"strconv"
	"strings"
	"time"
)

func init() { strategies["retry"] = sections{retryInPython, retryInGo, retryInJavaScript} }

// setTaskWords sets the words of a gather whose tasks each make several requests, one row of the list for each.
func (w *writer) setTaskWords(call string) {
	n := strconv.Itoa(w.attempts)
	argument := n + " * i"
	if w.cancels {
		argument = n + "*i" // gofmt's spacing among several arguments
	}
	w.set("$each", "for i := range len(requests) / "+n, "$call", w.goCall(call, argument), "$count", "len(requests)/"+n)
}

// pauses writes those before each attempt where jitter makes them all different; the demo backend needs none, but a
// program that draws its own would not do what the timeline shows.
func (w *writer) pauses(text func(time.Duration) string) string {
	list := make([]string, len(w.requests))
	for i, r := range w.requests {
		list[i] = text(r.Pause)
	}
	return strings.Join(list, ", ")
}

func retryInPython(w *writer) {
	n := strconv.Itoa(w.attempts)
	w.pythonTasks("retried($sessiontask) for task in range(0, len(REQUESTS), " + n + ")")
	w.pythonGather("asyncio.gather(*tasks$exceptions)")
	w.addHelper(func(w *writer) {
		pause := w.pythonTime(w.Backoff) + " * 2**attempt"
		if w.BackoffJitter > 0 {
			pause = "PAUSES[task + attempt + 1]"
			w.write("|\n|")
			w.add("PAUSES = [" + w.pauses(w.pythonTime) + "]")
		}
		w.write(`
      |
      |
      | async def retried($sessiontask):
      |     for attempt in range($n):
      |         try:
      |             return await fetch($session*REQUESTS[task + attempt])
      |         except RequestError:
      |             if attempt == $last:
      |                 raise
      |             await asyncio.sleep($pause)`, "$n", n, "$last", strconv.Itoa(w.attempts-1), "$pause", pause)
	})
}

func retryInGo(w *writer) {
	w.setTaskWords("retried")
	gatherInGo(w)
	w.addHelper(func(w *writer) {
		pause := goDuration(w.Backoff) + " << attempt"
		if w.BackoffJitter > 0 {
			pause = "pauses[first+attempt+1]"
			w.write("|")
			w.add("var pauses = []time.Duration{" + w.pauses(goNanoseconds) + "}")
		}
		w.write(`
      |
      | func retried($parameterfirst int) (string, error) {
      | 	for attempt := 0; ; attempt++ {
      | 		result, err := fetch($ctxrequests[first+attempt])
      | 		if err == nil || attempt == $last$cancelled {
      | 			return result, err
      | 		}`, "$parameter", textIf(w.cancels, "ctx context.Context, "), "$ctx", textIf(w.cancels, "ctx, "),
			"$last", strconv.Itoa(w.attempts-1), "$cancelled", textIf(w.cancels, " || ctx.Err() != nil"))
		if w.cancels {
			w.write(`
      | 		select {
      | 		case <-time.After($pause):
      | 		case <-ctx.Done():
      | 			return "", ctx.Err()
      | 		}`, "$pause", pause)
		} else {
			w.write(`| 		time.Sleep($pause)`, "$pause", pause)
		}
		w.write(`
| 	}
| }`)
	})
}

// goNanoseconds is a time as a Go constant without its unit.
func goNanoseconds(d time.Duration) string { return strconv.FormatInt(int64(d), 10) }

func retryInJavaScript(w *writer) {
	n := strconv.Itoa(w.attempts)
	w.jsTasks("Array.from({ length: requests.length / " + n + " }, (_, i) => retried(" + n + " * i))")
	w.jsTry(jsGather)
	w.addHelper(func(w *writer) {
		pause := milliseconds(w.Backoff) + " * 2 ** attempt"
		if w.BackoffJitter > 0 {
			pause = "pauses[first + attempt + 1]"
			w.write("|")
			w.add("const pauses = [" + w.pauses(milliseconds) + "];")
		}
		w.write(`
|
| async function retried(first) {
|   for (let attempt = 0; ; attempt++) {
|     try {
|       return await request(...requests[first + attempt]);
|     } catch (error) {
|       if (attempt === $last$cancelled) throw error;
|     }`, "$last", strconv.Itoa(w.attempts-1), "$cancelled", textIf(w.cancels, " || stop.signal.aborted"))
		w.write(`
      |     await sleep($pause$stop);
      |   }
      | }`, "$pause", pause, "$stop", textIf(w.cancels, ", stop.signal"))
	})
}
