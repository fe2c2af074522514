package program

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// A scenario with the key each has functions that wrap: each takes what it stands around, and returns what the next one takes. The
// sections of the collectors stay what they are, but for the words that call a request.

// wraps reports whether a task's coroutine is more than one request: the scenario has the key each, or chains.
func (f *facts) wraps() bool { return len(f.Each) > 0 || f.Chained() }

// passesOn reports whether what makes a task's requests is handed what cancels them.
func (f *facts) passesOn() bool { return len(f.Each) > 0 || f.cancels }

// withinChains is the scenario that the program is written from. A strategy that is a wrapper in each task is one of the key each where it
// is around chains: so there is one way to write these.
func withinChains(s *engine.Scenario) *engine.Scenario {
	wraps := s.Wrappings()
	if !s.Chained() || len(s.Each) > 0 || len(wraps) == 0 || wraps[0].Shields { // a shield is around all that is gathered
		return s
	}
	each := *s
	each.Strategy, each.Each = engine.Strategies[0].Name, []engine.Wrap{wraps[0].Wrap}
	return &each
}

// hasWrapper reports whether one of the key's wrappers is such.
func (f *facts) hasWrapper(such func(engine.Wrapping) bool) bool {
	return len(f.Each) > 0 && slices.ContainsFunc(f.Wrappings(), such)
}

// shelters reports whether one is a shield.
func (f *facts) shelters() bool {
	return f.hasWrapper(func(w engine.Wrapping) bool { return w.Shields })
}

// paces reports whether one is a limiter: it holds tasks back, and has no places.
func paces(w engine.Wrapping) bool { return w.HoldsBack && !w.Limits }

// comesInTurn reports whether tasks that start together have to come to their wrappers in their order.
func (f *facts) comesInTurn() bool {
	return f.hasWrapper(func(w engine.Wrapping) bool { return w.HoldsBack }) && !f.collector.InLine() && !f.collector.InCaller() && !f.blocks
}

// chain is the call that makes one function of all wrappers: retry(3, 0.1, semaphore(10, one)).
func (w *writer) chain(language Language, clock func(time.Duration) string) string {
	text, span := "one", 1
	if w.Chained() {
		text, span = "chain", max(1, w.links)
	}
	for _, wrapping := range slices.Backward(w.eachWraps()) {
		arguments := wrapperIn[wrapping.Wrap.Name].arguments(w, language, wrapping.Wrap, span, clock)
		if wrapping.Wrap.Name == "wait_for" && wrapping.Time == 0 && language != Python {
			text = "never()"
			continue
		}
		text = wrapperIn[wrapping.Wrap.Name].name(language) + "(" + strings.Join(append(arguments, text), ", ") + ")"
		if wrapping.HoldsBack && language == Go && w.comesInTurn() && !strings.Contains(text, "inTurn") {
			text = "inTurn(" + text + ")"
		}
		if wrapping.Retries {
			span *= wrapping.Count
		}
		if wrapping.Hedges {
			span *= 2
		}
	}
	return text
}

// eachWraps are the wrappers of the key each.
func (w *writer) eachWraps() []engine.Wrapping {
	if len(w.Each) == 0 {
		return nil
	}
	return w.Wrappings()
}

// linksOf is how many requests follow each other from one on, by the name of its number in the program; perSpan is the factor that a
// number of requests has where that differs.
func (w *writer) linksOf(number string, l Language) string {
	switch {
	case w.links > 0:
		return strconv.Itoa(w.links)
	case l == Python:
		return "LINKS[" + number + "]"
	}
	return "links[" + number + "]"
}

func (w *writer) perSpan(times, number string, l Language) string {
	return textIf(w.links == 0, times+w.linksOf(number, l))
}

// firstNumbers and linkCounts are those of the tasks, as the items of lists in a program, a few in a line.
func (w *writer) firstNumbers() []string {
	return w.numbers(func(r engine.Request) string { return textIf(r.First == r.Index, strconv.Itoa(r.Index)) })
}

func (w *writer) linkCounts() []string {
	return w.numbers(func(r engine.Request) string {
		return textIf(r.Link == 0, strconv.Itoa(r.Index)+": "+strconv.Itoa(r.Links))
	})
}

func (w *writer) numbers(of func(engine.Request) string) []string {
	var lines []string
	for _, r := range w.requests {
		word := of(r)
		switch last := len(lines) - 1; {
		case word == "":
		case last >= 0 && len(lines[last])+len(word) < 100:
			lines[last] += ", " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}

// inLanguages are what a wrapper is called in programs, what it is given, and the helpers that write it.
type inLanguages struct {
	python, other string
	arguments     func(w *writer, l Language, wrap engine.Wrap, span int, clock func(time.Duration) string) []string
	helpers       [3]func(*writer) // by [Languages]
}

func (i inLanguages) name(l Language) string {
	if l == Python {
		return i.python
	}
	return i.other
}

var wrapperIn map[string]inLanguages

func init() { // after the functions, which read the table
	timed := func(_ *writer, _ Language, wrap engine.Wrap, _ int, clock func(time.Duration) string) []string {
		return []string{clock(wrap.Time)}
	}
	wrapperIn = map[string]inLanguages{
		"timeout":  {"timeout", "within", timed, [3]func(*writer){timeoutEachInPython, withinInGo, withinInJavaScript}},
		"wait_for": {"wait_for", "within", timed, [3]func(*writer){waitForEachInPython, withinInGo, withinInJavaScript}},
		"semaphore": {"semaphore", "semaphore", func(_ *writer, _ Language, wrap engine.Wrap, _ int, _ func(time.Duration) string) []string {
			return []string{strconv.Itoa(wrap.Count)}
		}, [3]func(*writer){semaphoreEachInPython, semaphoreEachInGo, semaphoreEachInJavaScript}},
		"rate": {"rate", "rate", func(_ *writer, _ Language, wrap engine.Wrap, _ int, clock func(time.Duration) string) []string {
			return []string{strconv.Itoa(wrap.Count), clock(wrap.Time)}
		}, [3]func(*writer){rateInPython, rateInGo, rateInJavaScript}},
		"retry": {"retry", "retry", retryArguments, [3]func(*writer){retryEachInPython, retryEachInGo, retryEachInJavaScript}},
		"hedge": {"hedge", "hedge", func(_ *writer, _ Language, wrap engine.Wrap, span int, clock func(time.Duration) string) []string {
			return []string{clock(wrap.Time), strconv.Itoa(span)}
		}, [3]func(*writer){hedgeEachInPython, hedgeEachInGo, hedgeEachInJavaScript}},
		"shield": {"shield", "shield", func(*writer, Language, engine.Wrap, int, func(time.Duration) string) []string { return nil },
			[3]func(*writer){shieldEachInPython, shieldEachInGo, shieldEachInJavaScript}},
	}
}

// retryArguments are attempts, pause, jitter, whether the server says how long, and how many requests an attempt has.
func retryArguments(w *writer, _ Language, wrap engine.Wrap, span int, clock func(time.Duration) string) []string {
	arguments := []string{strconv.Itoa(wrap.Count), clock(wrap.Time)}
	if w.jitters() {
		arguments = append(arguments, clock(wrap.Jitter))
	}
	if w.waitsAsTold() {
		arguments = append(arguments, map[bool]string{true: w.yes, false: w.no}[wrap.RetryAfter])
	}
	return append(arguments, strconv.Itoa(span))
}

// jitters reports whether pauses of a retry within each have jitter, and waitsAsTold whether the server says how long they are.
func (f *facts) jitters() bool {
	return f.hasWrapper(func(w engine.Wrapping) bool { return w.Jitter > 0 })
}

func (f *facts) waitsAsTold() bool {
	return f.hasWrapper(func(w engine.Wrapping) bool { return w.RetryAfter })
}

// addWrapperHelpers has the functions of the wrappers written, each once, the outermost first.
func (w *writer) addWrapperHelpers(language Language) {
	written := map[string]bool{}
	for _, wrapping := range w.eachWraps() {
		in := wrapperIn[wrapping.Wrap.Name]
		if name := in.name(language); !written[name] {
			written[name] = true
			w.addHelper(in.helpers[slices.Index(Languages, language)])
		}
	}
}

// eachInPython writes what a task runs.
func (w *writer) eachInPython() {
	w.yes, w.no = "True", "False"
	w.pythonOne()
	call := "chain"
	if len(w.Each) > 0 {
		call = "call"
		w.write(`| call = $chain`, "$chain", w.chain(Python, w.pythonTime))
	}
	w.addWrapperHelpers(Python)
	if w.minds() {
		w.addHelper(mindInPython)
	}
	// From here on the collector's section has these for its requests.
	firsts := "range(len(REQUESTS))"
	if w.links == 0 {
		firsts = "FIRSTS"
	} else if each := w.attempts * w.links; each > 1 {
		firsts = "range(0, len(REQUESTS), " + strconv.Itoa(each) + ")"
	}
	w.set("fetch($session*request)", call+"(i)", "for request in REQUESTS[", "for i in "+firsts+"[",
		"for request in REQUESTS", "for i in "+firsts, "for first in range(0, len(REQUESTS), ", "for first in range(0, len("+firsts+"), ")
}

// pythonOne writes what is inside all wrappers.
func (w *writer) pythonOne() {
	if !w.Chained() {
		w.write(`
| async def one(task):
|     return await fetch($session*REQUESTS[task])
|`)
		return
	}
	w.write(`
| async def chain(task):
|     """One request after another: the next one needs the answer to the one before."""
|     for request in REQUESTS[task : task + $links]:
|         result = await fetch($session*request)
|     return result
|`, "$links", w.linksOf("task", Python))
}

// pythonChains writes what of the list belongs to which task, where not all chains are equally long.
func (w *writer) pythonChains() {
	if w.links == 0 {
		w.add("# Of each task, the number of its first request; and how many follow each other from there.")
		w.pythonNumbers("FIRSTS = [", "]", w.firstNumbers())
		w.pythonNumbers("LINKS = {", "}", w.linkCounts())
	}
}

// pythonNumbers writes a list, in one line or several.
func (w *writer) pythonNumbers(open, end string, lines []string) {
	if len(lines) == 1 {
		w.add(open + lines[0] + end)
		return
	}
	w.add(open)
	for _, line := range lines {
		w.add(w.unit + line + ",")
	}
	w.add(end)
}

func timeoutEachInPython(w *writer) {
	w.write(`
        |
        |
        | def timeout(seconds, call):
        |     async def limited(task):
        |         try:
timeout |             async with asyncio.timeout(seconds):
        |                 return await call(task)
        |         except TimeoutError as cause:
        |             raise RequestError(f"{REQUESTS[task][0]}: timeout") from cause
        |
        |     return limited`)
}

// waitForEachInPython: Python 3.11's wait_for runs what it waits for as a task of its own, a turn of the loop later. Where a client holds
// that turn up, every clock but the first has gone on by then, so the program says what it does from 3.12 on.
func waitForEachInPython(w *writer) {
	ask := "timeout |             return await asyncio.wait_for(call(task), seconds)"
	if never := (engine.Wrap{Name: "wait_for"}); w.blocks && !slices.Contains(w.Each, never) {
		ask = "timeout |             async with asyncio.timeout(seconds):  # what asyncio.wait_for does from Python 3.12 on\n" +
			"        |                 return await call(task)"
	} else if w.blocks && slices.ContainsFunc(w.Each, func(e engine.Wrap) bool { return e.Name == "wait_for" && e != never }) {
		ask = strings.Replace(ask, "return", "if not seconds:  # it starts nothing\n        |                 return", 1) + "\n" +
			"timeout |             async with asyncio.timeout(seconds):  # what it does else, from Python 3.12 on\n" +
			"        |                 return await call(task)"
	}
	w.write(`
        |
        |
        | def wait_for(seconds, call):
        |     async def limited(task):
        |         try:
$ask
        |         except TimeoutError as cause:
        |             raise RequestError(f"{REQUESTS[task][0]}: timeout") from cause
        |
        |     return limited`, "$ask", ask)
}

func semaphoreEachInPython(w *writer) {
	w.write(`
|
|
| def semaphore(size, call):
|     places = asyncio.Semaphore(size)
|
|     async def limited(task):
places |         async with places:
|             return await call(task)
|
|     return limited`)
}

// rateInPython waits for whole microseconds, as the engine counts: 0.1 + 0.1 + 0.1 is a little more than 0.3, and who waits for the
// rest lets others go first.
func rateInPython(w *writer) {
	w.write(`
|
|
| def rate(starts, period, call):
|     """So many starts at once, and then one whenever its share of the period is over: a leaky bucket."""
|     turn, drip, full = asyncio.Lock(), period / starts, 0
|
|     async def paced(task):
|         nonlocal full
|         async with turn:  # first come, first served
|             pause = round(full - (starts - 1) * drip - time.monotonic(), 6)
|             if pause > 0:
turn |                 await asyncio.sleep(pause)
|             full = max(time.monotonic(), full) + drip
|         return await call(task)
|
|     return paced`)
}

func retryEachInPython(w *writer) {
	pause := "pause * 2**attempt"
	if w.jitters() {
		pause = "max(0, rng.uniform(pause - jitter, pause + jitter)) * 2**attempt"
	}
	if w.waitsAsTold() {
		pause = "(told and retry_after(error)) or " + pause
		w.write(`
|
|
| def retry_after(error):
|     """What the server asks for, in seconds; 0 if it does not."""
|     headers = getattr(error.__cause__, "headers", None) or {}
|     return float(headers.get("Retry-After", 0))`)
	}
	w.write(`
      |
      |
      | def retry(attempts, pause, $jitter$toldrequests, call):
      |     """Each attempt makes so many requests of the list."""$rng
      |     async def retried(task):
      |         for attempt in range(attempts):
      |             try:
      |                 return await call(task + attempt * requests$per)
      |             except RequestError as error:
      |                 if attempt == attempts - 1$mind:
      |                     raise
      |                 wait = $pause
pause |             await asyncio.sleep(wait)
      |
      |     return retried`, "$jitter", textIf(w.jitters(), "jitter, "), "$told", textIf(w.waitsAsTold(), "told, "), "$pause", pause,
		"$rng", textIf(w.jitters(), "\n|     rng = random.Random("+strconv.FormatUint(w.Seed, 10)+")\n|")+textIf(!w.jitters(), "\n|"),
		"$mind", textIf(w.minds(), " or not may_get_better(error)"), "$per", w.perSpan(" * ", "task", Python))
}

func hedgeEachInPython(w *writer) {
	w.write(`
       |
       |
       | def hedge(seconds, requests, call):
       |     """The second request is so many further on in the list."""
       |
       |     async def hedged(task):
create |         tasks = [asyncio.create_task(call(task))]
       |         try:
       |             done, pending = await asyncio.wait(tasks, timeout=seconds)
       |             if all([t.exception() for t in done]):  # it has not answered, or has failed
create |                 tasks.append(asyncio.create_task(call(task + requests$per)))
       |                 pending.add(tasks[1])
       |             while pending and all([t.exception() for t in done]):
       |                 done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
       |             ended = sorted(done, key=tasks.index)
       |             return next((t for t in ended if not t.exception()), ended[-1]).result()
       |         finally:
       |             running = [t for t in tasks if not t.done()]
       |             for t in running:
cancel |                 t.cancel()
       |             await asyncio.gather(*running, return_exceptions=True)
       |
       |     return hedged`, "$per", w.perSpan(" * ", "task", Python))
}

func shieldEachInPython(w *writer) {
	w.write(`
|
|
| def shield(call):
|     async def sheltered(task):
|         return await asyncio.shield(call(task))
|
|     return sheltered`)
}

// eachInGo settles the words by which the collector's section calls a request, and writes what that is.
func (w *writer) eachInGo() {
	w.yes, w.no = "true", "false"
	if w.links > 0 {
		w.write(`| firsts := everyNth($n) // of each task, the number of its first request`, "$n", strconv.Itoa(w.attempts*w.links))
	}
	call, arguments := "chain", "(r)"
	if len(w.Each) > 0 {
		call = "call"
	}
	if w.passesOn() {
		arguments = "(ctx, r)"
	}
	w.set("range requests {", "range firsts {", "slices.Chunk(requests,", "slices.Chunk(firsts,", "len(requests)", "len(firsts)",
		"fetch$(r)", call+arguments, "fetch(ctx, r)", call+arguments, "fetch(ctx, requests[i])", call+"(ctx, i)",
		"$each", "for i, r := range firsts", "$call", call+arguments, "$count", "len(firsts)")
	w.addHelper(func(w *writer) {
		chain := w.chain(Go, func(d time.Duration) string { return tight(goDuration(d)) })
		w.write(`|`)
		if len(w.Each) > 0 {
			w.write(`
| // ask makes the request with that number, or those of the task that it begins.
| type ask func(ctx context.Context, i int) (string, error)
|
| var call ask = $chain
|`, "$chain", chain)
		}
		if w.links > 0 {
			w.write(`
| func everyNth(n int) (numbers []int) {
| 	for i := 0; i < len$(requests); i += n {
| 		numbers = append(numbers, i)
| 	}
| 	return numbers
| }
|`, "len$(requests)", "len(requests)")
		} else {
			w.goNumbers("firsts = []int", "firsts are, of each task, the number of its first request.", w.firstNumbers())
			w.goNumbers("links = map[int]int", "links are how many requests follow each other from there.", w.linkCounts())
		}
		w.goOne()
		if w.comesInTurn() {
			w.write(`
|
| // inTurn has goroutines, which start in any order, come one after the other.
| func inTurn(next ask) ask {
| 	return func(ctx context.Context, i int) (string, error) {
| 		time.Sleep(time.Duration(i) * $apart)
| 		return next(ctx, i)
| 	}
| }`, "$apart", goDuration(min(5*time.Millisecond, 100*time.Millisecond/time.Duration(len(w.requests))).Truncate(time.Microsecond)))
		}
		if strings.Contains(chain, "never()") {
			w.write(`
|
| // never is a timeout of no time at all: nothing starts.
| func never() ask {
| 	return func(_ context.Context, i int) (string, error) {
| 		return "", fmt.Errorf("%s: %w", requests[i].name, context.DeadlineExceeded)
| 	}
| }`)
		}
	})
	w.addWrapperHelpers(Go)
	if w.waitsAsTold() && w.statusFails {
		w.addHelper(refusedInGo)
	}
	if w.minds() {
		w.addHelper(mindInGo)
	}
}

// goOne writes what is inside all wrappers.
func (w *writer) goOne() {
	if !w.Chained() {
		w.write(`| func one(ctx context.Context, i int) (string, error) { return fetch$(ctx, requests[i]) }`,
			"fetch$(ctx, requests[i])", "fetch(ctx, requests[i])")
		return
	}
	end := "i+" + w.linksOf("i", Go)
	w.write(`
| // chain makes one request after another: the next one needs the answer to the one before.
| func chain($parametersi int) (result string, err error) {`, "$parameters", textIf(w.passesOn(), "ctx context.Context, "))
	w.write(`
| 	for _, r := range requests[i : $end] {
| 		if result, err = fetch$($argumentsr); err != nil {
| 			return "", err
| 		}
| 	}
| 	return result, nil
| }`, "$end", end, "fetch$(", "fetch(", "$arguments", textIf(w.passesOn(), "ctx, "))
}

// goNumbers writes a variable with a list of numbers.
func (w *writer) goNumbers(variable, what string, lines []string) {
	w.add("// " + what)
	if len(lines) == 1 {
		w.add("var " + variable + "{" + lines[0] + "}")
	} else {
		w.add("var " + variable + "{")
		for _, line := range lines {
			w.add("\t" + line + ",")
		}
		w.add("}")
	}
	w.add("")
}

func withinInGo(w *writer) {
	w.write(`
        |
        | func within(limit time.Duration, next ask) ask {
        | 	return func(ctx context.Context, i int) (string, error) {
timeout | 		ctx, cancel := context.WithTimeout(ctx, limit)
        | 		defer cancel()
        | 		return next(ctx, i)
        | 	}
        | }`)
}

func semaphoreEachInGo(w *writer) {
	w.write(`
|
| func semaphore(size int, next ask) ask {
| 	places := make(chan struct{}, size)
| 	return func(ctx context.Context, i int) (string, error) {`)
	if w.blocks {
		w.write(`
places | 		if err := enter(ctx, places); err != nil {
       | 			return "", fmt.Errorf("%s: %w", requests[i].name, err)
       | 		}`)
	} else {
		w.write(`
places | 		select {
       | 		case places <- struct{}{}:
       | 		case <-ctx.Done():
       | 			return "", fmt.Errorf("%s: %w", requests[i].name, ctx.Err())
       | 		}`)
	}
	w.write(`
| 		$leave
| 		return next(ctx, i)
| 	}
| }`, "$leave", map[bool]string{
		false: "defer func() { <-places }()",
		true:  "defer time.AfterFunc(time.Millisecond, func() { <-places }) // when all that is due now has happened, as in asyncio",
	}[w.TimesOut() && !w.blocks])
}

func rateInGo(w *writer) {
	w.write(`
|
| // rate lets so many start at once, and then one whenever its share of the period is over: a leaky bucket.
| func rate(starts int, period time.Duration, next ask) ask {
| 	turn, drip := make(chan struct{}, 1), period/time.Duration(starts)
| 	full := time.Now()
| 	wait := func(ctx context.Context) error {`)
	if w.blocks {
		w.write(`
| 		if len(turn) > 0 || time.Until(full) > time.Duration(starts-1)*drip {
| 			<-loop // the others go on meanwhile
| 			defer func() { loop <- struct{}{} }()
| 		}`)
	}
	w.write(`
| 		select {
| 		case turn <- struct{}{}: // first come, first served
| 		case <-ctx.Done():
| 			return ctx.Err()
| 		}
| 		defer func() { <-turn }()
turn | 		select {
| 		case <-time.After(time.Until(full) - time.Duration(starts-1)*drip):
| 		case <-ctx.Done():
| 			return ctx.Err()
| 		}
| 		if now := time.Now(); full.Before(now) {
| 			full = now
| 		}
| 		full = full.Add(drip)
| 		return nil
| 	}
| 	return func(ctx context.Context, i int) (string, error) {
| 		if err := wait(ctx); err != nil {
| 			return "", fmt.Errorf("%s: %w", requests[i].name, err)
| 		}
| 		return next(ctx, i)
| 	}
| }`)
}

func retryEachInGo(w *writer) {
	wait := "pause << attempt"
	if w.jitters() {
		wait = "max(0, pause+time.Duration((2*rand.Float64()-1)*float64(jitter))) << attempt"
	}
	w.write(`
|
| // retry makes several attempts, each of so many requests of the list.
| func retry(attempts int, pause time.Duration, $jitter$toldspan int, next ask) ask {
| 	return func(ctx context.Context, i int) (string, error) {
| 		for attempt := 0; ; attempt++ {
| 			result, err := next(ctx, i+attempt*span$per)
| 			if err == nil || attempt == attempts-1$mind || ctx.Err() != nil {
| 				return result, err
| 			}
| 			wait := $wait`, "$jitter", textIf(w.jitters(), "jitter time.Duration, "), "$told", textIf(w.waitsAsTold(), "told bool, "),
		"$mind", textIf(w.minds(), " || !mayGetBetter(err)"), "$wait", wait, "$per", w.perSpan("*", "i", Go))
	if w.waitsAsTold() && w.statusFails {
		w.write(`
| 			if r := (refused{}); told && errors.As(err, &r) && r.seconds() > 0 {
| 				wait = time.Duration(r.seconds()) * time.Second
| 			}`)
	}
	if w.blocks {
		w.write(`
pause | 			if err := sleep(ctx, wait); err != nil {
      | 				return "", fmt.Errorf("%s: %w", requests[i].name, err)
      | 			}`)
	} else {
		w.write(`
pause | 			select {
| 			case <-time.After(wait):
| 			case <-ctx.Done():
| 				return "", fmt.Errorf("%s: %w", requests[i].name, ctx.Err())
| 			}`)
	}
	w.write(`
| 		}
| 	}
| }`)
}

// refusedInGo writes the error that has the server's Retry-After.
func refusedInGo(w *writer) {
	w.write(`
|
| // refused is an error with the server's Retry-After, in seconds.
| type refused struct {
| 	error
| 	after string
| }
|
| func (r refused) Unwrap() error { return r.error }
|
| func (r refused) seconds() int {
| 	n, _ := strconv.Atoi(r.after)
| 	return n
| }`)
}

func hedgeEachInGo(w *writer) {
	w.write(`
       |
       | // hedge makes a second request, so many further on in the list.
       | func hedge(after time.Duration, span int, next ask) ask {
       | 	return func(ctx context.Context, i int) (string, error) {
       | 		type outcome struct {
       | 			result string
       | 			err    error
       | 		}
       | 		ctx, cancel := context.WithCancel(ctx)
       | 		defer cancel()
       | 		ended := make(chan outcome, 2)
       | 		try := func(i int) {$own
       | 			result, err := next(ctx, i)
       | 			ended <- outcome{result, err}
       | 		}
create | 		go try(i)$inner
       | 		running, late := 1, time.After(after)
       | 		second := func() {
       | 			running, late = running+1, nil
       | 			go try($next)$deeper
       | 		}$meanwhile
       | 		for {
       | 			select {
       | 			case <-late:
       | 				second()
       | 			case o := <-ended:
       | 				failed := o.err != nil && ctx.Err() == nil
       | 				if failed && late != nil { // no need to wait
       | 					second()
       | 				}
       | 				if running--; failed && running > 0 {
       | 					continue
       | 				}
cancel | 				cancel()
       | 				for range running {
       | 					<-ended
       | 				}
       | 				return o.result, o.err
       | 			}
       | 		}
       | 	}
       | }`, "$next", map[bool]string{true: "i + span*links[i]", false: "i + span"}[w.links == 0])
}

func shieldEachInGo(w *writer) {
	w.write(`
|
| // sheltered is what shields keep off all cancellations but the program's end.
| var sheltered, endSheltered = context.WithCancel(context.Background())
|
| // shield lets who waits leave, and what is inside run on.
| func shield(next ask) ask {
| 	return func(ctx context.Context, i int) (string, error) {
| 		type outcome struct {
| 			result string
| 			err    error
| 		}
| 		ended := make(chan outcome, 1)
| 		$spawn$own
| 			result, err := next(sheltered, i)
| 			ended <- outcome{result, err}
| 		$end$inner$meanwhile
| 		select {
| 		case o := <-ended:
| 			return o.result, o.err
| 		case <-ctx.Done():
| 			return "", fmt.Errorf("%s: %w", requests[i].name, ctx.Err())
| 		}
| 	}
| }`)
}

// eachInJavaScript does the same in JavaScript. Each call has a signal that cancels it.
func (w *writer) eachInJavaScript() {
	w.yes, w.no = "true", "false"
	signal := "new AbortController().signal"
	if w.stops() {
		signal = "stop.signal"
	}
	call := "chain"
	if len(w.Each) > 0 {
		call = "call"
	}
	w.set("requests.map((r) =>", "firsts.map((r) =>", "requests.slice(", "firsts.slice(", "requests.length", "firsts.length",
		"const r of requests", "const r of firsts",
		"request(...r)", call+"(r"+textIf(w.passesOn(), ", "+signal)+")", "request(stop.signal, ...r)", call+"(r, stop.signal)")
	w.addHelper(func(w *writer) {
		chain := w.chain(JavaScript, milliseconds)
		w.write(`
|
| // firsts are the numbers of the first request of each task.`)
		if w.links > 0 {
			w.write(`| const firsts = requests.map((_, i) => i).filter((i) => i % $n === 0);`, "$n", strconv.Itoa(w.attempts*w.links))
		} else {
			w.jsNumbers("firsts = [", "]", w.firstNumbers())
			w.write(`
|
| // links are how many requests follow each other from there.`)
			w.jsNumbers("links = {", "}", w.linkCounts())
		}
		w.write(`|`)
		if len(w.Each) > 0 {
			w.write(`
| const call = $chain;
|`, "$chain", chain)
		}
		w.jsOne()
		if strings.Contains(chain, "never()") {
			w.write(`
|
| // never is a timeout of no time at all: nothing starts.
| function never() {
|   return async (i) => {
|     throw new Error('${requests[i][0]}: timeout');
|   };
| }`)
		}
	})
	w.addWrapperHelpers(JavaScript)
	if w.minds() {
		w.addHelper(mindInJavaScript)
	}
}

// jsOne writes what is inside all wrappers.
func (w *writer) jsOne() {
	if !w.Chained() {
		w.write(`
| function one(i, signal) {
|   return request(signal, ...requests[i]);
| }`)
		return
	}
	w.write(`
| // chain makes one request after another: the next one needs the answer to the one before.$others
| async function chain(i$parameter) {
|   let result;
|   for (const r of $all) {
|     result = await request($argument...r)$which;
|   }
|   return result;
| }`, "$others", textIf(w.blocks, "\n| // Each await lets others that are ready go first; in Python the next request is made at once."),
		"$parameter", textIf(w.passesOn(), ", signal"), "$argument", textIf(len(w.Each) > 0 || w.cancels && w.ownStops(), "signal, "),
		"$which", textIf(w.minds(), `.catch((error) => {
|       throw Object.assign(error, { url: r.at(-1) });
|     })`), "$all", "requests.slice(i, i + "+w.linksOf("i", JavaScript)+")")
}

// jsNumbers writes a constant with a list of numbers.
func (w *writer) jsNumbers(open, end string, lines []string) {
	if len(lines) == 1 {
		pad := textIf(end == "}", " ")
		w.add("const " + open + pad + lines[0] + pad + end + ";")
		return
	}
	w.add("const " + open)
	for _, line := range lines {
		w.add("  " + line + ",")
	}
	w.add(end + ";")
}

func withinInJavaScript(w *writer) {
	w.write(`
        |
        | function within(ms, next) {
        |   return async (i, signal) => {
        |     const own = new AbortController();
timeout |     const timer = setTimeout(() => own.abort(new Error("timeout")), ms);
        |     try {
        |       return await next(i, AbortSignal.any([signal, own.signal]));
        |     } catch (error) {
        |       throw own.signal.aborted ? new Error('${requests[i][0]}: timeout') : error;
        |     } finally {
        |       clearTimeout(timer);
        |     }
        |   };
        | }`)
}

func semaphoreEachInJavaScript(w *writer) {
	w.write(`
|
| function semaphore(size, next) {
|   let free = size;
|   const line = [];
|   return async (i, signal) => {
|     if (free > 0) free--;
places |     else await turn(line, signal);
|     try {
|       signal.throwIfAborted();
|       return await next(i, signal);
|     } finally {
|       setTimeout(() => { // when all that is due now has happened, as in asyncio
|         if (line.length > 0) line.shift()();
|         else free++;
|       });
|     }
|   };
| }`)
}

func rateInJavaScript(w *writer) {
	w.write(`
|
| // rate lets so many start at once, and then one whenever its share of the period is over: a leaky bucket.
| function rate(starts, period, next) {
|   const drip = period / starts;
|   const line = []; // first come, first served
|   let full = 0;
|   let busy = false;
|   return async (i, signal) => {
|     if (busy) await turn(line, signal);
|     busy = true;
|     try {
|       const pause = full - (starts - 1) * drip - performance.now();
turn |       if (pause > 0) await sleep(pause, signal);
|       full = Math.max(performance.now(), full) + drip;
|     } finally {
|       if (line.length > 0) line.shift()();
|       else busy = false;
|     }
|     return next(i, signal);
|   };
| }`)
}

func retryEachInJavaScript(w *writer) {
	wait := "pause * 2 ** attempt"
	if w.jitters() {
		wait = "Math.max(0, pause + (2 * Math.random() - 1) * jitter) * 2 ** attempt"
	}
	if w.waitsAsTold() {
		wait = "(told && 1000 * error.cause?.after) || " + wait
	}
	w.write(`
|
| // retry makes several attempts, each of so many requests of the list.
| function retry(attempts, pause, $jitter$toldspan, next) {
|   return async (i, signal) => {
|     for (let attempt = 0; ; attempt++) {
|       let wait;
|       try {
|         return await next(i + attempt * span$per, signal);
|       } catch (error) {
|         if (attempt === attempts - 1 || signal.aborted$mind) throw error;
|         wait = $wait;
|       }
pause |       await sleep(wait, signal);
|     }
|   };
| }`, "$jitter", textIf(w.jitters(), "jitter, "), "$told", textIf(w.waitsAsTold(), "told, "), "$wait", wait,
		"$mind", textIf(w.minds(), " || !mayGetBetter(error, "+textIf(w.Chained(), "error.url ?? ")+"requests[i].at(-1))"),
		"$per", w.perSpan(" * ", "i", JavaScript))
}

func hedgeEachInJavaScript(w *writer) {
	w.write(`
       |
       | // hedge makes a second request, so many further on in the list.
       | function hedge(ms, span, next) {
       |   return async (i, outer) => {
       |     const own = new AbortController();
       |     const signal = AbortSignal.any([outer, own.signal]);
create |     const first = next(i, signal);
       |     let timer;
       |     const second = new Promise((resolve) => {
       |       timer = setTimeout(resolve, ms);
       |       first.catch(resolve); // no need to wait
       |     }).then(() => {
       |       signal.throwIfAborted();
       |       return next(i + span$per, signal);
       |     });
       |     let failed; // the later one
       |     const note = (error) => {
       |       failed = error;
       |       throw error;
       |     };
       |     try {
       |       return await Promise.any([first.catch(note), second.catch(note)]);
       |     } catch {
       |       throw failed;
       |     } finally {
       |       clearTimeout(timer);
cancel |       own.abort();
       |     }
       |   };
       | }`, "$per", w.perSpan(" * ", "i", JavaScript))
}

func shieldEachInJavaScript(w *writer) {
	w.write(`
|
| const sheltered = new AbortController();
|
| // shield lets who waits leave, and what is inside run on.
| function shield(next) {
|   return (i, signal) =>
|     Promise.race([
|       next(i, sheltered.signal),
|       new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
|     ]);
| }`)
}

// ErrNoScript is returned by [Virtual] for a scenario with wrappers, chains, the client's timeouts or a server's limits.
var ErrNoScript = fmt.Errorf(
	"there is no short script in virtual time for wrappers, chains, client timeouts and servers: want that of /script.py")
