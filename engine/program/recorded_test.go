package program

import (
	"bytes"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/backend"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// TestARecordedProgramDoesWhatItDoesAlone: what it prints, its tracebacks included, and its exit code are the same, and there is a trace.
func TestARecordedProgramDoesWhatItDoesAlone(t *testing.T) {
	enginetest.NoteTools()
	recorder := savedRecorder(t)
	for name, c := range map[string]struct {
		program   string
		interrupt bool
		tasks     int // that the trace has at least
	}{
		"arguments and exit code": {program: "import sys\nprint(sys.argv[1:], __name__)\nsys.exit(3)"},
		"a failure": {tasks: 1, program: `
import asyncio
async def bad(): raise ValueError("no")
async def main(): await asyncio.create_task(bad())
asyncio.run(main())`},
		"a failure within a failure": {tasks: 1, program: `
import asyncio, traceback
async def bad(): 1 / 0
async def main():
    try: await asyncio.gather(bad(), asyncio.sleep(0.01))
    except ZeroDivisionError:
        traceback.print_exc()
        raise RuntimeError("worse")
asyncio.run(main())`},
		"a group": {tasks: 2, program: `
import asyncio
async def bad(n): raise ValueError(n)
async def main():
    async with asyncio.TaskGroup() as group:
        for n in range(2): group.create_task(bad(n))
asyncio.run(main())`},
		"Ctrl-C": {interrupt: true, tasks: 1, program: `
import asyncio
async def job():
    open("ready", "w").close()
    try: await asyncio.sleep(60)
    finally: print("cleaned up")
async def main(): await asyncio.create_task(job())
try: asyncio.run(main())
except KeyboardInterrupt: print("stopped")`},
		"os._exit": {tasks: 1, program: `
import asyncio, os
async def job(): os._exit(5)
async def main(): await asyncio.create_task(job())
asyncio.run(main())`},
		"threads": {tasks: 2, program: `
import asyncio, threading
def work(): return threading.current_thread() is not threading.main_thread()
async def main(): print(await asyncio.gather(asyncio.to_thread(work), asyncio.to_thread(work)))
asyncio.run(main())`},
		"a loop of its own": {tasks: 1, program: `
import asyncio
class Loop(asyncio.SelectorEventLoop): pass
loop = Loop()
async def main(): return await asyncio.create_task(asyncio.sleep(0, 7))
print(loop.run_until_complete(main()))
loop.close()`},
		"names, reprs and types": {tasks: 1, program: `
import asyncio
async def job(): await asyncio.sleep(0)
async def main():
    task = asyncio.create_task(job(), name="mine")
    print(task.get_name(), type(task).__name__, isinstance(task, asyncio.Task), isinstance(task, asyncio.Future))
    print(task.get_coro().__qualname__, asyncio.iscoroutine(task.get_coro()), repr(task).split(" ")[0])
    await task
    print(asyncio.current_task().get_name(), len(asyncio.all_tasks()))
asyncio.run(main())`},
		"a syntax error": {program: "import asyncio\nprint('a)"},
		"10,000 tasks": {tasks: 10_000, program: `
import asyncio
async def main(): print(len(await asyncio.gather(*(asyncio.sleep(0) for _ in range(10_000)))))
asyncio.run(main())`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			file, trace := filepath.Join(folder, "prog.py"), filepath.Join(folder, "trace.json")
			save(t, file, strings.TrimPrefix(c.program, "\n")+"\n")
			run := func(arguments ...string) string {
				cmd := exec.Command("python3", arguments...)
				var out, errs bytes.Buffer
				cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &out, &errs
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				if c.interrupt {
					ready := filepath.Join(folder, "ready")
					for range 600 {
						if os.Remove(ready) == nil {
							break
						}
						time.Sleep(100 * time.Millisecond)
					}
					cmd.Process.Signal(syscall.SIGINT)
				}
				cmd.Wait()
				return fmt.Sprintf("exit %d\n%s\n%s", cmd.ProcessState.ExitCode(), out.String(), errs.String())
			}
			want := run("prog.py", "1", "two")
			if got := run(recorder, "-o", trace, "prog.py", "1", "two"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			text, err := os.ReadFile(trace)
			if err != nil {
				t.Fatal(err)
			}
			s, _, err := view.ParseTrace(text)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(s.Recorded.Tasks); got < c.tasks {
				t.Errorf("the trace has %d tasks, want %d", got, c.tasks)
			}
		})
	}
}

// TestRecordedProgramsAgreeWithTheRealNetwork: over real connections to the demo backend, with the real aiohttp, the recorder sees what it
// sees in virtual time and in memory, wherever times differ by 150 ms.
func TestRecordedProgramsAgreeWithTheRealNetwork(t *testing.T) {
	if testing.Short() {
		t.Skip("real time takes its time")
	}
	server := httptest.NewServer(backend.New(backend.Options{}))
	defer server.Close()
	demo := engine.Backend{URL: server.URL, Refused: "http://" + closedAddress(t)}
	recorder := savedRecorder(t)
	t.Run("programs", func(t *testing.T) {
		for _, link := range []string{
			"tasks=a=900ms,b=300ms!503,c=600ms&after=linger&raise_for_status=true",
			"tasks=300ms*4&limit=2",
			"strategy=task_group&tasks=a=900ms,b=300ms!reset,c=600ms",
			"strategy=as_completed&tasks=a=900ms,b=300ms,c=600ms",
			"strategy=race&tasks=a=300ms!503,b=600ms,c=900ms&raise_for_status=true",
			"strategy=wait_for&tasks=a=300ms,b=1200ms&task_timeout=600ms&return_exceptions=true",
			"strategy=wait&tasks=a=300ms!refused,b=600ms&on_error=handle",
			"session=per_request&strategy=semaphore&concurrency=2&tasks=300ms*4",
		} {
			t.Run(link, func(t *testing.T) {
				t.Parallel()
				s := parse(t, link)
				folder := t.TempDir()
				file, trace := filepath.Join(folder, "prog.py"), filepath.Join(folder, "trace.json")
				save(t, file, Write(s, Python, demo, Options{}).Text())
				var text []byte
				for try := 1; ; try++ {
					if out, err := exec.Command("/usr/bin/python3", recorder, "-o", trace, file).CombinedOutput(); err != nil {
						t.Fatalf("%v\n%s", err, out)
					}
					var err error
					if text, err = os.ReadFile(trace); err != nil {
						t.Fatal(err)
					}
					names := s.Names()
					if err = compare(expected(names, decode[recording](t, text).project(s)), expected(names, simulate(t, s))); err == nil {
						break
					} else if try == tries {
						t.Fatal(err)
					}
					fmt.Printf("%s: try %d: %v\n", link, try, err)
				}
				if requests := bytes.Count(text, []byte(`"kind":"send"`)); requests == 0 {
					t.Errorf("it saw no request leave")
				}
			})
		}
	})
}

// TestTasksAreNamedByWhatTheyAskFor: a task that a library's own coroutine makes has the name that its caller wrote, and of an address the
// path; in memory, and by aiohttp itself.
func TestTasksAreNamedByWhatTheyAskFor(t *testing.T) {
	const all = "import aiohttp, asyncio, functools, httpx, requests, urllib.request\n\n" +
		"async def fetch(session, url):\n    async with session.get(url) as answer:\n        return answer.status\n\n" +
		"async def main():\n    async with aiohttp.ClientSession() as session, httpx.AsyncClient() as client:\n" +
		"        await asyncio.gather(%s)\n\nasyncio.run(main())\n"
	record := startRecorder(t)
	names := func(trace []byte) (names []string) {
		for _, e := range decode[recording](t, trace).Events {
			if e.Kind == "create" {
				names = append(names, e.Name)
			}
		}
		return names
	}
	for _, c := range []struct{ call, want string }{
		{`client.get("https://a.example/items?page=2")`, "get(/items?page=2)"},
		{`client.request("POST", httpx.URL("https://a.example/orders"))`, "post(/orders)"},
		{`session.get("https://a.example/1")`, "get(/1)"},
		{`session.request("DELETE", "https://a.example/1")`, "delete(/1)"},
		{`fetch(session, "https://a.example/")`, "fetch(a.example)"},
		{`fetch(session, "https://a.example/` + strings.Repeat("deep/", 9) + `page")`, "fetch(…/page)"},
		{`fetch(session, "https://a.example/x?token=` + strings.Repeat("0", 40) + `")`, "fetch(/x)"},
		{`asyncio.to_thread(urllib.request.urlopen, "https://a.example/1")`, "to_thread(urlopen /1)"},
		{`asyncio.to_thread(requests.get, "https://a.example/2")`, "to_thread(get /2)"},
		{`asyncio.to_thread(functools.partial(requests.post, "https://a.example/3"))`, "to_thread(post /3)"},
		{`asyncio.to_thread(requests.Session().get, "https://a.example/4")`, "to_thread(get /4)"},
		{`asyncio.sleep(1), *(session.get(u) for u in ["https://a.example/1"] * 2)`, "sleep(1) get(/1) #1 get(/1) #2"},
	} {
		if got := strings.Join(names(record("program.py", fmt.Sprintf(all, c.call), map[string]any{})), " "); got != c.want {
			t.Errorf("%s: the tasks are %q, want %q", c.call, got, c.want)
		}
	}
	folder := t.TempDir()
	file, trace := filepath.Join(folder, "prog.py"), filepath.Join(folder, "trace.json")
	server := httptest.NewServer(backend.New(backend.Options{}))
	defer server.Close()
	real := strings.NewReplacer(", functools, httpx, requests", "", ", httpx.AsyncClient() as client", "").Replace(all)
	save(t, file, fmt.Sprintf(real, `*(session.get(f"`+server.URL+`/{n}") for n in range(2))`))
	recorder := savedRecorder(t)
	if out, err := exec.Command("/usr/bin/python3", recorder, "-o", trace, file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names(text), " "); got != "get(/0) get(/1)" {
		t.Errorf("with aiohttp itself the tasks are %q", got)
	}
}

// TestProgramsLikeACrawlerAreRecorded: a program of somebody's, over real connections and in real time, does what it does alone, and its
// trace opens: a hundred pages, never more at once than there are workers, and who is cancelled at the end has swallowed nothing.
func TestProgramsLikeACrawlerAreRecorded(t *testing.T) {
	if testing.Short() {
		t.Skip("real time takes its time")
	}
	server := httptest.NewServer(backend.New(backend.Options{}))
	defer server.Close()
	trace := filepath.Join(t.TempDir(), "trace.json")
	run := func(arguments ...string) string {
		out, err := exec.Command("/usr/bin/python3", append(arguments, savedProgram(t, "crawler.py"), server.URL)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	const want = "100 pages; [(13, 'ClientResponseError'), (40, 'ClientPayloadError')]\n"
	if alone, recorded := run(), run(savedRecorder(t), "-o", trace); alone != want || recorded != want {
		t.Errorf("it printed %q alone, and %q under the recorder, want %q", alone, recorded, want)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	s, log, err := view.ParseTrace(text)
	if err != nil {
		t.Fatal(err)
	}
	sent, answered, broke := 0, 0, []string{}
	for _, e := range log {
		switch e.Kind {
		case engine.Send:
			sent++
		case engine.Answer:
			answered++
		case engine.Broke:
			broke = append(broke, strings.SplitN(e.Error, ":", 2)[0])
		}
		if e.More.Swallowed {
			t.Errorf("%v is told as swallowed", e)
		}
	}
	whole := view.Fold(s, log, view.WholeLog)
	if whole.Summary().WastedRequests != 0 {
		t.Errorf("%v is told as lost, of which all was done", whole.Summary().WastedTime)
	}
	if sent != 100 || answered != 98 || whole.MostInFlight > 8 || len(whole.Lanes) != 8 || len(view.Narrate(whole)) == 0 {
		t.Errorf("got %d requests, %d answers, %d at once, %d tasks", sent, answered, whole.MostInFlight, len(whole.Lanes))
	}
	if got := strings.Join(broke, " "); got != "closed ClientPayloadError" && got != "ClientPayloadError closed" {
		t.Errorf("got %q, want the answer that nobody read, and the one that broke off", got)
	}
	for i := range whole.Lanes {
		finished := whole.Lanes[i].Outcome == view.Finished
		if finished != (i == 7) {
			t.Errorf("%s", whole.LaneInWords(&whole.Lanes[i]))
		}
	}
}

// TestProgramsFindTheNetworkInMemoryAsTheRealOne: what these programs print in virtual time is what they print with the real aiohttp, over
// real connections to the demo backend.
func TestProgramsFindTheNetworkInMemoryAsTheRealOne(t *testing.T) {
	t.Parallel()
	enginetest.NoteTools()
	if testing.Short() {
		t.Skip("real time takes its time")
	}
	server := httptest.NewServer(backend.New(backend.Options{}))
	t.Cleanup(server.Close)
	for _, program := range []string{"unclosed", "unread"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			run := func(arguments ...string) string {
				out, err := exec.Command("/usr/bin/python3", append(arguments, savedProgram(t, program+".py"), server.URL)...).Output()
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				return string(out)
			}
			memory, real := run(savedRecorder(t), "--virtual", "-o", filepath.Join(t.TempDir(), "trace.json")), run()
			if memory != real { // a busy machine may once be late
				real = run()
			}
			if memory != real || len(real) < 100 {
				t.Errorf("really it printed\n%s\nand in memory\n%s", real, memory)
			}
		})
	}
}

// TestUvloopIsRecorded as asyncio's own loop is, in each of the ways that a program asks for it, where it is installed: make test brings
// Debian's python3-uvloop.
func TestUvloopIsRecorded(t *testing.T) {
	enginetest.NoteTools()
	if exec.Command("/usr/bin/python3", "-c", "import uvloop").Run() != nil {
		t.Skip("there is no uvloop")
	}
	const body = `
async def job(n):
    await asyncio.sleep(n / 100)
    return n
async def lost(): raise ValueError("lost")
async def main():
    print(type(asyncio.get_running_loop()).__module__, await asyncio.gather(job(2), job(1), asyncio.to_thread(sum, [1, 2])))
    await asyncio.get_running_loop().run_in_executor(None, sum, [])
    asyncio.create_task(lost())
    await asyncio.sleep(0.01)
`
	run := func(name, runs, want string) (kinds map[string]int) {
		folder := t.TempDir()
		file, trace := filepath.Join(folder, "prog.py"), filepath.Join(folder, "trace.json")
		save(t, file, "import asyncio, uvloop\n"+body+runs+"\n")
		cmd := exec.Command("/usr/bin/python3", savedRecorder(t), "-o", trace, file)
		if out, err := cmd.Output(); err != nil || string(out) != want+" [2, 1, 3]\n" {
			t.Errorf("%s: %v, it printed %q", name, err, out)
		}
		text, _ := os.ReadFile(trace)
		s, log, err := view.ParseTrace(text)
		if err != nil || len(s.Recorded.Tasks) != 4 {
			t.Fatalf("%s: %v, or other than four tasks: %s", name, err, text)
		}
		kinds = map[string]int{}
		for _, e := range log {
			if e.Kind != engine.Print { // the traceback, with a path
				kinds[fmt.Sprint(e.Kind, " ", e.Task, " ", e.More.Text)]++
			}
		}
		return kinds
	}
	want := run("asyncio", "asyncio.run(main())", "asyncio.unix_events")
	for name, runs := range map[string]string{
		"policy":  "asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())\nasyncio.run(main())",
		"runner":  "with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner: runner.run(main())",
		"install": "uvloop.install()\nasyncio.run(main())",
		"by hand": "loop = uvloop.new_event_loop()\nloop.run_until_complete(main())\nloop.run_until_complete(loop.shutdown_default_executor())",
	} {
		if got := run(name, runs, "uvloop"); !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want what happens in asyncio's loop, %v", name, got, want)
		}
	}
}
