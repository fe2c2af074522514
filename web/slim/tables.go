package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// release is the minor release of Go whose tables are known. Its patches do not change them.
const release = "go1.26"

func known(version string) bool { return version == release || strings.HasPrefix(version, release+".") }

// tables are the runtime's about functions, in an image of the memory: its moduledata, and what that points to.
type tables struct {
	image     []byte
	header    int
	names     span // of functions, each ended by a zero
	units     span // of compilation: which files each has
	files     span // names
	pcTables  span // what holds from which instruction on
	functions span // descriptions of functions, behind an index of them
	module    int  // the runtime's moduledata, which says where all these are
	index     span // of functions: where each begins, and where its description is
	find      span // in which to look for a function
	funcData  span // the other things that are known of functions, such as which words of its frame are pointers
}

// span is a part of an image.
type span struct{ at, size int }

func (s span) end() int { return s.at + s.size }

// Places in the runtime's pcHeader and moduledata.
const (
	magic           = 0xfffffff1
	headerCount     = 8
	headerNames     = 32
	headerFunctions = 64
	moduleNames     = 1 * 8
	moduleUnits     = 4 * 8
	moduleFiles     = 7 * 8
	modulePCTables  = 10 * 8
	moduleFunctions = 13 * 8
	moduleIndex     = 16 * 8
	moduleFindFunc  = 19 * 8
	moduleFuncData  = 40 * 8
	moduleEnd       = 41 * 8 // of the tables
	moduleSize      = 42 * 8
)

var errTables = errors.New("its tables are not where " + release + " has them")

// findTables looks for the header by its first bytes, and for the moduledata, which points to it.
func findTables(image []byte) (*tables, error) {
	word := func(at int) int { return int(binary.LittleEndian.Uint64(image[at:])) }
	for header := 0; header+headerNames+8 <= len(image); header += 8 {
		if binary.LittleEndian.Uint64(image[header:]) != magic|1<<48|8<<56 {
			continue
		}
		for data := 0; data+moduleSize <= len(image); data += 8 {
			if word(data) != header || word(data+moduleNames) != header+word(header+headerNames) {
				continue
			}
			slice := func(at, size int) span { return span{word(data + at), word(data+at+8) * size} }
			t := &tables{
				image: image, header: header, module: data,
				names: slice(moduleNames, 1), units: slice(moduleUnits, 4), files: slice(moduleFiles, 1),
				pcTables: slice(modulePCTables, 1), functions: slice(moduleFunctions, 1), index: slice(moduleIndex, 8),
			}
			t.funcData.at = word(data + moduleFuncData)
			end := word(data + moduleEnd)
			if find := word(data + moduleFindFunc); find > t.funcData.at {
				t.find = span{find, end - find}
				end = min(end, find)
			}
			t.funcData.size = end - t.funcData.at
			return t, t.check(word(header + headerCount))
		}
	}
	return nil, errTables
}

// check sees whether the tables follow each other as the linker lays them out, and how many functions they have.
func (t *tables) check(functions int) error {
	at := t.header
	for _, s := range []span{t.names, t.units, t.files, t.pcTables, t.functions, t.funcData} {
		if s.at < at || s.size <= 0 || s.end() > len(t.image) {
			return errTables
		}
		at = s.end()
	}
	if t.index.at != t.functions.at || t.index.size != (functions+1)*8 {
		return errTables
	}
	return nil
}

// function is the runtime's description of one (runtime._func), by where it is.
type function struct {
	*tables
	at int
}

// Places in it: first what all have, then so many offsets into the tables by instruction, and then so many into the function's data.
const (
	functionName        = 4
	functionDeferReturn = 12
	functionPCSP        = 16
	functionPCFile      = 20
	functionPCLine      = 24
	functionPCCount     = 28
	functionUnit        = 32
	functionStartLine   = 36
	functionID          = 40
	functionFlags       = 41
	functionDataCount   = 43
	functionSize        = 44
)

// What the offsets behind them mean (internal/abi). All others stay: what of a frame is a pointer, which objects are on the stack, how
// deferred calls are found, and what wraps what.
const (
	pcPointers    = 1
	pcUnsafePoint = 0 // where a signal may not stop a goroutine; there are no signals
	pcInlined     = 2 // which call was inlined there
	pcArgLive     = 3 // which arguments a traceback may print

	dataInlined  = 3
	dataArgs     = 5 // which arguments a traceback prints
	dataArgsLive = 6

	// What is inlined into a wrapper decides whether recover recovers, which counts the frames that are no wrappers.
	wrapperID = 23

	inAssembly = 4 // among a function's flags
)

func (t *tables) number(at int) int        { return int(binary.LittleEndian.Uint32(t.image[at:])) }
func (t *tables) set(at int, value uint32) { binary.LittleEndian.PutUint32(t.image[at:], value) }

// all are the functions, in their order.
func (t *tables) all() ([]function, error) {
	var all []function
	for at := t.index.at; at+8 < t.index.end(); at += 8 {
		f := function{t, t.functions.at + t.number(at+4)}
		if f.at+functionSize > t.functions.end() || f.number(f.at) != t.number(at) || f.data(f.dataCount()) > t.functions.end() {
			return nil, errTables
		}
		all = append(all, f)
	}
	return all, nil
}

func (f function) wrapper() bool  { return f.image[f.at+functionID] == wrapperID }
func (f function) pcCount() int   { return f.number(f.at + functionPCCount) }
func (f function) dataCount() int { return int(f.image[f.at+functionDataCount]) }
func (f function) pc(i int) int   { return f.at + functionSize + 4*i }
func (f function) data(i int) int { return f.pc(f.pcCount()) + 4*i }

const (
	noTable = 0          // among those by instruction
	noData  = 0xffffffff // of a function
)

// dataOffsets is where it has its offsets into the functions' data.
func (f function) dataOffsets() (offsets []int) {
	for i := range f.dataCount() {
		offsets = append(offsets, f.data(i))
	}
	return offsets
}

// forget takes from the description what only tracebacks read.
func (f function) forget() {
	pcs, data := []int{pcUnsafePoint, pcInlined, pcArgLive}, []int{dataInlined, dataArgs, dataArgsLive}
	if f.wrapper() {
		pcs, data = []int{pcUnsafePoint, pcArgLive}, []int{dataArgs, dataArgsLive}
	}
	for _, at := range []int{functionPCFile, functionPCLine, functionUnit, functionStartLine} {
		f.set(f.at+at, noTable)
	}
	for _, i := range pcs {
		if i < f.pcCount() {
			f.set(f.pc(i), noTable)
		}
	}
	for _, i := range data {
		if i < f.dataCount() {
			f.set(f.data(i), noData)
		}
	}
}

// emptyTables makes zeros of what tells files, lines, inlined calls and arguments, and moves up what is behind.
func emptyTables(image []byte) (*tables, []function, error) {
	t, err := findTables(image)
	if err != nil {
		return nil, nil, err
	}
	functions, err := t.all()
	if err != nil {
		return nil, nil, err
	}
	before := t.uses(functions)
	for _, f := range functions {
		f.forget()
	}
	after := t.uses(functions)
	clear(image[t.units.at:t.units.end()])
	clear(image[t.files.at:t.files.end()])
	names, errNames := t.names.parts(before.names)
	data, errData := t.funcData.parts(before.data)
	if err := errors.Join(errNames, errData); err != nil {
		return nil, nil, err
	}
	movedNames, movedData := names.compact(image, after.names, 1), data.compact(image, after.data, 8)
	renamed := map[int]bool{}
	for _, f := range functions {
		f.move([]int{f.at + functionName}, noData, movedNames)
		f.move(f.dataOffsets(), noData, movedData)
		f.renameInlined(movedNames, renamed)
	}
	return t, functions, nil
}

// renameInlined corrects the names of inlined calls, once in each list of them.
func (f function) renameInlined(moved map[int]int, done map[int]bool) {
	if dataInlined >= f.dataCount() {
		return
	}
	if at := f.number(f.data(dataInlined)); at != noData && !done[at] {
		done[at] = true
		for i := range f.inlinedCalls() {
			f.move([]int{f.funcData.at + at + inlinedSize*i + inlinedName}, noData, moved)
		}
	}
}

// move corrects offsets.
func (f function) move(places []int, none int, moved map[int]int) {
	for _, at := range places {
		if offset := f.number(at); offset != none {
			f.set(at, uint32(moved[offset]))
		}
	}
}

// uses are the offsets that functions use, of two tables.
type uses struct{ names, data []int }

func (t *tables) uses(functions []function) (u uses) {
	for _, f := range functions {
		u.names = append(u.names, f.number(f.at+functionName))
		for i, at := range f.dataOffsets() {
			if offset := f.number(at); offset != noData {
				u.data = append(u.data, offset)
				if i == dataInlined {
					u.names = append(u.names, f.inlinedNames(t.funcData.at+offset)...)
				}
			}
		}
	}
	return u
}

// An inlined call's description (runtime.inlinedCall).
const (
	inlinedSize = 16
	inlinedName = 4
)

// inlinedNames are those of the calls that were inlined into a function: as many as its table by instruction counts.
func (f function) inlinedNames(at int) (names []int) {
	for i := range f.inlinedCalls() {
		names = append(names, f.number(at+inlinedSize*i+inlinedName))
	}
	return names
}

// inlinedCalls is one more than the highest value of the table that says which inlined call an instruction belongs to. Calls without
// an instruction come before others that have one, but for the last ones, of which nobody asks.
func (f function) inlinedCalls() int {
	if pcInlined >= f.pcCount() || f.number(f.pc(pcInlined)) == noTable {
		return 0
	}
	table := f.image[f.pcTables.at+f.number(f.pc(pcInlined)):]
	value, highest := -1, -1
	for first := true; ; first = false {
		delta, size := binary.Uvarint(table)
		if delta == 0 && !first {
			return highest + 1
		}
		value += int(delta>>1) ^ -int(delta&1)
		highest = max(highest, value)
		_, more := binary.Uvarint(table[size:])
		table = table[size+more:]
	}
}

// parts are those of a table: each reaches from one offset that is used to the next.
type parts struct {
	table   span
	offsets []int // sorted; the last one is the table's end
}

func (s span) parts(offsets []int) (parts, error) {
	slices.Sort(offsets)
	offsets = slices.Compact(offsets)
	if len(offsets) == 0 || offsets[len(offsets)-1] >= s.size {
		return parts{}, fmt.Errorf("%w: offsets into a table of %d bytes", errTables, s.size)
	}
	return parts{s, append(offsets, s.size)}, nil
}

// each calls do with each part, and whether it is used.
func (p parts) each(used []int, do func(from, to int, used bool)) {
	slices.Sort(used)
	for i, from := range p.offsets[:len(p.offsets)-1] {
		_, found := slices.BinarySearch(used, from)
		do(from, p.offsets[i+1], found)
	}
}

// compact moves the parts that are used to where there is room before them, and says from where to where. A part stands as even as it
// did, up to an alignment, and in their order.
func (p parts) compact(image []byte, used []int, alignment int) (moved map[int]int) {
	moved = map[int]int{}
	table := image[p.table.at:p.table.end()]
	next := p.offsets[0]
	p.each(used, func(from, to int, used bool) {
		if !used {
			return
		}
		even := alignment
		for from%even != 0 {
			even /= 2
		}
		moved[from] = (next + even - 1) / even * even
		clear(table[next:moved[from]])
		copy(table[moved[from]:], table[from:to])
		next = moved[from] + to - from
	})
	clear(table[next:])
	return moved
}
