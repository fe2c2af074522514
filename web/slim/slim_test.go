package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// compiled is testdata/program by the Go at hand, for the browser, as `make build` compiles the app.
func compiled(t *testing.T) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "full.wasm")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", name, "./testdata/program")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return must(os.ReadFile(name))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// ran is what a module does in node: what it prints, what it tells of its panic, and its exit code.
type ran struct {
	printed, told string
	code          int
}

func run(t *testing.T, file []byte) ran {
	t.Helper()
	name := filepath.Join(t.TempDir(), "program.wasm")
	if err := os.WriteFile(name, file, 0o644); err != nil {
		t.Fatal(err)
	}
	var out, told bytes.Buffer
	goroot := strings.TrimSpace(string(must(exec.Command("go", "env", "GOROOT").Output())))
	node := exec.Command("node", "--stack-size=8192", filepath.Join(goroot, "lib/wasm/wasm_exec_node.js"), name)
	node.Stdout, node.Stderr = &out, &told
	var exit *exec.ExitError
	if err := node.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{out.String(), told.String(), node.ProcessState.ExitCode()}
}

// TestSlimProgramDoesTheSame: it collects garbage, recovers what it recovered and nothing else, and tells of its panic, in the words and
// with the functions of before, if not with their files and lines.
func TestSlimProgramDoesTheSame(t *testing.T) {
	t.Parallel()
	full := compiled(t)
	small, note, err := slim(full)
	if err != nil || note != "" {
		t.Fatalf("%v%s: slim wants to know the tables of the Go at hand, %s: see doc.go", err, note, runtime.Version())
	}
	before, after := run(t, full), run(t, small)
	if after.printed != before.printed || after.code != before.code || before.code != 2 {
		t.Errorf("it prints\n%s and exits with %d, want\n%s and %d", after.printed, after.code, before.printed, before.code)
	}
	functions := func(told string) []string {
		return regexp.MustCompile(`(?m)^(panic: .*|goroutine .*|main\.\w+)`).FindAllString(told, -1)
	}
	want := []string{"panic: boom", "goroutine 1 [running]:", "main.explode", "main.main"}
	if got := functions(after.told); !slices.Equal(got, want) || !slices.Equal(functions(before.told), want) {
		t.Errorf("of its panic it tells\n%s\nwant %q, as before:\n%s", after.told, want, before.told)
	}
	if strings.Contains(after.told, "main.go") {
		t.Errorf("it still knows the name of its file: %s", after.told)
	}
	checkKept(t, full)
	checkPlaces(t, full)
	checkFlow(t, full, small)
	checkUnknown(t, full)
	checkBytes(t, full)
}

// checkBytes: all code is some package's, and the report says what has grown since.
func checkBytes(t *testing.T, full []byte) {
	t.Helper()
	m := must(readModule(full))
	sizes := must(countBytes(m))
	code := 0
	for part, size := range sizes {
		if !strings.HasPrefix(part, "(") {
			code += size
		}
	}
	for _, s := range m.sections {
		if s.id == codeSection && (code > len(s.body) || code < len(s.body)*98/100) {
			t.Errorf("packages have %d bytes of code, want nearly all of %d", code, len(s.body))
		}
	}
	file := filepath.Join(t.TempDir(), "bytes.txt")
	if err := writeSizes(file, sizes); err != nil {
		t.Fatal(err)
	}
	before := must(readSizes(file))
	before["main"] -= 100
	before["gone"] = 5
	got := report(sizes, before)
	for _, want := range []string{`(?m)^ +\d+ +\+100  main$`, `(?m)^ +0 +-5  gone$`, `(?m)^ +\d+             runtime$`} {
		if !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("the report is\n%s\nand does not match %s", got, want)
		}
	}
}

// checkKept compares, function by function, all that slim says it keeps.
func checkKept(t *testing.T, full []byte) {
	t.Helper()
	image := must(must(readModule(full)).image())
	before := describe(t, must(findTables(image)))
	laid, functions, err := emptyTables(image)
	if err == nil {
		err = laid.layOut(functions, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	after := describe(t, laid)
	if len(before) < 1000 || len(after) != len(before) {
		t.Fatalf("there are %d functions, and %d before", len(after), len(before))
	}
	for i, f := range before {
		if got := after[i]; got.name != f.name || !slices.Equal(got.tables, f.tables) {
			t.Fatalf("of function %d it knows %q %q, and before %q %q", i, got.name, got.tables, f.name, f.tables)
		}
	}
	want := bytes.Clone(image)
	for _, p := range pack(image, laid.columns()) {
		p.unpack(image)
	}
	if !bytes.Equal(image, want) {
		t.Error("what is packed is not what is unpacked")
	}
}

// checkPlaces: of each address that a function returns to, the runtime's tables say what they said when it had another number.
func checkPlaces(t *testing.T, full []byte) {
	t.Helper()
	m := must(readModule(full))
	image := must(m.image())
	tables, functions, err := emptyTables(image)
	if err != nil {
		t.Fatal(err)
	}
	files := functionsOf(t, full)
	first := int64(m.imports() + len(files))
	before := returnsOf(t, files, functions, first)
	other := must(m.rewriteCode(functions))
	if err := tables.layOut(functions, other); err != nil {
		t.Fatal(err)
	}
	after := returnsOf(t, functionsOf(t, m.with(image)), must(tables.all()), first)
	returns, short, different := 0, 0, 0
	for i := range before {
		if !slices.Equal(before[i].known, after[i].known) || before[i].deferReturn != after[i].deferReturn {
			t.Fatalf("function %d, %s: %v, and before %v", i, functions[i].name(), after[i], before[i])
		}
		if after[i].short > 0 && !after[i].whole {
			t.Fatalf("function %d, %s: it writes places, and not its own number", i, functions[i].name())
		}
		returns, short = returns+len(before[i].numbers), short+after[i].short
		if !slices.Equal(before[i].numbers, after[i].numbers) {
			different++
		}
	}
	if len(other) < len(functions)/2 || different < len(functions)/3 || returns < 10_000 || short < returns/2 {
		t.Errorf("%d functions of %d have other numbers, of which %d differ, for %d addresses, %d of which are short",
			len(other), len(functions), different, returns, short)
	}
}

// returning is what is known of the addresses that a function returns to, in the order in which they stand there.
type returning struct {
	numbers     []int
	known       []int // for each: how large the frame is, and which of its words are pointers
	deferReturn int   // to which of the addresses the call returns that runs what is deferred; -1 if there is none
	short       int   // how many of them are places only, which are written into the address of the function
	whole       bool  // that is written where the function begins
}

// address is one that a function returns to, without the function's number.
type address struct {
	number     int
	nilPointer bool // nobody returns there, and nobody asks for pointers
}

// addressAt is what is written at an instruction: an address, or a place; by the function itself, or by one that makes the call for it.
func addressAt(b *body, i int, whole, first int64) (a address, ok bool) {
	if i < 1 || i+2 >= len(b.code) {
		return a, false
	}
	at, next := b.code[i], b.code[i+1]
	number, left := at.number, next.op == opCall && next.number >= first && b.code[i+2].op == opReturn
	switch {
	case left && at.is(opLocalGet, 2): // where the function begins anew
		number = 0
	case at.op == opI64Const && (left || next.op == opI64Store && b.code[i-1].op != opI32Sub):
		number -= whole
	case at.op != opI32Const || !left && next.op != opI32Store16:
		return a, false
	}
	return address{int(number), left && b.code[i-1].op == opIf || !left && i > 7 && b.code[i-7].op == opIf}, number >= 0 && number < 1<<16
}

// storesAddress reports whether a function writes its own address below the stack pointer before it does anything else.
func storesAddress(b *body, address int64) bool {
	kept := int64(0) // in local 2
	for i, at := range b.code {
		switch {
		case at.is(opLocalSet, 2) && b.code[i-1].op == opI64Const:
			kept = b.code[i-1].number
		case at.op == opI64Store && b.code[i-2].op == opI32Sub && b.code[i-3].is(opI32Const, 8) && b.code[i-4].is(opLocalGet, 1):
			value := b.code[i-1]
			return value.is(opI64Const, address) || value.is(opLocalGet, 2) && kept == address
		case at.op == opI32Store16 || at.op == opCall && b.code[i+1].op != opReturn:
			return false
		}
	}
	return false
}

// returnsOf looks for the addresses in functions. From a first one on, functions are those that make calls for others.
func returnsOf(t *testing.T, files [][]byte, functions []function, first int64) (all []returning) {
	t.Helper()
	for i, f := range functions {
		r := returning{deferReturn: -1}
		b, err := readBody(files[i])
		if err != nil {
			all = append(all, r)
			continue
		}
		stack, pointers := []stretch{}, []stretch{}
		if f.number(f.at+functionPCSP) != noTable {
			stack = must(f.stretches(f.number(f.at + functionPCSP)))
		}
		if pcPointers < f.pcCount() && f.number(f.pc(pcPointers)) != noTable {
			pointers = must(f.stretches(f.number(f.pc(pcPointers))))
		}
		for at, instruction := range b.code {
			a, ok := addressAt(b, at, int64(f.number(f.at))<<16, first)
			if !ok {
				continue
			}
			if instruction.op == opI32Const {
				r.short++
			}
			if before := f.number(f.at + functionDeferReturn); before != 0 && a.number == before+1 {
				r.deferReturn = len(r.numbers)
			}
			r.numbers = append(r.numbers, a.number)
			r.known = append(r.known, valueAt(stack, a.number))
			if a.number > 0 && !a.nilPointer {
				r.known = append(r.known, valueAt(pointers, a.number-1))
			}
		}
		r.whole = storesAddress(b, int64(f.number(f.at))<<16)
		all = append(all, r)
	}
	return all
}

// unpack does what unpackBody does.
func (p packed) unpack(image []byte) {
	previous := int32(0)
	for at := p.at; len(p.stream) > 0; at += p.stride {
		n, size := binary.Varint(p.stream)
		p.stream = p.stream[size:]
		if !p.differences {
			previous = 0
		}
		previous += int32(n)
		binary.LittleEndian.PutUint32(image[at:], uint32(previous))
	}
}

// description is what is known of a function and has to stay: its name, and the contents of its tables.
type description struct {
	name   string
	tables []string
}

func describe(t *testing.T, tables *tables) (all []description) {
	t.Helper()
	functions := must(tables.all())
	data := must(tables.funcData.parts(tables.uses(functions).data))
	content := func(offset int) string {
		i, _ := slices.BinarySearch(data.offsets, offset)
		return strings.TrimRight(string(tables.image[data.table.at+offset:data.table.at+data.offsets[i+1]]), "\x00")
	}
	for _, f := range functions {
		d := description{name: f.name()}
		// Where the stack pointer is, which words of the frame are pointers, and in wrappers what is inlined.
		places := []int{f.at + functionPCSP}
		for i := range min(f.pcCount(), 3) {
			if i == 1 || i == pcInlined && f.wrapper() {
				places = append(places, f.pc(i))
			}
		}
		for _, at := range places {
			if f.number(at) != noTable {
				d.tables = append(d.tables, string(encodeStretches(must(f.stretches(f.number(at))))))
			}
		}
		for i, at := range f.dataOffsets() {
			switch offset := f.number(at); {
			case offset == noData || i == dataArgs || i == dataArgsLive || i == dataInlined && !f.wrapper():
			case i == dataInlined: // its names have moved
				for _, name := range f.inlinedNames(f.funcData.at + offset) {
					name, _, _ := strings.Cut(string(f.image[f.names.at+name:f.names.end()]), "\x00")
					d.tables = append(d.tables, name)
				}
			default:
				d.tables = append(d.tables, content(offset))
			}
		}
		all = append(all, d)
	}
	return all
}

// checkUnknown: of a Go that it does not know, slim leaves the tables, and says so.
func checkUnknown(t *testing.T, full []byte) {
	t.Helper()
	other := bytes.ReplaceAll(full, []byte(runtime.Version()), []byte(strings.Replace(runtime.Version(), "go1.2", "go1.9", 1)))
	small, note, err := slim(other)
	if err != nil || !strings.Contains(note, release) {
		t.Fatalf("of another Go it says %q, %v, want that %s is known", note, err, release)
	}
	if !bytes.Equal(must(must(readModule(small)).image()), must(must(readModule(other)).image())) {
		t.Error("it has changed the data of another Go's program")
	}
}

// TestSlimRefusesOtherFiles: a file that is cut off, or something else, is an error and not a panic.
func TestSlimRefusesOtherFiles(t *testing.T) {
	for _, file := range []string{
		"", "\x7fELF", header, header + "\x0b",
		header + "\x0b\x05\x01\x00\x41\x7f\x0b", header + "\x0b\xff\xff\xff\xff\xff\xff",
	} {
		if _, _, err := slim([]byte(file)); err == nil {
			t.Errorf("%q is taken for a module with data", file)
		}
	}
}

// checkFlow: what is read of a function is written as it was, and no jump that leads forward goes by the table.
func checkFlow(t *testing.T, full, small []byte) {
	t.Helper()
	before, after := functionsOf(t, full), functionsOf(t, small)
	// There are at most as many new ones as functions that do not come back, and two that unpack the tables.
	if added := len(after) - len(before) - 2; len(before) < 1000 || added < 5 || added > 50 {
		t.Fatalf("there are %d functions, and %d before", len(after), len(before))
	}
	known, jumpsBefore, jumpsAfter := 0, 0, 0
	for i, file := range before {
		b, err := readBody(file)
		if err != nil {
			continue
		}
		if got := b.bytes(); !bytes.Equal(got, file) {
			t.Fatalf("function %d is written as %x, want %x", i, got, file)
		}
		if _, ok := b.frame(); ok {
			known++
			jumpsBefore += jumpsByTable(b)
			jumpsAfter += jumpsByTable(must(readBody(after[i])))
		}
	}
	if known < len(before)*9/10 || jumpsAfter > jumpsBefore/4 {
		t.Errorf("%d of %d functions are known, with %d jumps by their tables, and %d before", known, len(before), jumpsAfter, jumpsBefore)
	}
}

// TestShorten: what is written of the stack pointer and of conditions takes fewer instructions.
func TestShorten(t *testing.T) {
	const argument = "2001 ad 4208 7c a7" // the address of an argument at 8
	for before, want := range map[string]string{
		argument + "2002 370300":                                "2001 2002 370308",               // it is stored
		argument + "2001 290310 370304":                         "2001 2001 290310 37030c",        // it is loaded first, and the offset is 4 more
		argument + argument + "290300 370300":                   "2001 2001 290308 370308",        // an argument is stored in another
		"2001 ad a7 2002 370300":                                "2001 2002 370300",               // the first one
		argument + "2102":                                       "2001 4108 6a 2102",              // the address itself is kept
		argument + "4100 1005 370300":                           "2001 4108 6a 4100 1005 370300",  // who knows what a call takes
		"2003" + argument + "360200":                            "2003 2001 4108 6a 360200",       // it is what is stored
		"2002 ad 4208 7c a7 2002 370300":                        "2002 ad 4208 7c a7 2002 370300", // no stack pointer
		"2001 ad 4278 7c a7 2002 370300":                        "2001 ad 4278 7c a7 2002 370300", // behind it
		"2001 4110 6a 2201 2400 2001 4108 6a 2201 2400 4100 0f": "2001 4118 6a 2400 4100 0f",
		"2001 4108 6a 2201 2400 4101 0f":                        "2001 4108 6a 2400 4101 0f",
		"2001 4108 6a 2201 2400 2001":                           "2001 4108 6a 2201 2400 2001",
		"2002 50 ad 50 45 0440 0b":                              "2002 50 0440 0b",
		"2002 50 ad 50 2103":                                    "2002 50 45 2103",
		"2002 45 45 2103":                                       "2002 45 45 2103",
		"2002 2003 53 45 2104":                                  "2002 2003 59 2104", // not less is greater or equal
		"2002 2003 5a 45 2104":                                  "2002 2003 54 2104",
		"2002 2003 4d 45 2104":                                  "2002 2003 4b 2104",
		"2002 2003 63 45 2104":                                  "2002 2003 63 45 2104", // but of numbers that may be none
		"2002 2103 2003 2104":                                   "2002 2203 2104",
		"2002 2103 2004 2104":                                   "2002 2103 2004 2104",
	} {
		code := func(text string) []byte {
			return must(hex.DecodeString("00" + strings.ReplaceAll(text, " ", "") + "0b"))
		}
		b := must(readBody(code(before)))
		b.shorten()
		if got := b.bytes(); !bytes.Equal(got, code(want)) {
			t.Errorf("%s is written as %x, want %s", before, got, want)
		}
	}
}

func jumpsByTable(b *body) (count int) {
	for i, at := range b.code {
		if at.op == opLocalSet && at.number == 0 && i > 0 && b.code[i-1].op == opI32Const {
			count++
		}
	}
	return count
}

func functionsOf(t *testing.T, file []byte) (all [][]byte) {
	t.Helper()
	for _, s := range must(readModule(file)).sections {
		if s.id != codeSection {
			continue
		}
		r := reader{s.body, nil}
		for range r.number() {
			all = append(all, r.bytes())
		}
	}
	return all
}

// TestFlow: a loop with two jumps, a call that may unwind, and a place behind them.
func TestFlow(t *testing.T) {
	code := func(text string) []byte { return must(hex.DecodeString(strings.ReplaceAll(text, " ", ""))) }
	before := code("01 01 7f" + // one local
		"23 00 21 01" +
		"02 40 03 40 02 40 02 40 02 40" + // unwind, the loop, and three places
		"20 00 0e 02 00 01 02 0b" +
		"41 00 10 05 23 00 21 01 0d 03 0b" + // a call, and where it returns to
		"20 01 45 04 40 41 02 21 00 0c 02 0b" + // a jump forward, to the end of the outer place
		"41 01 21 00 0c 01 0b" + // and one back
		"41 00 0f 0b 00 0b 41 01 0b")
	want := code("01 01 7f" +
		"23 00 21 01" +
		"03 40 02 40 02 40 02 40" +
		"20 00 0e 02 00 01 02 0b" +
		"41 00 10 05 23 00 21 01 04 40 41 01 0f 0b 0b" +
		"20 01 45 0d 00" +
		"41 01 21 00 0c 01 0b" +
		"41 00 0f 0b 00 0b")
	b := must(readBody(before))
	if _, ok := b.simplify(); !ok || !bytes.Equal(b.bytes(), want) {
		t.Errorf("it is written as\n%x, want\n%x", b.bytes(), want)
	}
	for end := range before {
		if _, err := readBody(before[:end]); err == nil {
			t.Errorf("%x is taken for a function", before[:end])
		}
	}
}
