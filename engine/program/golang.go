package program

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// goPackages are those that programs may import, in gofmt's order.
var goPackages = []string{
	"context",
	"errors",
	"fmt",
	"io",
	"math/rand",
	"net",
	"net/http",
	"net/http/httptrace",
	"slices",
	"strconv",
	"strings",
	"sync",
	"time",
	"github.com/coder/websocket",
	"golang.org/x/sync/errgroup",
}

// writeGo writes the program with goroutines and net/http.
func writeGo(w *writer) {
	w.unit, w.nowhere = "\t", `""`
	w.cancels = w.cancels || w.timesItself() // by its own clocks
	w.set(
		"$path",
		w.path(),
		"$(r request)",
		textIf(w.cancels, "ctx context.Context, ")+"r request",
		"$(r)",
		"("+textIf(w.cancels, "ctx, ")+"r)",
		"$each",
		"for i, r := range requests",
		"$call",
		w.goCall("fetch", "r"),
		"$count",
		"len(requests)",
		"$root",
		w.goRoot(),
		"$timeout",
		goDuration(w.Timeout),
		"$tight",
		strings.ReplaceAll(goDuration(w.Timeout), " ", ""),
	) // gofmt's spacing among several arguments
	w.goTurns()
	if w.awaitsGoroutines() {
		w.set("$spawn", "running.Go(func() {", "$end", "})")
	} else {
		w.set("$spawn", "go func() {", "$end", "}()")
	}
	w.goRequests()
	w.goMain()
	w.goRun()
	if w.stacked {
		w.goStacked()
		w.goSocket()
	} else {
		w.goFetch()
	}
	w.goWaits()
	w.goTimed()
	w.write(`
|
| func log(words ...any) {
| 	fmt.Printf("%.3f %s", time.Since(begin).Seconds(), fmt.Sprintln(words...))
| }`)
	w.goImports()
}

// goImports puts in front of the program the packages that its lines mention.
func (w *writer) goImports() {
	body := w.lines
	w.lines = nil
	w.write(`
| package main
|
| import (`)
	for _, path := range goPackages {
		name := path[strings.LastIndexByte(path, '/')+1:] + "."
		mentions := func(l Line) bool { return hasWord(withoutLiterals(l.Text), name) }
		if !slices.ContainsFunc(body, mentions) {
			continue
		}
		if strings.Contains(path, ".") {
			w.add("")
		}
		w.add("\t" + strconv.Quote(path))
	}
	w.write(`
| )
|`)
	w.lines = append(w.lines, body...)
}

// withoutLiterals is a line of Go without what stands in quotes or in a comment, such as an address that has a package's name in it.
func withoutLiterals(line string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(line[i:], "//"):
			return b.String()
		case !quoted:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// hasWord reports whether code has the word, and not just another one that ends so, as asyncio. does in io.
func hasWord(code, word string) bool {
	before, after, found := strings.Cut(code, word)
	if !found {
		return false
	}
	return before == "" || !strings.ContainsAny(before[len(before)-1:], "abcdefghijklmnopqrstuvwxyz") || hasWord(after, word)
}

// awaitsGoroutines reports whether somebody waits for the goroutines of the requests other than by their results.
func (f *facts) awaitsGoroutines() bool {
	return f.leaves || f.lingers() || f.cancelsPending() || f.collector.Cancels == engine.CancelsAtSuccess ||
		f.HoldsBack() && f.around && len(f.Each) == 0
}

// ownsContext reports whether main has a context of its own to cancel.
func (f *facts) ownsContext() bool {
	return f.shutsDown() || f.passesCancel() || len(f.Each) > 0 || f.timesItself()
}

// passesCancel reports whether the strategy itself calls main's cancel, or its timeout does.
func (f *facts) passesCancel() bool {
	return f.cancelsPending() || f.collector.Cancels == engine.CancelsAtSuccess ||
		f.around && f.leaves && f.collector.Reach == engine.ReachesAll
}

// goRoot is the context that the strategy begins with.
func (w *writer) goRoot() string {
	if w.ownsContext() {
		return "ctx"
	}
	return "context.Background()"
}

// goCall is the call of a function of requests in a strategy's section.
func (w *writer) goCall(function, argument string) string {
	switch {
	case !w.cancels:
		return function + "(" + argument + ")"
	case w.ownsContext() || w.around:
		return function + "(ctx, " + argument + ")"
	}
	return function + "(context.Background(), " + argument + ")"
}

// goRaises reports whether the strategy's function has an error to return: a request that fails does not have to, but
// may.
func (f *facts) goRaises() bool {
	return !f.handlesAll() || f.timeoutRaises()
}

func (w *writer) goMain() {
	w.write(`
|
| func main() {`)
	w.lines[len(w.lines)-1].Tags = []Tag{Enter}
	if w.clocked {
		w.write(`| 	defer timed("main()")()`)
	}
	if w.ownsContext() {
		w.write(`| 	ctx, cancel := context.WithCancel(context.Background())`)
		if !w.shutsDown() {
			w.write(`| 	defer cancel()`)
		}
	}
	run := "run(" + textIf(w.ownsContext(), "ctx") + textIf(w.passesCancel(), ", cancel") + ")"
	if w.goRaises() {
		w.write(`
await  | 	if err := $run; err != nil {
raise  | 		log("raise", err)
       | 	} else {
return | 		log("return")
       | 	}`, "$run", run)
	} else {
		w.write(`
       | 	$run
return | 	log("return")`, "$run", run)
	}
	switch {
	case w.lingers():
		w.write(`linger | 	running.Wait()`)
	case w.closesSessionFirst():
		w.write(`
close  | 	closeSession()
linger | 	running.Wait()`)
	case w.shutsDown():
		w.write(`
shutdown | 	cancel() // asyncio.run cancels what still runs and waits for it; Go would just end$shielded
exit     | 	running.Wait()`, "$shielded", textIf(w.shelters(), "\n| 	endSheltered()"))
	}
	w.write(`close exit | }`)
}

func (w *writer) goRun() {
	parameters := textIf(w.ownsContext(), "ctx context.Context") + textIf(w.passesCancel(), ", cancel context.CancelFunc")
	result := textIf(w.goRaises(), " error")
	if w.stacked {
		result = " (failed error)" // of a socket that closes badly
	}
	w.write(`
|
| func run($parameters)$error {`, "$parameters", parameters, "$error", result)
	words := w.words
	if w.wraps() {
		w.writeIndented(1, (*writer).eachInGo)
	}
	w.writeIndented(1, strategies[w.Strategy].golang)
	last := strings.TrimSpace(w.lines[len(w.lines)-1].Text)
	if w.goRaises() && !strings.HasPrefix(last, "return") {
		w.write(`| 	return nil`)
	}
	w.write(`| }`)
	w.words = words
	w.writeHelpers()
}

// goTimeout writes asyncio.timeout around a strategy all of whose tasks it cancels. Where tasks may be left behind, the
// timeout must not reach them any more once the strategy has ended, as a context with a timeout would.
func (w *writer) goTimeout() {
	switch {
	case !w.around:
	case w.leaves:
		w.write(`
timeout | timer := time.AfterFunc($tight, cancel)
        | defer timer.Stop()`)
	default:
		w.write(`
timeout | ctx, cancel := context.WithTimeout($root, $tight)
        | defer cancel()`)
	}
}

// goReceive writes, one unit deeper, how a result with its error is taken within a loop.
func (w *writer) goReceive(result, err string) {
	w.depth++
	w.write(`| if $err != nil {`, "$err", err)
	switch {
	case !w.handlesAll():
		w.write(`| 	return $err`, "$err", err)
	case w.around && !w.stopsAwaited():
		w.write(`
| 	if ctx.Err() != nil {
| 		return ctx.Err()
| 	}
deliver| 	log("deliver", $err)
| 	continue`, "$err", err)
	default:
		w.write(`
deliver| 	log("deliver", $err)
| 	continue`, "$err", err)
	}
	w.write(`
        | }
deliver | log("deliver", $result)`, "$result", result)
	w.depth--
}

// goDuration is a time as a Go program writes it.
func goDuration(d time.Duration) string {
	if d == 0 {
		return "0"
	}
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Second, "time.Second"}, {time.Millisecond, "time.Millisecond"}} {
		if d%unit.size == 0 {
			return fmt.Sprintf("%d * %s", d/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%d * time.Microsecond", d.Microseconds())
}
