package program

import (
	"slices"
	"strings"

	"inflight/engine"
)

// badStatuses reports whether a request may have an answer that urllib takes for an exception, and the scenario does not.
func (f *facts) badStatuses() bool {
	return !f.RaiseForStatus && f.anyRequest(func(r engine.Request) bool { return r.Status >= 400 || f.mayTurnAway(r) })
}

// pythonBlocking writes a request that does not let the event loop go on before its answer is there.
func (w *writer) pythonBlocking() {
	if w.badStatuses() {
		w.write(`
     | try:
send |     response = urllib.request.urlopen(url)  # blocks: nothing else runs
     | except urllib.error.HTTPError as answer:
     |     response = answer
     | with response:
answer |     response.read()`)
		return
	}
	if w.statusFails {
		w.write(`
     | try:
send |     with urllib.request.urlopen(url) as response:  # blocks: nothing else runs
answer |         response.read()
     | except urllib.error.HTTPError as answer:
answer |     answer.read()  # an error has a body, too
     |     raise`)
		return
	}
	w.write(`
send   | with urllib.request.urlopen(url) as response:  # blocks: nothing else runs
answer |     response.read()`)
}

// jsBlocking writes a request that blocks, which fetch cannot.
func (w *writer) jsBlocking() {
	w.write(`
| // ask blocks: nothing else runs meanwhile, not even a timeout. fetch cannot do that, so another process asks, and this one waits for it.
| function ask(url) {
|   const script = "const r = await fetch(process.argv[1]); await r.text(); console.log(r.status);";
|   const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script, url], { encoding: "utf8" });
|   const status = Number(stdout);
|   if (!status) throw new Error("no answer");
|   return { status, ok: status < 400 };
| }
|`)
}

// What a goroutine does in a Go program whose client blocks: it has the loop from its beginning to its end, except while it waits.

var (
	turn   = []string{"loop <- struct{}{}", "defer func() { <-loop }()"}
	off    = []string{"<-loop // the others go on meanwhile", "defer func() { loop <- struct{}{} }()"}
	settle = []string{"time.Sleep(5 * time.Millisecond)"}
	inLine = []string{settle[0] + " // goroutines start in any order: until this one is in line"}
)

// turns are the words by which goroutines start, each a few lines so many units deep: all stand in line, in their order, before the first
// has its turn. Without a client that blocks they are nothing.
var turns = []struct {
	word  string
	units int
	lines []string
}{
	{"$work", 1, turn}, {"$turn", 2, turn}, {"$own", 3, turn},
	{"$inLine", 1, inLine}, {"$inner", 2, settle}, {"$deeper", 3, settle},
	{"$offLoop", 1, off}, {"$meanwhile", 2, off},
	{"$letGo", 0, []string{"<-loop"}},
	{"$drain", 1, []string{"for len(ended) > 0 { // those that ended meanwhile", "	done = append(done, <-ended)", "}"}},
}

func (w *writer) goTurns() {
	for _, t := range turns {
		var text strings.Builder
		for _, line := range t.lines {
			text.WriteString("\n| " + strings.Repeat("	", t.units) + line)
		}
		w.set(t.word, textIf(w.blocks, text.String()))
	}
	w.set("$alone", textIf(w.blocks, "loop <- struct{}{}\n| "))
	if w.blocks {
		w.set("$sleep", "sleep", "$takeEnded", "await(ended)", "$takeTask", "await(task)", "$takeErr", "await(errs)")
	} else {
		w.set("$sleep", "time.Sleep", "$takeEnded", "<-ended", "$takeTask", "<-task", "$takeErr", "<-errs")
	}
}

// waits are what goroutines wait with where the client blocks.
var waits = []struct {
	call  string
	write func(*writer)
}{{"await(", goAwait}, {"sleep(", goSleep}, {"enter(", goEnter}}

func (w *writer) goWaits() {
	for i := 0; w.blocks && i < len(waits); i++ {
		if slices.ContainsFunc(w.lines, func(l Line) bool { return hasWord(l.Text, waits[i].call) }) {
			waits[i].write(w)
		}
	}
}

// goAwait writes how the caller takes what a channel brings next.
func goAwait(w *writer) {
	w.write(`
|
| // await is what it is in asyncio: who has to wait comes behind those who are in line for the loop then.
| func await[T any](from <-chan T) T {
| 	if len(from) > 0 {
| 		return <-from
| 	}
| 	next := <-from
| 	loop <- struct{}{}
| 	<-loop
| 	return next
| }`)
}

// goSleep writes a sleep that lets the others go on.
func goSleep(w *writer) {
	w.write(`
|
| // sleep is asyncio's: its end has a turn of its own, and who has slept the next one, behind those who get in line meanwhile.
| // Where two end at once, Go decides whose is the first.
| func sleep($parameterduration time.Duration)$error {
| 	<-loop`, "$parameter", textIf(w.cancels, "ctx context.Context, "), "$error", textIf(w.cancels, " error"))
	if w.cancels {
		w.write(`
| 	select {
| 	case <-time.After(duration):
| 	case <-ctx.Done():
| 	}`)
	} else {
		w.write(`| 	time.Sleep(duration)`)
	}
	w.write(`
| 	loop <- struct{}{}$err
| 	time.Sleep(5 * time.Millisecond)
| 	<-loop
| 	loop <- struct{}{}$result
| }`, "$err", textIf(w.cancels, "\n| 	err := ctx.Err()"), "$result", textIf(w.cancels, "\n| 	return err"))
}

// goEnter writes how a place is taken, where there may be none.
func goEnter(w *writer) {
	w.write(`
|
| // enter takes a place, and lets the others go on until there is one.
| func enter(ctx context.Context, places chan struct{}) error {
| 	if len(places) < cap(places) {
| 		places <- struct{}{}
| 		return nil
| 	}
| 	<-loop
| 	defer func() { loop <- struct{}{} }()
| 	select {
| 	case places <- struct{}{}:
| 		return nil
| 	case <-ctx.Done():
| 		return ctx.Err()
| 	}
| }`)
}
