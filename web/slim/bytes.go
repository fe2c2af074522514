package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// What of a module is of no package: what is stored for all of them.
const (
	tablesPart = "(tables of functions)"
	dataPart   = "(types, texts and variables)"
	wholePart  = "(the whole module)"
)

const codeSection = 10

// countBytes is how many bytes each package's code has in a module, as Go's linker left it; and each other part.
func countBytes(m *module) (map[string]int, error) {
	image, err := m.image()
	if err != nil {
		return nil, err
	}
	t, err := findTables(image)
	if err != nil {
		return nil, err
	}
	functions, err := t.all()
	if err != nil {
		return nil, err
	}
	sizes := map[string]int{}
	for _, s := range m.sections {
		sizes[wholePart] += len(s.body)
		if s.id == codeSection {
			countCode(s.body, functions, sizes)
		}
	}
	end := t.funcData.end()
	sizes[tablesPart] = end - t.header - bytes.Count(image[t.header:end], []byte{0})
	sizes[dataPart] = len(image) - bytes.Count(image, []byte{0}) - sizes[tablesPart]
	return sizes, nil
}

// countCode adds the code of each function to its package. The functions stand in the code in the order of their numbers.
func countCode(code []byte, functions []function, sizes map[string]int) {
	r := reader{code, nil}
	bodies := make([]int, r.number())
	for i := range bodies {
		bodies[i] = len(r.bytes())
	}
	for _, f := range functions {
		if i := f.number(f.at) - functions[0].number(functions[0].at); i < len(bodies) {
			sizes[packageOf(f.name())] += bodies[i]
		}
	}
}

func (f function) name() string {
	name, _, _ := bytes.Cut(f.image[f.names.at+f.number(f.at+functionName):f.names.end()], []byte{0})
	return string(name)
}

// packageOf is the package of a function: what is in front of the first dot behind the last slash. What the compiler makes for types
// counts as runtime.
func packageOf(name string) string {
	name, _, _ = strings.Cut(name, "[") // what an instance is made for is in brackets
	slash := strings.LastIndexByte(name, '/') + 1
	last, _, dotted := strings.Cut(name[slash:], ".")
	if path := name[:slash] + last; dotted && !strings.ContainsAny(path, ":(") {
		return path
	}
	return "runtime"
}

// report lists the parts, the largest first, with what has changed since the reference was written.
func report(sizes, reference map[string]int) string {
	var b strings.Builder
	parts := slices.SortedFunc(maps.Keys(sizes), func(x, y string) int { return cmp.Or(sizes[y]-sizes[x], strings.Compare(x, y)) })
	for part := range reference {
		if _, still := sizes[part]; !still {
			parts = append(parts, part)
		}
	}
	fmt.Fprintf(&b, "%10s %10s  %s\n", "bytes", "change", "package, or what belongs to none")
	for _, part := range parts {
		change := ""
		if n := sizes[part] - reference[part]; n != 0 {
			change = fmt.Sprintf("%+d", n)
		}
		fmt.Fprintf(&b, "%10d %10s  %s\n", sizes[part], change, part)
	}
	return b.String()
}

// readSizes reads what writeSizes wrote; nothing if there is no such file.
func readSizes(name string) (map[string]int, error) {
	text, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	sizes := map[string]int{}
	for line := range strings.Lines(string(text)) {
		n, part, _ := strings.Cut(strings.TrimSpace(line), " ")
		size, wrong := strconv.Atoi(n)
		if wrong != nil {
			return nil, fmt.Errorf("%s: %q: want a number of bytes and a package", name, line)
		}
		sizes[part] = size
	}
	return sizes, err
}

func writeSizes(name string, sizes map[string]int) error {
	var b strings.Builder
	for _, part := range slices.Sorted(maps.Keys(sizes)) {
		fmt.Fprintf(&b, "%d %s\n", sizes[part], part)
	}
	return os.WriteFile(name, []byte(b.String()), 0o644)
}
