// Command slim makes a program that Go compiled for the browser smaller, and changes nothing that it does:
//
//	go run ./web/slim full.wasm slim.wasm
//	go run ./web/slim -bytes bytes.txt [-update] full.wasm
//
// The second form lists what each package takes of it, and what has changed since a file was written, or writes the file (bytes.go).
//
// Go's linker leaves out runs of zeros as short as eight bytes, each at the price of a further data segment: a hundred thousand of
// them, whose headers are noise to a compressor. Slim writes fewer (module.go). And a tenth of the download are tables that only say
// which file and line a traceback is in; slim empties them (tables.go): a panic still says why, and in which functions, but not in
// which lines. The program as the linker left it is for whoever looks for them: make build DEBUG=1. What is left of the tables is laid out
// so that it packs well (layout.go), and where each description of a function has another number in the same place, those numbers stand
// next to each other (pack.go) until the program starts: the first thing it does is to put them where they belong (start.go).
//
// Jumps are written anew (flow.go). WebAssembly has none, so the compiler sets a variable to where one leads and goes by a table at the
// function's beginning. Where it leads forward, which is nearly always, a branch does the same, in two bytes instead of six, and at once.
// And the places where a function goes on after a call are numbered anew, one after another, in the code and in the runtime's tables
// (places.go). A call writes that place only, since the function has written its own number where it begins; and calls that do not come
// back, of which a panic is one, are made elsewhere (calls.go). What else a function does stays as it is, and one that is written otherwise
// stays whole.
//
// The tables are the runtime's own affair, and change with Go. Slim knows those of one minor release, and leaves the tables of a program
// of another alone, and says so: compare cmd/link/internal/ld/pcln.go, runtime/symtab.go and runtime/symtabinl.go before you raise it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("web/slim: ")
	reference := flag.String("bytes", "", "list the bytes of each package, and what has changed since this `file` was written")
	update := flag.Bool("update", false, "write that file")
	flag.Parse()
	err := errors.New("want the file to read, and without -bytes the file to write")
	switch {
	case *reference != "" && flag.NArg() == 1:
		err = list(flag.Arg(0), *reference, *update)
	case *reference == "" && flag.NArg() == 2:
		err = write(flag.Arg(0), flag.Arg(1))
	}
	if err != nil {
		log.Fatal(err)
	}
}

// write writes the smaller module.
func write(from, to string) error {
	full, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	small, note, err := slim(full)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	fmt.Printf("%s: %d bytes, %d before%s\n", to, len(small), len(full), note)
	return os.WriteFile(to, small, 0o644)
}

// list prints the bytes of each package.
func list(name, reference string, update bool) error {
	file, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	m, err := readModule(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	sizes, err := countBytes(m)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	before, err := readSizes(reference)
	if err != nil {
		return err
	}
	fmt.Print(report(sizes, before))
	if update {
		return writeSizes(reference, sizes)
	}
	return nil
}

// slim returns the smaller module, and what is to be said of it.
func slim(full []byte) (small []byte, note string, err error) {
	m, err := readModule(full)
	if err != nil {
		return nil, "", err
	}
	image, err := m.image()
	if err != nil {
		return nil, "", err
	}
	switch version := m.goVersion(); {
	case !known(version):
		note = fmt.Sprintf("; its tables are left as they are, since it is by %s, and %s.x is what is known", version, release)
		if _, err := m.rewriteCode(nil); err != nil {
			return nil, "", err
		}
	default:
		t, functions, err := emptyTables(image)
		if err != nil {
			return nil, "", err
		}
		other, err := m.rewriteCode(functions)
		if err != nil {
			return nil, "", err
		}
		if err := t.layOut(functions, other); err != nil {
			return nil, "", err
		}
		if err := m.pack(t); err != nil {
			return nil, "", err
		}
	}
	return m.with(image), note, nil
}
