package program

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/program/recorder"
	"inflight/engine/program/testdata/programs"
	"inflight/engine/view"
)

// recordedEvent is one event of a trace that the recorder left.
type recordedEvent struct {
	T          int64
	Kind       string
	Task       *int
	Name, By   string
	Text       string
	Request    int
	Connection int
	Status     int
	Session    int
	URL        string
	Error      string
	Stderr     bool
	To, Parent *int
	On         string
	Line       int
}

// recording is what the recorder leaves of a program.
type recording struct {
	Events []recordedEvent
	Error  *struct{ Type, Message, Traceback, Meant string }
	Output string
	Exit   int
}

// recorderOf runs programs under the recorder, one after another in one Python, in virtual time.
const recorderOf = `
import json, sys
sys.path.insert(0, sys.argv[1])
import inflight
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(inflight.run_source(asked["source"], asked.get("file", "program.py"), network=asked["network"])), flush=True)
`

// waitForOf312 gives 3.11 the wait_for that CPython has from 3.12 on, as it stands there.
const waitForOf312 = `
import asyncio, sys
if sys.version_info < (3, 12):
    import asyncio.tasks
    asyncio.tasks.timeouts = asyncio.timeouts
    exec(compile("""
async def wait_for(fut, timeout):
    if timeout is not None and timeout <= 0:
        fut = ensure_future(fut)

        if fut.done():
            return fut.result()

        await _cancel_and_wait(fut, loop=events.get_running_loop())  # which it finds itself in 3.12
        try:
            return fut.result()
        except exceptions.CancelledError as exc:
            raise TimeoutError from exc

    async with timeouts.timeout(timeout):
        return await fut
""", asyncio.tasks.__file__, "exec"), vars(asyncio.tasks))
    asyncio.wait_for = asyncio.tasks.wait_for
`

// TestRecordedProgramsLeaveTheEnginesLog is the proof: the Python program that the page shows, run by CPython under the recorder in
// virtual time, leaves the log that the engine leaves. It takes every preset, and a sample of the scenarios that CPython ran;
// all of them where INFLIGHT_PROOF is set, as in make proof. 3.11's wait_for runs what it waits for as a task of its own, so what
// happens in one moment has another order there; the engine's is that of 3.12, whose wait_for such a program has.
func TestRecordedProgramsLeaveTheEnginesLog(t *testing.T) {
	links := append(append(presetLinks(), recordedSample(t)...),
		"strategy=race&tasks=a=100ms!refused>100ms,b=100ms!refused>100ms", // neither can succeed, though each has a link that could
		// nor can these, of which a second attempt could: nobody repeats a 404
		"strategy=race&tasks=a=100ms!404/1,b=100ms!404/1&each=retry:2&raise_for_status=true",
		"strategy=workers&workers=2&tasks=100ms>100ms*3",
		"strategy=retry&tasks=a=100ms,b=100ms!scheme&return_exceptions=true", // which gets no better: aiohttp 3.14 has another error for it
		// What is behind a shield runs on, though the tasks come one after another, or only a hedge leaves it.
		"strategy=create_task_each&tasks=300ms,100ms&each=shield&timeout=200ms&after=close",
		"tasks=200ms,500ms&each=hedge:100ms,shield&after=close",
		"strategy=task_group&tasks=100ms!404,300ms&each=shield&raise_for_status=true&after=close",
		// Sessions that close in the moment in which a request has its headers, or would have its answer, which takes no time.
		"strategy=batches&tasks=0s,100ms*2&each=shield,timeout:300ms,shield&batch=1&after=linger&connect=300ms&size=100000",
		"strategy=create_task&tasks=0s,0s,0s!reset,100ms,100ms*2,0s*3,100ms!404/1,0s*3,100ms:0s,100ms&after=close&limit=1&connect=100ms&hosts=2",
		// Those that close under who hears of it a turn later, or not before the program has ended.
		"strategy=sequential&tasks=300ms,100ms&each=shield&timeout=200ms&after=close",
		"tasks=300ms&each=shield,shield&timeout=100ms&after=close",
		"strategy=wait&tasks=100ms*3,0s*3,100ms:0s&return_when=FIRST_EXCEPTION&pending=cancel&each=shield,semaphore:2&timeout=0s"+
			"&after=close&limit=1&server=at_once:3",
		// Times that are up around attempts of which each is hedged.
		"tasks=100ms:100ms*3,200ms&each=timeout:100ms,retry:2,hedge:0s&return_exceptions=true")
	is311, has312 := startRecorder(t), startRecorderWith(t, waitForOf312)
	for _, link := range links {
		if waitsFor(parse(t, link)) {
			proveAll(t, []string{link}, has312)
		} else {
			proveAll(t, []string{link}, is311)
		}
	}
}

// recordedSample is every 25th scenario that CPython ran; all of them where INFLIGHT_PROOF is set.
func recordedSample(t *testing.T) []string {
	if os.Getenv("INFLIGHT_PROOF") != "" {
		return recorded(t, 1)
	}
	return recorded(t, 25)
}

// waitsFor reports whether a wrapper is a wait_for with a time.
func waitsFor(s *engine.Scenario) bool {
	return slices.ContainsFunc(withinChains(s).Each, func(w engine.Wrap) bool { return w.Name == "wait_for" && w.Time > 0 })
}

// asCounted is the scenario with the period of each limiter as the engine counts it, in shares of whole microseconds: it leaves the rest
// out, and a program would not. Its log is that of the scenario.
func asCounted(t *testing.T, s *engine.Scenario) *engine.Scenario {
	t.Helper()
	counted := *s
	counted.Each = slices.Clone(s.Each)
	for i, w := range s.Each {
		if w.Name == "rate" {
			counted.Each[i].Time -= w.Time % (time.Duration(w.Count) * time.Microsecond)
		}
	}
	if !slices.Equal(counted.Each, s.Each) && !slices.Equal(simulate(t, &counted), simulate(t, s)) {
		t.Errorf("%s has another log than %s", counted.Link(), s.Link())
	}
	return &counted
}

const inTheTurn = "an exception that comes in the turn in which somebody leaves the shield counts as retrieved up to 3.13, and not in 3.14"

// waitsOtherwiseIn314 are the scenarios with wait_for, of all that CPython ran, whose program leaves another log in 3.14, and why. That
// with the gather leaves the engine's in 3.11 as it is, the others in 3.12 and in 3.13, which Pyodide 0.27.7 and 0.28.3 have.
var waitsOtherwiseIn314 = map[string]string{
	"strategy=create_task&tasks=200ms&each=wait_for:1us,shield&timeout=300ms&after=close&limit=3&size=100000&seed=2&hosts=1": "from 3.12 on " +
		"a gather of what has ended is there at once, so the program ends a turn before the request has heard that its session was closed",
	"strategy=task_group&tasks=0s!503,100ms!scheme/2&each=wait_for:200ms,shield,timeout:100ms&timeout=0s&limit=2&limit_per_host=2" +
		"&raise_for_status=true&hosts=2": inTheTurn,
	"strategy=race&tasks=100ms!scheme*3,100ms!reset/1,100ms!503,100ms*3,100ms!reset/1&each=shield,semaphore:2,wait_for:200ms&timeout=100ms" +
		"&after=linger&limit=0&seed=3": inTheTurn,
	"tasks=0s,99.999ms,0s*3,100.001ms,1us,0s*3&each=wait_for:200ms,hedge:400ms,shield&limit=2&server=rate:3/200ms" +
		"&raise_for_status=true": inTheTurn,
	"strategy=task_group&tasks=100ms&each=shield,wait_for:100ms,semaphore:2&timeout=100ms&limit=1&server=rate:1/10us&seed=4": inTheTurn,
	"strategy=race&client=socket&tasks=100ms:100ms*2,100ms:100ms,100ms:100ms~50ms,100ms:100ms,100ms,100ms:100ms" +
		"&each=rate:1/100ms,shield,wait_for:100ms&timeout=200ms&seed=4": inTheTurn,
}

// TestRecordedWaitForsLeaveTheEnginesLogIn314: where wait_for is a timeout.
func TestRecordedWaitForsLeaveTheEnginesLogIn314(t *testing.T) {
	if testing.Short() {
		t.Skip("Pyodide takes two seconds to start")
	}
	record := startPyodide(t)
	for _, link := range recordedSample(t) {
		s := asCounted(t, parse(t, link))
		if !waitsFor(s) {
			continue
		}
		differs, why := difference(t, s, record("program.py", shown(s), network(s))), waitsOtherwiseIn314[link]
		if (differs == "") != (why == "") {
			t.Errorf("%s: %s\nwant otherwise: %q", link, differs, why)
		}
	}
}

// TestRecordedPresetsLeaveTheEnginesLogIn314: in CPython 3.14 as in 3.11.
func TestRecordedPresetsLeaveTheEnginesLogIn314(t *testing.T) {
	if testing.Short() {
		t.Skip("Pyodide takes two seconds to start")
	}
	proveAll(t, presetLinks(), startPyodide(t))
}

func proveAll(t *testing.T, links []string, record func(file, source string, network map[string]any) []byte) {
	t.Helper()
	for _, link := range links {
		s := asCounted(t, parse(t, link))
		prove(t, link, s, record("program.py", shown(s), network(s)))
	}
}

// shown is the scenario's program in Python, and network what the recorder is told of its network.
func shown(s *engine.Scenario) string { return Write(s, Python, demoBackend, Options{}).Text() }
func network(s *engine.Scenario) map[string]any {
	return map[string]any{"connect": s.Connect.Microseconds(), "body": s.BodyTime().Microseconds(), "seed": s.Seed}
}

// prove compares the trace of a scenario's program with the engine's log.
func prove(t *testing.T, link string, s *engine.Scenario, trace []byte) {
	t.Helper()
	if differs := difference(t, s, trace); differs != "" {
		t.Errorf("%s: %s", link, differs)
	}
}

// difference says in what a program's trace is another log than the engine's; "" if in nothing.
func difference(t *testing.T, s *engine.Scenario, trace []byte) string {
	t.Helper()
	want, r := simulate(t, s), decode[recording](t, trace)
	if r.Error != nil {
		return r.Error.Traceback
	}
	got := r.project(s)
	// No client sees whom the server serves.
	want = slices.DeleteFunc(want, func(e engine.Event) bool { return e.Kind == engine.Serve })
	for i := range want { // aiohttp says the same of both
		want[i].Error = strings.ReplaceAll(want[i].Error, "timeout sock_connect", "timeout connect")
	}
	giveTimeoutsToTasks(s, got)
	giveTimeoutsToTasks(s, want)
	if s.TimesOut() && s.OwnTimeout() == 0 || len(withinChains(s).Each) > 0 { // the recorder sees tasks that are in no log, and no wrappers
		got, want = withoutWrappers(got), withoutWrappers(want)
	}
	sortUnordered(got)
	sortUnordered(want)
	return firstDifference(got, want)
}

// giveTimeoutsToTasks has each time that was up be that of the request with which the outermost of the timeouts was called, whichever of
// those inside it was under way, in a chain or a further attempt: the program names the former, and the engine the latter.
func giveTimeoutsToTasks(s *engine.Scenario, log engine.Log) {
	requests, inside := s.Requests(), 0
	for _, w := range withinChains(s).Wrappings() {
		switch {
		case w.TimesOut && inside == 0:
			inside = 1
		case w.Retries:
			inside *= w.Count
		case w.Hedges:
			inside *= 2
		}
	}
	for i := range log {
		e := &log[i]
		if (e.Kind == engine.Deliver || e.Kind == engine.Unretrieved) && e.Error == "timeout" && e.OfTask() {
			r := requests[e.Task]
			e.Task -= (e.Task - r.First) % (max(1, inside) * r.Links)
		}
	}
}

// sortUnordered sorts what has no order of its own: those who lose their session in one turn, since aiohttp closes its connections in the
// order of a set, and exceptions that nobody asked for, which are told of when Python collects their tasks.
func sortUnordered(log engine.Log) {
	unordered := func(e engine.Event) bool {
		return e.Kind == engine.Fail && e.Error == "closed" || e.Kind == engine.Unretrieved && e.OfTask()
	}
	for from := 0; from < len(log); from++ {
		to := from
		for to < len(log) && unordered(log[to]) && log[to].T == log[from].T && log[to].Kind == log[from].Kind {
			to++
		}
		if to > from {
			slices.SortFunc(log[from:to], func(a, b engine.Event) int {
				return cmp.Or(cmp.Compare(a.Task, b.Task), cmp.Compare(a.Error, b.Error))
			})
			from = to - 1
		}
	}
}

// TestAProgramSaysWhatItsNetworkIs: as somebody's own it leaves the same log, and nobody tells the recorder of connections and seeds.
func TestAProgramSaysWhatItsNetworkIs(t *testing.T) {
	record, said := startRecorder(t), 0
	for _, link := range append(presetLinks(), "tasks=500ms*3&limit=1&connect=50ms&size=2000000") {
		s := parse(t, link)
		text := OwnText(s, Write(s, Python, demoBackend, Options{}))
		if strings.HasPrefix(text, "# network:") {
			said++
			prove(t, link, s, record("program.py", text, map[string]any{}))
		}
	}
	if said < 4 {
		t.Errorf("only %d programs say it", said)
	}
}

// TestTracesOfThePage: what every preset's program leaves in the page's own Python, in Chromium, is the engine's log. make proof-page
// gathers the traces before, in the folder INFLIGHT_TRACES.
func TestTracesOfThePage(t *testing.T) {
	folder := os.Getenv("INFLIGHT_TRACES")
	if folder == "" {
		t.Skip("make proof-page runs it")
	}
	for _, p := range engine.Presets {
		trace, err := os.ReadFile(filepath.Join(folder, p.ID+".json"))
		if err != nil {
			t.Errorf("%s: %v", p.ID, err)
			continue
		}
		prove(t, p.ID, parse(t, p.Link), trace)
	}
	t.Logf("%d presets compared", len(engine.Presets))
}

// withoutWrappers leaves out what a log tells of wrappers, and the tasks that it tells of once.
func withoutWrappers(log engine.Log) engine.Log {
	started := map[int]bool{}
	return slices.DeleteFunc(slices.Clone(log), func(e engine.Event) bool {
		started[e.Task] = started[e.Task] || e.Kind == engine.Start
		return e.Kind == engine.Create || e.Kind == engine.Hold || e.Kind == engine.Cancel && e.OfTask() && !started[e.Task]
	})
}

var demoBackend = engine.Backend{URL: "http://127.0.0.1:8001", Refused: "http://127.0.0.1:43210"}

// savedRecorder is the recorder as a file, in a folder of its own. Python would read it where it lies, too; but then go test would not know
// that the test depends on it, and on a checkout's place instead.
func savedRecorder(t *testing.T) (file string) {
	t.Helper()
	return saved(t, "inflight.py", recorder.Source)
}

// savedProgram is a file of testdata, in a folder of its own for the same reason.
func savedProgram(t *testing.T, name string) (file string) {
	t.Helper()
	text, err := testdata.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return saved(t, name, text)
}

func saved(t *testing.T, name string, text []byte) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), name)
	save(t, file, string(text))
	return file
}

// pyodide is the loader of CPython 3.14 in WebAssembly, where make build has brought it: see [wantPyodide].
const pyodide = "../../bin/npm/node_modules/pyodide/pyodide.mjs"

// wantPyodide skips the test without it. Another program looks for it, so that go test does not take note of when it came: which version it
// is the Makefile says.
func wantPyodide(t *testing.T) {
	t.Helper()
	enginetest.NoteTools()
	if exec.Command("test", "-e", pyodide).Run() != nil {
		t.Skip("there is no Pyodide: make build brings it, with npm")
	}
}

// startRecorder starts a Python of the machine's, and returns what runs a program in it.
func startRecorder(t *testing.T) func(file, source string, network map[string]any) []byte {
	return startRecorderWith(t, "")
}

// startRecorderWith starts one that runs a program of ours first.
func startRecorderWith(t *testing.T, before string) func(file, source string, network map[string]any) []byte {
	return startTraces(t, "python3", "-c", before+recorderOf, filepath.Dir(savedRecorder(t)))
}

// startPyodide starts CPython 3.14 in WebAssembly, where make build has brought it.
func startPyodide(t *testing.T) func(file, source string, network map[string]any) []byte {
	wantPyodide(t)
	return startTraces(t, "node", savedProgram(t, "pyodide.mjs"), pyodide, savedRecorder(t))
}

// startTraces starts a command that runs programs, and returns what has it run one, to its trace.
func startTraces(t *testing.T, command ...string) func(file, source string, network map[string]any) []byte {
	t.Helper()
	cmd, input, output := startPiped(t, command...)
	t.Cleanup(func() { input.Close(); cmd.Wait() })
	lines := bufio.NewReader(output)
	return func(file, source string, network map[string]any) []byte {
		t.Helper()
		asked, _ := json.Marshal(map[string]any{"file": file, "source": source, "network": network})
		input.Write(append(asked, '\n'))
		line, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatalf("the recorder: %v\nfor\n%s", err, source)
		}
		return line
	}
}

// decode reads a trace.
func decode[T any](t *testing.T, text []byte) (trace T) {
	t.Helper()
	if err := json.Unmarshal(text, &trace); err != nil {
		t.Fatal(err)
	}
	return trace
}

// firstDifference says where two logs part.
func firstDifference(got, want engine.Log) string {
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			from := max(0, i-3)
			return fmt.Sprintf("event %d:\ngot  %v\nwant %v", i, got[from:min(len(got), i+4)], want[from:min(len(want), i+4)])
		}
	}
	return ""
}

// projection makes a scenario's log of a recording: a program of ours says what its requests do in what it prints, and the network
// what became of each.
type projection struct {
	scenario *engine.Scenario
	names    []string
	log      engine.Log
	lost     engine.Log     // exceptions that nobody asked for, which are told of in any order
	running  map[int]int    // by the recording's task: the scenario's, which it last started
	thrown   map[int]string // by the recording's task: who asked for the cancellation
	asked    map[int]int    // by request: the scenario's task
	ended    map[int]bool
}

func (r recording) project(s *engine.Scenario) engine.Log {
	p := &projection{scenario: s, names: s.Names(), running: map[int]int{}, thrown: map[int]string{}, asked: map[int]int{},
		ended: map[int]bool{}}
	for _, e := range r.Events {
		p.event(e)
	}
	for _, e := range p.lost {
		e.T = p.log[len(p.log)-1].T
		p.log = append(p.log, e)
	}
	return p.log
}

func (p *projection) add(e recordedEvent, kind engine.Kind, task int) *engine.Event {
	if kind == engine.Finish || kind == engine.Fail || kind == engine.Cancel {
		p.ended[task] = true
	}
	p.log = append(p.log, engine.Event{T: time.Duration(e.T) * time.Microsecond, Kind: kind, Task: task})
	return &p.log[len(p.log)-1]
}

var taskOfURL = regexp.MustCompile(`[?&]task=(\d+)`)

func (p *projection) event(e recordedEvent) {
	lane := engine.NoTask
	if e.Task != nil {
		lane = *e.Task
	}
	if found := taskOfURL.FindStringSubmatch(e.URL); found != nil {
		p.asked[e.Request], _ = strconv.Atoi(found[1])
	} else if e.URL != "" { // nothing listens there
		p.asked[e.Request] = p.running[lane]
	}
	switch e.Kind {
	case "enter", "close":
		kind := map[string]engine.Kind{"enter": engine.Enter, "close": engine.Close}[e.Kind]
		switch {
		case e.Request > 0:
			p.add(e, kind, p.asked[e.Request])
		case p.scenario.Sockets():
		case p.scenario.Shared():
			p.add(e, kind, engine.NoTask)
		default:
			p.add(e, kind, p.running[lane])
		}
	case "create":
		if task, ok := p.created(e.Name); ok {
			p.add(e, engine.Create, task)
		}
	case "connect", "send":
		kind := map[string]engine.Kind{"connect": engine.Connect, "send": engine.Send}[e.Kind]
		p.add(e, kind, p.asked[e.Request]).Connection = e.Connection
	case "body":
		if e.Status == 0 {
			p.add(e, engine.Body, p.asked[e.Request])
		}
	case "closing":
		p.add(e, engine.Closing, p.asked[e.Request])
	case "fail": // of a session that was closed before it asked, which our programs leave to Python
		if task, runs := p.running[lane]; runs && !p.ended[task] {
			p.add(e, engine.Fail, task).Error = reasonOf(e.Error)
		}
	case "throw":
		p.thrown[lane] = e.By
	case "print":
		if !e.Stderr {
			p.print(e, lane)
		}
	case "exit":
		p.add(e, engine.Exit, engine.NoTask)
	case "unretrieved", "message":
		p.lose(e)
	}
}

// created is the scenario's task that a task of the recording stands for, by the label that it has of its first argument.
func (p *projection) created(label string) (int, bool) {
	coroutine, argument, _ := strings.Cut(strings.TrimSuffix(label, ")"), "(")
	if coroutine == "hedged" || coroutine == "worker" {
		return 0, false
	}
	if coroutine == "retried" || p.scenario.Chained() { // whose argument is the number
		n, err := strconv.Atoi(argument)
		return n, err == nil
	}
	i := slices.Index(p.names, argument)
	return i, i >= 0
}

func (p *projection) print(e recordedEvent, lane int) {
	words := strings.SplitN(e.Text, " ", 3)
	if len(words) < 2 {
		return
	}
	rest := ""
	if len(words) > 2 {
		rest = words[2]
	}
	task := p.named(rest)
	switch words[1] {
	case "start":
		p.running[lane] = task
		p.add(e, engine.Start, task)
	case "take":
		name, worker, _ := strings.Cut(rest, " by worker ")
		p.add(e, engine.Take, p.named(name)).Value, _ = strconv.Atoi(worker)
	case "finish":
		p.add(e, engine.Finish, task).Value = valueOf(rest[len(p.names[task])+2:])
	case "fail":
		p.add(e, engine.Fail, task).Error = reasonOf(rest)
	case "cancel":
		p.add(e, engine.Cancel, task).By = engine.Cause(p.thrown[lane])
	case "deliver":
		told := p.add(e, engine.Deliver, task)
		if told.Error = reasonOf(rest); told.Error == "" {
			told.Value = valueOf(rest[len(p.names[task])+2:])
		}
	case "wake":
		told := p.add(e, engine.Wake, engine.NoTask)
		fmt.Sscanf(rest, "%d %d", &told.Done, &told.Pending)
	case "return":
		p.add(e, engine.Return, engine.NoTask)
	case "raise":
		told := p.add(e, engine.Raise, engine.NoTask)
		if told.Error = reasonOf(rest); p.scenario.Collector().RaisesGroup() && rest != "timeout" { // which is the whole's, and no task's
			told.Error = "group:" + strings.Join(reasonsOf(rest), ",")
		}
	}
}

func (p *projection) lose(e recordedEvent) {
	told := engine.Event{T: time.Duration(e.T) * time.Microsecond, Kind: engine.Unretrieved, Task: engine.NoTask, Error: reasonOf(e.Error)}
	// 3.14 tells of it where somebody has left the shield, others when the program ends; a gather's is the caller's.
	shielded := strings.HasSuffix(e.Text, "exception in shielded future") && e.Task != nil
	if e.Kind == "unretrieved" || shielded || strings.HasPrefix(e.Text, "unhandled exception during") {
		_, words, _ := strings.Cut(e.Error, ": ")
		if told.Task = p.named(words); told.Task == engine.NoTask && e.Task != nil {
			told.Task = p.running[*e.Task]
		}
	}
	if strings.HasPrefix(e.Text, "unhandled exception during") {
		p.log = append(p.log, told)
		return
	}
	if told.Task == engine.NoTask {
		p.log = append(p.log, told)
		return
	}
	p.lost = append(p.lost, told)
}

// named is the task whose name a text begins with: the longest, where one name begins with another.
func (p *projection) named(text string) int {
	found := engine.NoTask
	for i, name := range p.names {
		if strings.HasPrefix(text+":", name+":") && (found < 0 || len(name) > len(p.names[found])) {
			found = i
		}
	}
	return found
}

// valueOf is a status, or a message's length.
func valueOf(text string) int {
	if text == "slept" {
		return 0
	}
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return len(text)
}

// reasons are errors in the words of the libraries, and as a trace has them.
var reasons = []struct{ words, reason string }{
	{`HTTP Error (\d\d\d): `, "status $1"},
	{`(\d\d\d), message=`, "status $1"},
	{`the connection broke instead`, "unclean"},
	{`Response payload is not completed|IncompleteRead\(|the connection broke`, "reset"},
	{`Cannot connect to host|Connection refused`, "refused"},
	{`python://|unknown url type`, "scheme"},
	{`Connection closed|Session is closed|Connector is closed`, "closed"},
	{`Timeout on reading data`, "timeout sock_read"},
	{`Connection timeout to host`, "timeout connect"},
	{`: TimeoutError`, "timeout total"},
	{`timeout|^TimeoutError`, "timeout"},
	{`^CancelledError`, "cancelled"},
}

func reasonOf(text string) string {
	for _, r := range reasons {
		pattern := regexp.MustCompile(r.words)
		if found := pattern.FindStringSubmatchIndex(text); found != nil {
			return string(pattern.ExpandString(nil, r.reason, text, found))
		}
	}
	return ""
}

// reasonsOf are those of several errors, in their order.
func reasonsOf(text string) (all []string) {
	words := make([]string, len(reasons))
	for i, r := range reasons {
		words[i] = r.words
	}
	for _, one := range regexp.MustCompile(strings.Join(words, "|")).FindAllString(text, -1) {
		all = append(all, reasonOf(one))
	}
	return all
}

var update = flag.Lookup("update")

// TestProgramsLeaveTheirLogs: programs of kinds that no scenario can say, each with the log that it leaves.
func TestProgramsLeaveTheirLogs(t *testing.T) {
	files, err := fs.Glob(programs.Files, "*.py")
	if err != nil || len(files) < 40 {
		t.Fatalf("got %d programs, %v", len(files), err)
	}
	record := startRecorder(t)
	for _, file := range files {
		source, err := programs.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := written(t, decode[map[string]any](t, record(filepath.Base(file), string(source), map[string]any{})))
		golden := strings.TrimSuffix(file, ".py") + ".json"
		if update != nil && update.Value.String() == "true" {
			save(t, "testdata/programs/"+golden, string(got))
			continue
		}
		want, _ := programs.Files.ReadFile(golden)
		if !bytes.Equal(got, want) {
			t.Errorf("%s left another log than %s: make golden writes it anew\n%s", file, golden, firstLine(got, want))
		}
		s, log, err := view.ParseTrace(got)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if told := view.Narrate(view.Fold(s, log, view.WholeLog)); len(log) > 0 && len(told) == 0 {
			t.Errorf("%s: there is nothing to tell", file)
		}
	}
}

// otherwiseIn314 are the programs that leave another log in CPython 3.14, and why.
var otherwiseIn314 = map[string]string{
	"eager-tasks":     "3.11 has no eager tasks",
	"get-event-loop":  "there it says that get_event_loop makes no loop any more",
	"missing-quote":   "3.12 and later say that it is an f-string",
	"wait-for-shield": "from 3.12 on wait_for is a timeout around the await, and no task of its own",
}

// TestProgramsLeaveTheirLogsIn314: the same logs, but for differences that are named.
func TestProgramsLeaveTheirLogsIn314(t *testing.T) {
	if testing.Short() {
		t.Skip("Pyodide takes two seconds to start")
	}
	record := startPyodide(t)
	files, _ := fs.Glob(programs.Files, "*.py")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".py")
		source, err := programs.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := written(t, decode[map[string]any](t, record(filepath.Base(file), string(source), map[string]any{})))
		want, err := programs.Files.ReadFile(strings.TrimSuffix(file, ".py") + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if same, why := bytes.Equal(got, want), otherwiseIn314[name]; same != (why == "") {
			t.Errorf("%s: the same as in 3.11: %t, want otherwise: %q\n%s", name, same, why, firstLine(got, want))
		}
	}
}

// TestTutorialsProgramsRunAsTheyStand: parts of lessons, without imports and calls of main(), with helpers from files that nobody has; and
// wrong ones, with a sentence about what is meant.
func TestTutorialsProgramsRunAsTheyStand(t *testing.T) {
	const ask = "async def ask(session, url):\n    async with session.get(url) as answer:\n        return answer.status\n\n"
	const session = "async def main():\n    async with aiohttp.ClientSession() as session:\n        "
	const run = "\n\nasyncio.run(main())\n"
	record := startRecorder(t)
	for name, c := range map[string]struct {
		program string
		ends    int64  // microseconds
		says    string // in what it prints, what is meant, or the note
	}{
		"a file is read": {"def main():\n    with open('x') as file:\n        file.read()\n", 0, "nothing of it is called"},
		"one request":    {"import aiohttp\n\n" + ask + session + "print(await ask(session, 'https://a.example'))" + run, 300_000, "200"},
		"one after another": {
			"from util import delay\n\nasync def main():\n    [await delay(n) for n in (2, 1)]" + run, 3_000_000, "sleeping for 1"},
		"a thousand": {ask + session +
			"print(len(await asyncio.gather(*(ask(session, 'https://a.example') for _ in range(1000)))))", 3_000_000, "1000"},
		"timed": {"from utils import async_timed\n\n@async_timed()\n" + session + "await ask(session, 'https://a.example')\n" + ask,
			300_000, "finished main in"},
		"a wrong address": {ask + session + "await asyncio.gather(ask(session, 'ftp://a.example'))", 0, "begin with http"},
		"a star too many": {"async def main():\n    tasks = [asyncio.sleep(1)]\n    for t in asyncio.as_completed(*tasks, *tasks): await t" + run,
			0, "without the star"},
		"no first value": {"async def main():\n    while left:\n        done, left = await asyncio.wait(left)" + run,
			0, "before it has a value"},
		"somebody may connect": {"async def main():\n    await asyncio.get_running_loop().sock_accept(None)" + run, 0, "on your machine"},
	} {
		r := decode[struct {
			recording
			Note string
		}](t, record("program.py", c.program, map[string]any{}))
		ends, says := int64(0), r.Output+r.Note
		if len(r.Events) > 0 {
			ends = r.Events[len(r.Events)-1].T
		}
		if r.Error != nil {
			says = r.Error.Meant
		}
		if ends != c.ends || !strings.Contains(says, c.says) {
			t.Errorf("%s: ends at %d µs, want %d; it says %q, want %q", name, ends, c.ends, says, c.says)
		}
	}
}

// written is a trace as it is kept: an event a line, and without what each machine has its own of.
func written(t *testing.T, trace map[string]any) []byte {
	t.Helper()
	events, _ := trace["events"].([]any)
	for _, key := range []string{"events", "output"} {
		delete(trace, key)
	}
	trace["python"] = "3.11"
	if problem, is := trace["error"].(map[string]any); is {
		delete(problem, "traceback")
	}
	var lines []string
	for _, e := range events {
		if e.(map[string]any)["stderr"] == true {
			continue // tracebacks, with the paths of this machine
		}
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(line))
	}
	head, err := json.Marshal(trace)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.TrimSuffix(string(head), "}") + ",\"events\":[\n" + strings.Join(lines, ",\n") + "\n]}\n")
}

// firstLine is the first line in which two texts differ.
func firstLine(got, want []byte) string {
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return fmt.Sprintf("line %d:\ngot  %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return ""
}
