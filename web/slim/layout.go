package main

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
)

// What each description has as the tables are laid out: so many offsets into the tables by instruction, and so many into the functions'
// data. With as many in all, each field of them stands in a row with those of the others.
const (
	laidPCs  = 3
	laidData = 8
	laidSize = functionSize + 4*(laidPCs+laidData)
)

// laid is what is laid out of a function: its description, but for the offsets into the tables by instruction, and these tables.
type laid struct {
	description []byte
	pcs         [1 + laidPCs]string // where the stack pointer is, and the others; empty where there is none
}

// layOut writes the tables by instruction, and behind them the descriptions, anew. Some functions have other numbers.
func (t *tables) layOut(functions []function, other map[int]renumbered) error {
	all := make([]laid, len(functions))
	for i, f := range functions {
		var err error
		if all[i], err = f.laidOut(); err != nil {
			return err
		}
		if r, ok := other[i]; ok {
			all[i].renumber(r)
		}
	}
	pcs, offsets := pcTables(all)
	var descriptions [][]byte
	for _, l := range all {
		descriptions = append(descriptions, l.describe(offsets))
	}
	ends := t.image[t.index.end()-8 : t.index.end()-4] // where the last function ends
	index := make([]byte, 0, t.index.size)
	for i := range functions {
		number := t.number(t.index.at + 8*i) // for WebAssembly it is not where the function begins
		if number != t.number(t.index.at)+i {
			return errTables
		}
		index = binary.LittleEndian.AppendUint32(index, uint32(number))
		index = binary.LittleEndian.AppendUint32(index, uint32(t.index.size+laidSize*i))
	}
	index = append(index, ends...)
	index = binary.LittleEndian.AppendUint32(index, uint32(t.index.size+laidSize*len(functions)))
	return t.place(pcs, slices.Concat(append([][]byte{index}, descriptions...)...))
}

// place puts the two where they were, the second one close behind the first, and tells the runtime.
func (t *tables) place(pcs, functions []byte) error {
	end := t.functions.end()
	at := (t.pcTables.at + len(pcs) + 7) / 8 * 8
	if at+len(functions) > end {
		return errTables
	}
	clear(t.image[t.pcTables.at:end])
	copy(t.image[t.pcTables.at:], pcs)
	copy(t.image[at:], functions)
	t.pcTables.size = len(pcs)
	t.functions = span{at, len(functions)}
	t.index.at = at
	word := func(at, value int) { binary.LittleEndian.PutUint64(t.image[at:], uint64(value)) }
	word(t.header+headerFunctions, at-t.header)
	word(t.module+moduleIndex, at)
	for i, s := range map[int]span{modulePCTables: t.pcTables, moduleFunctions: t.functions} {
		word(t.module+i, s.at)
		word(t.module+i+8, s.size)
		word(t.module+i+16, s.size)
	}
	return nil
}

// laidOut is a description with as many offsets as all have.
func (f function) laidOut() (l laid, err error) {
	if f.pcCount() > laidPCs && f.number(f.pc(laidPCs)) != noTable || f.dataCount() > laidData {
		return l, errTables
	}
	l.description = slices.Clone(f.image[f.at : f.at+functionSize+4*laidPCs])
	for i := range laidData {
		value := uint32(noData)
		if i < f.dataCount() {
			value = uint32(f.number(f.data(i)))
		}
		l.description = binary.LittleEndian.AppendUint32(l.description, value)
	}
	l.put(functionPCCount, laidPCs)
	l.description[functionDataCount] = laidData
	places := []int{f.at + functionPCSP}
	for i := range min(f.pcCount(), laidPCs) {
		places = append(places, f.pc(i))
	}
	for i, at := range places {
		if f.number(at) == noTable {
			continue
		}
		all, err := f.stretches(f.number(at))
		if err != nil {
			return l, err
		}
		l.pcs[i] = string(encodeStretches(all))
	}
	return l, nil
}

func (l *laid) put(at int, value uint32) { binary.LittleEndian.PutUint32(l.description[at:], value) }

func (l *laid) renumber(r renumbered) {
	l.put(functionDeferReturn, r.deferReturn)
	l.pcs[0] = string(encodeStretches(r.stack))
	if r.pointers != nil {
		l.pcs[1+pcPointers] = string(encodeStretches(r.pointers))
	}
}

// describe is the description, with where the tables by instruction are.
func (l *laid) describe(offsets map[string]int) []byte {
	l.put(functionPCSP, uint32(offsets[l.pcs[0]]))
	for i, table := range l.pcs[1:] {
		l.put(functionSize+4*i, uint32(offsets[table]))
	}
	return l.description
}

// stretch is a value that holds for so many instructions.
type stretch struct{ value, length int }

// stretches reads a table by instruction.
func (f function) stretches(offset int) (all []stretch, err error) {
	table := f.image[f.pcTables.at+offset : f.pcTables.end()]
	value := -1
	for first := true; ; first = false {
		delta, size := binary.Uvarint(table)
		if delta == 0 && !first && size > 0 {
			return all, nil
		}
		length, more := binary.Uvarint(table[max(size, 0):])
		if size <= 0 || more <= 0 {
			return nil, errTables
		}
		table = table[size+more:]
		value += int(delta>>1) ^ -int(delta&1)
		if last := len(all) - 1; last >= 0 && all[last].value == value {
			all[last].length += int(length)
		} else {
			all = append(all, stretch{value, int(length)})
		}
	}
}

// wholeFunction is more instructions than a function can have.
const wholeFunction = 1 << 16

// encodeStretches writes a table by instruction. Its last value holds for ever: where the function ends, nobody asks any more, and so
// functions of other lengths have the same table.
func encodeStretches(all []stretch) (table []byte) {
	value := -1
	for i, s := range all {
		if i == len(all)-1 {
			s.length = wholeFunction
		}
		table = binary.AppendVarint(table, int64(s.value-value))
		table = binary.AppendUvarint(table, uint64(s.length))
		value = s.value
	}
	return append(table, 0)
}

// pcTables are the tables by instruction that functions have, each one once, and where each one is: the most frequent ones first.
func pcTables(functions []laid) (all []byte, at map[string]int) {
	count := map[string]int{}
	for _, l := range functions {
		for _, table := range l.pcs {
			count[table]++
		}
	}
	delete(count, "")
	all, at = []byte{0}, map[string]int{"": noTable}
	for _, table := range slices.SortedFunc(maps.Keys(count), func(x, y string) int { return cmp.Or(count[y]-count[x], cmp.Compare(x, y)) }) {
		at[table] = len(all)
		all = append(all, table...)
	}
	return all, at
}
