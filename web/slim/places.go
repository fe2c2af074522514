package main

import "slices"

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
	finals   map[int]int64 // of calls that do not return
	numbers  map[int]int   // of blocks
	size     int           // of the frame
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
	p := &places{body: b, function: f, frame: frame, sigpanic: sigpanic, table: b.code[at].targets}
	if !p.find(l) || !p.count() || !p.describe(&r) {
		return r, false
	}
	p.write(l)
	return r, true
}

// find looks for the addresses to return to.
func (p *places) find(l *leavers) bool {
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
		} else if p.comesBack(l, i, p.place(number), led) {
			p.returns[i] = number
		} else {
			p.finals[i] = number
		}
	}
	return true
}

// count numbers the places that something leads to.
func (p *places) count() bool {
	used := p.ledTo()
	for _, number := range p.returns {
		used[p.place(number)] = true
	}
	deferReturn := int64(p.function.number(p.at + functionDeferReturn))
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
	p.size = rest - first
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
		p.numberFinal(nil, map[int]int{})
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
	count := p.numberFinal(pointers, values)
	last, known := 0, false
	for call := range count {
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

// write writes the numbers, and calls in fewer bytes (calls.go), and leaves out the blocks of places that nothing leads to.
func (p *places) write(l *leavers) {
	address := int64(p.function.number(p.at)) << 16
	kept := []int{}
	for _, block := range p.frame.places {
		if _, ok := p.numbers[block]; ok {
			kept = append(kept, block)
		}
	}
	_, _, framed := p.begins(p.size)
	short := len(p.returns) > 0 && framed
	for i := range p.code {
		at := &p.code[i]
		if number, ok := p.returns[i]; ok {
			place := int64(p.numbers[p.place(number)])
			*at = i64Constant(address + place)
			if short {
				*at, p.code[i+1] = i32Constant(place), instruction{op: opI32Store16, operands: []byte{1, 0}, number: 1}
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
	p.leave(l, address, short)
	left := func(block int) bool { return slices.Contains(p.frame.places, block) && !slices.Contains(kept, block) }
	p.code = slices.DeleteFunc(p.code, func(i instruction) bool { return (i.op == opBlock || i.op == opEnd) && left(i.block) })
	if short {
		p.storeAddress(address, p.size)
	}
}

func i64Constant(n int64) instruction {
	return instruction{op: opI64Const, operands: appendSigned64(nil, n), number: n}
}
