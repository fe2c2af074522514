package main

import (
	"maps"
	"slices"
)

// renumbered is what the runtime has to know of a function whose places have other numbers.
type renumbered struct {
	stack       []stretch // how large the frame is
	pointers    []stretch // which words of it are pointers; nil if the function has no such table
	deferReturn uint32    // the place in front of the call that runs what is deferred
}

// places is a function's, and who leads to them. A place's number is the lower half of a return address: what comes by it goes on there.
// The compiler counts on at more instructions than those, and so each function has its own table of numbers that no compressor can guess.
// Numbered one after another, a table is 0, 1, 2, …, as in every other function.
type places struct {
	*body
	function
	frame
	sigpanic int64 // the function that panics for a nil pointer: it does not return, and the address says only in which function it was
	table    []int // the block of each number
	returns  map[int]int64
	panics   map[int]int64
	numbers  map[int]int // of blocks
	finals   map[int]int64 // calls that do not return: by instruction, first the old and then the new number
	frameSize int
	leavers  *leavers
}

// renumber gives the function's places the numbers 0, 1, 2, …; it fails, and leaves the function, where something is not as the compiler
// writes it, in functions of assembly and those the runtime knows by name, and in wrappers that have to tell what is inlined into them.
func (b *body) renumber(frame frame, f function, sigpanic int64, l *leavers) (r renumbered, ok bool) {
	id, flags := f.image[f.at+functionID], f.image[f.at+functionFlags]
	inlined := pcInlined < f.pcCount() && f.number(f.pc(pcInlined)) != noTable
	if id != 0 && id != wrapperID || flags&inAssembly != 0 || inlined {
		return r, false
	}
	at := slices.IndexFunc(b.code, func(i instruction) bool { return i.op == opBranchTable })
	p := &places{body: b, function: f, frame: frame, sigpanic: sigpanic, table: b.code[at].targets, leavers: l}
	if !p.find() || !p.count() || !p.describe(&r) {
		return r, false
	}
	p.write()
	return r, true
}

// find looks for the addresses to return to.
func (p *places) find() bool {
	p.returns, p.panics, p.finals = map[int]int64{}, map[int]int64{}, map[int]int64{}
	led := p.ledTo()
	address := int64(p.function.number(p.at)) << 16
	for i, at := range p.code {
		number := at.number - address
		if at.op != opI64Const || number <= 0 || number >= 1<<16 {
			continue
		}
		if i+3 >= len(p.code) || p.code[i+1].op != opI64Store || int(number) >= len(p.table) {
			return false
		}
		if call := p.code[i+3]; call.op == opCall && call.number == p.sigpanic {
			p.panics[i] = number
		} else if block := p.place(number); !led[block] && p.final(i, block) {
			p.finals[i] = number
		} else {
			p.returns[i] = number
		}
	}
	return true
}

// ledTo are the places that are branched to.
func (p *places) ledTo() map[int]bool {
	used := map[int]bool{p.frame.places[0]: true}
	for i, at := range p.code {
		if at.op == opBranch || at.op == opBranchIf {
			used[at.targets[0]] = true
		}
		if p.jumps(i, p.loop) {
			used[p.place(at.number)] = true
		}
	}
	if deferReturn := int64(p.function.number(p.at + functionDeferReturn)); deferReturn != 0 {
		used[p.place(deferReturn)] = true
	}
	return used
}

// final reports whether nothing is behind the place of a call.
func (p *places) final(i, block int) bool {
	return p.pushes(i) && p.code[i+2].is(opI32Const, 0) && p.code[i+3].op == opCall && p.unwindsAt(i+3) && i+11 < len(p.code) &&
		p.code[i+10].op == opEnd && p.code[i+10].block == block && p.code[i+11].op == opUnreachable && !opt("NOFINAL")
}

// count numbers the places that something leads to.
func (p *places) count() bool {
	used := map[int]bool{p.frame.places[0]: true}
	for i, at := range p.code {
		if at.op == opBranch || at.op == opBranchIf {
			used[at.targets[0]] = true
		}
		if p.jumps(i, p.loop) {
			used[p.place(at.number)] = true
		}
	}
	for _, number := range p.returns {
		used[p.place(number)] = true
	}
	deferReturn := int64(p.function.number(p.at + functionDeferReturn))
	if deferReturn != 0 {
		used[p.place(deferReturn)] = true
	}
	p.numbers = map[int]int{}
	for _, block := range p.frame.places {
		if used[block] {
			p.numbers[block] = len(p.numbers)
		}
	}
	return deferReturn == 0 || p.numbers[p.place(deferReturn)] > 0 &&
		p.numbers[p.place(deferReturn+1)] == p.numbers[p.place(deferReturn)]+1
}

// place is the block of a number.
func (p *places) place(number int64) int { return p.table[min(int(number), len(p.table)-1)] }

// describe says of the new numbers what the tables say of the old ones. The runtime asks for the frame at an address, and for pointers at
// the one before it, in which the call is.
func (p *places) describe(r *renumbered) bool {
	stack, err := p.stretches(p.function.number(p.at + functionPCSP))
	if err != nil {
		return false
	}
	first := valueAt(stack, 0)
	rest := first
	for _, numbers := range []map[int]int64{p.returns, p.panics, p.finals} {
		for _, number := range numbers {
			if value := valueAt(stack, int(number)); rest == first || value == rest {
				rest = value
			} else {
				return false
			}
		}
	}
	p.frameSize = rest - first
	r.stack = append(r.stack, stretch{first, 1})
	if rest != first {
		r.stack = append(r.stack, stretch{rest, 1})
	}
	if number := p.function.number(p.at + functionDeferReturn); number != 0 {
		r.deferReturn = uint32(p.numbers[p.place(int64(number))])
	}
	return p.describePointers(r)
}

func (p *places) describePointers(r *renumbered) bool {
	if pcPointers >= p.pcCount() || p.function.number(p.pc(pcPointers)) == noTable {
		for i := range p.finals {
			p.finals[i] = int64(len(p.numbers))
		}
		return true
	}
	pointers, err := p.stretches(p.function.number(p.pc(pcPointers)))
	if err != nil {
		return false
	}
	values := map[int]int{}
	for _, number := range p.returns {
		value, call := valueAt(pointers, int(number)-1), p.numbers[p.place(number)]-1
		if before, known := values[call]; known && before != value {
			return false
		}
		values[call] = value
	}
	next := len(p.numbers)
	groups := map[int]int64{}
	for _, i := range slices.Sorted(maps.Keys(p.finals)) {
		value := valueAt(pointers, int(p.finals[i])-1)
		if groups[value] == 0 {
			next++
			groups[value] = int64(next - 1)
			values[next-2] = value
			if next-2 < 0 {
				return false
			}
		}
		p.finals[i] = groups[value]
	}
	last, known := 0, false
	for call := range next {
		value, is := values[call]
		switch {
		case !is:
			value = last
		case !known: // nobody asks about those in front
			r.pointers, known = nil, true
			r.pointers = append(r.pointers, stretch{value, call})
		}
		if known {
			r.pointers = append(r.pointers, stretch{value, 1})
		}
		last = value
	}
	if !known {
		r.pointers = []stretch{{-1, 1}}
	}
	r.pointers = merged(r.pointers)
	return true
}

// merged has one stretch for those in a row with the same value.
func merged(all []stretch) (fewer []stretch) {
	for _, s := range all {
		if last := len(fewer) - 1; last >= 0 && fewer[last].value == s.value {
			fewer[last].length += s.length
		} else if s.length > 0 {
			fewer = append(fewer, s)
		}
	}
	return fewer
}

// valueAt is the value of an instruction.
func valueAt(all []stretch, at int) int {
	for _, s := range all {
		if at -= s.length; at < 0 {
			return s.value
		}
	}
	return -1
}

// write writes the numbers, and leaves out the blocks of places that nothing leads to.
func (p *places) write() {
	address := int64(p.function.number(p.at)) << 16
	kept := []int{}
	for _, block := range p.frame.places {
		if _, ok := p.numbers[block]; ok {
			kept = append(kept, block)
		}
	}
	base := len(p.returns) > baseFrom() && !opt("NOBASE") && p.canStoreBase()
	for i := range p.code {
		at := &p.code[i]
		if number, ok := p.returns[i]; ok {
			n := int64(p.numbers[p.place(number)])
			*at = i64Constant(address + n)
			if base {
				*at = i32Constant(n)
				p.code[i+1] = instruction{op: opI32Store16, operands: []byte{1, 0}, number: 1}
			}
		} else if _, ok := p.panics[i]; ok {
			*at = i64Constant(address + 1)
			p.finals[i] = 1
		} else if p.jumps(i, p.loop) {
			*at = i32Constant(int64(p.numbers[p.place(at.number)]))
		} else if at.op == opBranchTable {
			at.targets = kept
		}
	}
	p.leave(p.leavers, address, !base || opt("WIDE"))
	left := func(block int) bool { return slices.Contains(p.frame.places, block) && !slices.Contains(kept, block) }
	p.code = slices.DeleteFunc(p.code, func(i instruction) bool { return (i.op == opBlock || i.op == opEnd) && left(i.block) })
	if base {
		p.storeBase(address, p.frameSize)
	}
}

func i64Constant(n int64) instruction {
	return instruction{op: opI64Const, operands: appendSigned64(nil, n), number: n}
}
