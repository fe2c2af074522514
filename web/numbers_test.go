package web_test

import (
	"bytes"
	"embed"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/view"
	"inflight/engine/view/testdata/exports"
)

// readNumbers is what the page makes of files: numbers.js itself, in node.
func readNumbers(t *testing.T, files map[string]string) map[string]numbers {
	t.Helper()
	given, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", "-e", `
		require(process.cwd() + "/numbers.js");
		const {read, linkOf, wordsOf} = globalThis.inflightNumbers, all = {};
		for (const [name, text] of Object.entries(JSON.parse(require("fs").readFileSync(0, "utf8")))) {
			const found = read(name, text === "LARGE" ? "{" + " ".repeat(50 << 20) : text);
			all[name] = found.problem ? found : {...found, words: wordsOf(found), link: linkOf(found), begun: linkOf(found, {begin: true}),
				drawn: linkOf(found, {drawn: true, times: 40})};
		}
		console.log(JSON.stringify(all));`)
	node.Stdin = strings.NewReader(string(given))
	node.Stderr = os.Stderr
	out, err := node.Output()
	found := map[string]numbers{}
	if err != nil || json.Unmarshal(out, &found) != nil {
		t.Fatalf("node: %v\n%.2000s", err, out)
	}
	for name, n := range found {
		for _, link := range []string{n.Link, n.Begun, n.Drawn} {
			if _, err := engine.Parse(link); n.Problem == "" && err != nil {
				t.Errorf("%s %.300q: its link %s: %v", name, files[name], link, err)
			}
		}
	}
	return found
}

type numbers struct {
	Problem, Words, Link, Begun, Drawn string
	Lacks                              []string
}

// tasks are those of a link.
func (n numbers) tasks(t *testing.T) []string {
	t.Helper()
	s, err := engine.Parse(n.Link)
	if err != nil {
		t.Fatal(err)
	}
	var tasks []string
	for _, e := range s.Entries {
		tasks = append(tasks, e.String())
	}
	return tasks
}

func TestNumbersOfFilesBecomeTasks(t *testing.T) {
	tests := map[string]struct{ text, link, lacks string }{
		"column":   {"120\n340\n95\n", "tasks=120ms,340ms,95ms", "It has no names."},
		"seconds":  {"0.120\n0.34\n1.5\n", "tasks=120ms,340ms,1500ms", ""},
		"units":    {"120ms\n1.5 s\n90us", "tasks=120ms,1500ms,90us", ""},
		"one line": {"120 340 95", "tasks=120ms,340ms,95ms", ""},
		"jmeter.csv": {"timeStamp,elapsed,label,responseCode,success\n1700000000000,120,/api/users?id=4,200,true\n" +
			"1700000000100,800,Home page,503,false\n1700000000200,5,/x,Non HTTP response code: java.net.ConnectException,false\n",
			"tasks=users=120ms,Home-page=800ms!503,x=5ms!reset&raise_for_status=true", ""},
		"hey.csv": {"response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\n" +
			"0.1200,0.01,0.001,0,0.1,0,200,0.1\n0.9,0.01,0.001,0,0.1,0,429,0.1\n",
			"tasks=120ms,900ms!429&raise_for_status=true", "It has no names."},
		"k6.csv": {"metric_name,timestamp,metric_value,status,url\nhttp_reqs,1700,1,200,http://a/x\n" +
			"http_req_duration,1700,120.5,200,http://a/x\n", "tasks=x=121ms", ""},
		"german.csv": {"Name;Latency (s)\nErste;0,25\nZweite;\nDritte;1,5\n",
			"tasks=Erste=250ms,Dritte=1500ms", "1 line without a time left out."},
		"quoted.csv": {"name,latency_us\r\n\"a, \"\"b\"\"\",1500\r\n", "tasks=a-b=1500us", ""},
		"units.csv":  {"path,took\n/a,80ms\n/b,1.2s\n", "tasks=a=80ms,b=1200ms", ""},
	}
	files := map[string]string{}
	for name, test := range tests {
		files[name] = test.text
	}
	for name, got := range readNumbers(t, files) {
		test := tests[name]
		want, _ := engine.Parse(test.link)
		if s, err := engine.Parse(got.Link); err != nil || want == nil || s.Link() != want.Link() {
			t.Errorf("%s: got  %s %s\nwant %s", name, got.Problem, got.Link, test.link)
		}
		if lacks := strings.Join(got.Lacks, " "); !strings.Contains(lacks, test.lacks) {
			t.Errorf("%s: got %q, want it to say %q", name, lacks, test.lacks)
		}
	}
}

// TestOurOwnHARComesBack: with names, latencies as they were measured, and outcomes; what was cancelled is left out.
func TestOurOwnHARComesBack(t *testing.T) {
	got := readNumbers(t, map[string]string{"live.har": exports.LiveHAR})["live.har"]
	if want := []string{"a=503ms", "c=1.004s!reset"}; !slices.Equal(got.tasks(t), want) ||
		!slices.Contains(got.Lacks, "1 entry left out: cancelled.") {
		t.Errorf("got %q %q, want %q", got.tasks(t), got.Lacks, want)
	}
}

// TestManyNumbersAreDrawn: from their median, their 99th percentile and how often they failed.
func TestManyNumbersAreDrawn(t *testing.T) {
	lines := []string{"latency_ms,status"}
	for i := range 1000 {
		lines = append(lines, strings.Join([]string{strconv.Itoa(100 + i), map[bool]string{true: "503", false: "200"}[i%20 == 0]}, ","))
	}
	got := readNumbers(t, map[string]string{"many.csv": strings.Join(lines, "\n")})["many.csv"]
	if want := "tasks=599ms..1089ms!503@5%25*40&raise_for_status=true"; got.Drawn != want {
		t.Errorf("got %s, want %s", got.Drawn, want)
	}
}

// TestNumbersThatCannotBeReadSaySo: what is wrong, and what was wanted.
func TestNumbersThatCannotBeReadSaySo(t *testing.T) {
	files := map[string]string{
		"large.har": "LARGE", "empty.csv": " \n", "words.csv": "name,city\nAnn,Rome\nBob,Oslo\n", "broken.har": `{"log": {`,
		"other.har": `{"events": []}`, "none.har": `{"log": {"entries": []}}`, "long.csv": "latency_ms\n9999999\n",
		"timeless.har": `{"log": {"entries": [{"request": {"url": "https://a.example/x"}, "response": {"status": 200}}]}}`,
		"odd.har":      `{"log": {"entries": [null, 7, {"request": {"url": "data:,x"}}]}}`,
	}
	want := map[string]string{
		"large.har": "it has 51 MiB: want at most 32", "empty.csv": "it is empty",
		"words.csv":  "no column of it holds times: want numbers such as 120",
		"broken.har": "it is no HAR", "other.har": "want an object with log.entries", "none.har": "it holds no requests",
		"long.csv":     "took longer than an hour",
		"timeless.har": "none of its 1 entry can be a task: 1 entry left out: without timings.",
		"odd.har":      "3 entries left out: without an address of http.",
	}
	for name, got := range readNumbers(t, files) {
		if !strings.Contains(got.Problem, want[name]) {
			t.Errorf("%s: got %q, want it to hold %q", name, got.Problem, want[name])
		}
	}
}

// testdata is embedded, since go test goes by the time of files that a test opens, which is another in each checkout.
//
//go:embed testdata
var testdata embed.FS

// TestHARsOfOthersAreRead: those of Chromium and Firefox, written by Playwright and by Firefox's own Network Monitor, of the same
// requests: three answers, 404, 503, a connection that breaks, a redirect, and one that was cancelled, of which Firefox does not say so.
func TestHARsOfOthersAreRead(t *testing.T) {
	found, err := fs.Glob(testdata, "testdata/*.har")
	if err != nil || len(found) == 0 {
		t.Fatal("no HARs in testdata: ", err)
	}
	for _, name := range found {
		text, err := testdata.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := readNumbers(t, map[string]string{name: string(text)})[name]
		var tasks []string
		for _, task := range got.tasks(t) {
			label, rest, _ := strings.Cut(task, "=")
			_, outcome, _ := strings.Cut(rest, "!")
			tasks = append(tasks, strings.TrimSuffix(label+"!"+outcome, "!"))
		}
		for _, want := range []string{"users", "orders", "items-7", "missing!404", "flaky!503", "break!reset", "old"} {
			if !slices.Contains(tasks, want) {
				t.Errorf("%s: got %q, want %s among them", name, tasks, want)
			}
		}
		lacks := map[bool]string{true: "It does not say why 2 requests got no answer", false: "1 entry left out: cancelled."}
		if says := lacks[slices.Contains(tasks, "slow!reset")]; !strings.Contains(strings.Join(got.Lacks, " "), says) {
			t.Errorf("%s: the cancelled request: got %q, %q, want %q", name, tasks, got.Lacks, says)
		}
		if !strings.Contains(got.Begun, ":") {
			t.Errorf("%s: no task begins later: %s", name, got.Begun)
		}
	}
}

// TestWhateverIsReadBecomesALink: of files made of what such files hold, right or wrong, others each day, each has a problem in words or
// links that can be read.
func TestWhateverIsReadBecomesALink(t *testing.T) {
	seed := uint64(time.Now().Unix() / 86400)
	draw := rand.New(rand.NewPCG(seed, 1))
	pick := func(words []string) string { return words[draw.IntN(len(words))] }
	cells := []string{"120", "0.5", "1e9", "-5", "1e400", "NaN", "", " ", "1h", "90us", "1.5 s", "503", "99", "450.5", "true", "GET /a/b?x=1",
		"...", "3s", "latency_ms", "name", "status", "elapsed", "\"a\"\"b\"", "\"", "\x00", "a=1s,b", "a@b:c!d*9", "/%ff", "\u202e", "x|y"}
	values := []string{`null`, `7`, `"x"`, `{}`, `[]`, `-1`, `1e9`, `450.5`, `"4e2"`, `true`, `100`, `"https://b1.example/%ff"`,
		`"http://a.example/3s"`, `"2026-01-01T00:00:00Z"`, `"2026-01-01T05:00:00Z"`, `{"wait": 120, "send": 1}`, `{"wait": -1}`,
		`{"status": 450.5}`, `{"status": 200}`, `{"status": 0, "_error": "refused"}`,
		`{"url": "https://a.example/x"}`, `{"url": "https://b.example/a=1s,b"}`}
	files := map[string]string{",,,.csv": ",,,\n,,", "lines.csv": ";;\n;;"}
	for i := range 400 {
		files[strconv.Itoa(i)+".csv"] = anyTable(draw, pick, cells)
		files[strconv.Itoa(i)+".har"] = anyHAR(draw, pick, values)
	}
	read := readNumbers(t, files) // which parses the links
	for name, n := range read {
		if n.Problem == "" && n.Link == "" {
			t.Errorf("seed %d: %q has neither a link nor a problem", seed, files[name])
		}
	}
	if len(read) != len(files) {
		t.Errorf("%d of %d files were read", len(read), len(files))
	}
}

func anyTable(draw *rand.Rand, pick func([]string) string, cells []string) string {
	var b strings.Builder
	separator := pick([]string{",", ";", "\t", "\n"})
	for range 1 + draw.IntN(6) {
		for range 1 + draw.IntN(4) {
			b.WriteString(pick(cells) + separator)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func anyHAR(draw *rand.Rand, pick func([]string) string, values []string) string {
	var entries []string
	for range 1 + draw.IntN(3) {
		fields := []string{`"request": {"url": "https://a.example/x"}`, `"timings": {"wait": 120}`, `"response": {"status": 200}`}
		for range draw.IntN(4) {
			key := pick([]string{"request", "response", "timings", "time", "startedDateTime", "comment"})
			fields = append(fields, strconv.Quote(key)+": "+pick(values))
		}
		entries = append(entries, "{"+strings.Join(fields, ", ")+"}")
	}
	return `{"log": {"entries": [` + strings.Join(entries, ", ") + `]}}`
}

// asked are the strategies that /which thinks of, whatever its fields say; and the links that it would ask the app about, unless what the
// app says is known.
func asked(t *testing.T, known map[string]any) (found struct {
	All   []struct{ Asked, Link, Variant string }
	Links []string
}) {
	t.Helper()
	text, err := json.Marshal(known)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", "-e", `
		let fields;
		const known = JSON.parse(require("fs").readFileSync(0, "utf8")), links = [];
		globalThis.inflightAsked = (link) => known[link] ?? {requests: 1, unknown: links.push(link)};
		require(process.cwd() + "/axis.js");
		const field = (selector) => ({value: fields[/name="(\w+)"/.exec(selector)[1]] ?? ""});
		globalThis.document = {querySelector: (selector) => selector.startsWith("#decide") ? field(selector) : null};
		require(process.cwd() + "/which.js");
		const {question, candidates} = inflightWhich, all = [];
		const tries = {requests: ["1", "40", "2000", "1e3"], from: ["0", "1us", "100us", "120", "1,5 s", "30m", "60 m"],
			to: ["", "5 s"], fail: ["", "0.5"], at_once: ["", "1", "10000"], deadline: ["", "0", "2"],
			server: ["", "at_once:1", "rate:1000/1h", "down:0s-1h"]};
		const each = (names) => {
			if (names.length) return tries[names[0]].forEach((value) => { fields[names[0]] = value; each(names.slice(1)); });
			try {
				const asked = question();
				for (const c of candidates(asked).all) all.push({Asked: asked.link, Link: c.query, Variant: c.variant});
			} catch (error) {
				if (!error.field) throw error;
			}
		};
		fields = {};
		each(Object.keys(tries));
		console.log(JSON.stringify({All: all, Links: links}));`)
	node.Stdin, node.Stderr = bytes.NewReader(text), os.Stderr
	out, err := node.Output()
	if err != nil || json.Unmarshal(out, &found) != nil || len(found.All) < 1000 {
		t.Fatalf("node: %v, %d strategies\n%.2000s", err, len(found.All), out)
	}
	return found
}

// TestWhichOneAsksForWhatCanBeRun: whatever the fields say, each strategy that they lead to can be read, or what is wrong is what was
// typed.
func TestWhichOneAsksForWhatCanBeRun(t *testing.T) {
	known := map[string]any{}
	for _, link := range asked(t, known).Links {
		a, err := view.AskedOf(link)
		if err != nil {
			a = view.Asked{Tasks: 1, Requests: 1} // as the page has it
		}
		known[link] = map[string]any{"tasks": a.Tasks, "requests": a.Requests, "timeout": a.Timeout, "hedge": a.Hedge}
	}
	hedged := 0
	for _, c := range asked(t, known).All {
		if strings.Contains(c.Link, "hedge") {
			hedged++
		}
		if _, wrong := engine.Parse(c.Asked); wrong != nil {
			continue // which is told
		}
		if _, err := engine.Parse(c.Link); err != nil {
			t.Errorf("%s: %v", c.Link, err)
		}
		if _, err := engine.ParseVariants(c.Variant); err != nil {
			t.Errorf("%s: %v", c.Variant, err)
		}
	}
	if hedged < 500 {
		t.Errorf("%d of them hedge, want at least 500", hedged)
	}
}
