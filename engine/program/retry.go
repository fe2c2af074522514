package program

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
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

// drawsPauses reports whether the pauses have jitter. Each language draws with what it has: the Python program draws what the
// timeline shows, and the others say that they do not.
func (f *facts) drawsPauses() bool {
	return f.Retries() && !f.wraps() && f.BackoffJitter > 0 || f.jitters()
}

// pauseBounds are the least and the greatest pause before the second attempt. The jitter may be more than the pause.
func (w *writer) pauseBounds(text func(time.Duration) string) (least, greatest string) {
	least, greatest = text(max(w.Backoff-w.BackoffJitter, w.BackoffJitter-w.Backoff)), text(w.Backoff+w.BackoffJitter)
	if w.BackoffJitter > w.Backoff {
		least = "-" + least
	}
	return least, greatest
}

func retryInPython(w *writer) {
	n := strconv.Itoa(w.attempts)
	w.pythonTasks("retried($sessiontask) for task in range(0, len(REQUESTS), " + n + ")")
	w.pythonGather("asyncio.gather(*tasks$exceptions)")
	w.addHelper(func(w *writer) {
		pause := w.pythonTime(w.Backoff) + " * 2**attempt"
		if w.drawsPauses() {
			least, greatest := w.pauseBounds(w.pythonTime)
			pause = "max(0, rng.uniform(" + least + ", " + greatest + ")) * 2**attempt"
			if w.inVirtualTime() {
				pause = "round(" + pause + ")"
			}
			w.write("|\n|\n| rng = random.Random($seed)", "$seed", strconv.FormatUint(w.Seed, 10))
		}
		w.write(`
      |
      |
      | async def retried($sessiontask):
      |     for attempt in range($n):
      |         try:
      |             return await fetch($session*REQUESTS[task + attempt])
      |         except RequestError$as:
      |             if attempt == $last$mind:
      |                 raise
      |             await asyncio.sleep($pause)`, "$n", n, "$last", strconv.Itoa(w.attempts-1), "$pause", pause,
			"$as", textIf(w.minds(), " as error"), "$mind", textIf(w.minds(), " or not may_get_better(error)"))
	})
	if w.minds() {
		w.addHelper(mindInPython)
	}
}

// passing are the statuses of answers that may be others next time, in a list.
var passing = strings.Trim(strings.Join(strings.Fields(fmt.Sprint(engine.PassingStatuses)), ", "), "[]")

func mindInPython(w *writer) {
	if w.statusFails {
		w.write(`
|
|
| PASSING = {$passing}  # of answers that may be others next time (RFC 9110, 8470 and 6585)`, "$passing", passing)
	}
	w.write(`
|
|
| def may_get_better(error):`)
	status, code := "aiohttp.ClientResponseError", "cause.status"
	address := `not isinstance(cause, (aiohttp.InvalidURL, getattr(aiohttp, "NonHttpUrlClientError", ())))  # the latter from 3.10 on`
	switch {
	case w.inVirtualTime():
		w.write(`|     cause = error.args[0]["error"]`)
		if w.statusFails {
			w.write(`
|     if cause.startswith("status "):
|         return int(cause.removeprefix("status ")) in PASSING`)
		}
		w.write(`|     return cause != "scheme"`)
		return
	case w.blocks:
		status, code = "urllib.error.HTTPError", "cause.code"
		address = `not isinstance(getattr(cause, "reason", None), str)  # which is said of an address that cannot be asked`
	}
	w.write(`|     cause = error.__cause__`)
	if w.statusFails {
		w.write(`
|     if isinstance(cause, $error):
|         return $status in PASSING`, "$error", status, "$status", code)
	}
	w.write(`|     return ` + address)
}

// inVirtualTime reports whether the program is the script that runs in virtual time.
func (w *writer) inVirtualTime() bool {
	return w.pythonTime(time.Millisecond) == microseconds(time.Millisecond)
}

func retryInGo(w *writer) {
	w.setTaskWords("retried")
	gatherInGo(w)
	w.addHelper(func(w *writer) {
		pause := goDuration(w.Backoff) + " << attempt"
		if w.drawsPauses() {
			pause = "jittered() << attempt"
			w.write(`
|
| // jittered is the pause, with jitter of its own in each run: the timeline shows what random.Random($seed) of Python draws.
| func jittered() time.Duration {
| 	return max(0, $backoff+time.Duration((2*rand.Float64()-1)*float64($jitter)))
| }`, "$seed", strconv.FormatUint(w.Seed, 10), "$backoff", tight(goDuration(w.Backoff)), "$jitter", tight(goDuration(w.BackoffJitter)))
		}
		w.write(`
      |
      | func retried($parameterfirst int) (string, error) {
      | 	for attempt := 0; ; attempt++ {
      | 		result, err := fetch($ctxrequests[first+attempt])
      | 		if err == nil || attempt == $last$mind$cancelled {
      | 			return result, err
      | 		}`, "$parameter", textIf(w.cancels, "ctx context.Context, "), "$ctx", textIf(w.cancels, "ctx, "),
			"$mind", textIf(w.minds(), " || !mayGetBetter(err)"),
			"$last", strconv.Itoa(w.attempts-1), "$cancelled", textIf(w.cancels, " || ctx.Err() != nil"))
		switch {
		case w.blocks && w.cancels:
			w.write(`
      | 		if err := sleep(ctx, $pause); err != nil {
      | 			return "", err
      | 		}`, "$pause", strings.ReplaceAll(tight(pause), " << ", "<<"))
		case w.cancels:
			w.write(`
      | 		select {
      | 		case <-time.After($pause):
      | 		case <-ctx.Done():
      | 			return "", ctx.Err()
      | 		}`, "$pause", pause)
		default:
			w.write(`| 		$sleep($pause)`, "$pause", pause)
		}
		w.write(`
| 	}
| }`)
	})
	if w.minds() {
		w.addHelper(mindInGo)
	}
}

func mindInGo(w *writer) {
	w.write(`|`)
	if w.statusFails {
		w.write(`
| // passing are the statuses of answers that may be others next time (RFC 9110, 8470 and 6585).
| var passing = []int{$passing}
|
| // statusError is such a status, or another.
| type statusError int
|
| func (e statusError) Error() string { return fmt.Sprintf("%d %s", int(e), http.StatusText(int(e))) }
|`, "$passing", passing)
	}
	w.write(`| func mayGetBetter(err error) bool {`)
	if w.statusFails {
		w.write(`
| 	if status := statusError(0); errors.As(err, &status) {
| 		return slices.Contains(passing, int(status))
| 	}`)
	}
	w.write(`
| 	return !strings.Contains(err.Error(), "scheme") // an address that cannot be asked
| }`)
}

// tight is a product as gofmt spaces it within a sum.
func tight(product string) string { return strings.ReplaceAll(product, " * ", "*") }

func retryInJavaScript(w *writer) {
	n := strconv.Itoa(w.attempts)
	w.jsTasks("Array.from({ length: requests.length / " + n + " }, (_, i) => retried(" + n + " * i))")
	w.jsTry(jsGather)
	w.addHelper(func(w *writer) {
		pause := milliseconds(w.Backoff) + " * 2 ** attempt"
		if w.drawsPauses() {
			pause = "jittered() * 2 ** attempt"
			w.write(`
|
| // jittered is the pause, with jitter of its own in each run: the timeline shows what random.Random($seed) of Python draws.
| function jittered() {
|   return Math.max(0, $backoff + (2 * Math.random() - 1) * $jitter);
| }`, "$seed", strconv.FormatUint(w.Seed, 10), "$backoff", milliseconds(w.Backoff), "$jitter", milliseconds(w.BackoffJitter))
		}
		w.write(`
|
| async function retried(first) {
|   for (let attempt = 0; ; attempt++) {
|     try {
|       return await request(...requests[first + attempt]);
|     } catch (error) {
|       if (attempt === $last$mind$cancelled) throw error;
|     }`, "$last", strconv.Itoa(w.attempts-1), "$cancelled", textIf(w.cancels, " || stop.signal.aborted"),
			"$mind", textIf(w.minds(), " || !mayGetBetter(error, requests[first + attempt].at(-1))"))
		w.write(`
      |     await sleep($pause$stop);
      |   }
      | }`, "$pause", pause, "$stop", textIf(w.cancels, ", stop.signal"))
	})
	if w.minds() {
		w.addHelper(mindInJavaScript)
	}
}

func mindInJavaScript(w *writer) {
	w.write(`|`)
	if w.statusFails {
		w.write(`
| const passing = [$passing]; // of answers that may be others next time (RFC 9110, 8470 and 6585)
|`, "$passing", passing)
	}
	w.write(`| function mayGetBetter({ cause }, url) {`)
	if w.statusFails {
		w.write(`|   if ($cause.status) return passing.includes(cause.status);`,
			"$cause", textIf(w.wraps(), "cause?")+textIf(!w.wraps(), "cause"))
	}
	w.write(`
|   return ["http:", "https:", "ws:", "wss:"].includes(new URL(url).protocol);
| }`)
}
