package main

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// A call writes the address that it returns to below the stack pointer: the function's number, which is another one in each function, and
// in the lower half of it the place. Nothing else writes there as long as the function runs; where it goes on after others had their turn,
// the runtime has found the whole address there, or has put it there (gogo). So the function's number is written once, where the function
// begins, and a call writes its place only.
//
// The one exception is the barrier in front of writes of pointers: it is called without an address, and when it is full it makes a call
// with one of its own, where the function's would be. So it makes that call further down ([body.leaveRoom]).
//
// A call that never comes back, since it panics or lets the function begin anew on a larger stack, is made by a function of ours. It needs
// no place to return to, only a number by which the runtime finds its pointers.

// leavers are the functions that make such calls.
type leavers struct {
	first     int64 // number of the first one
	addresses int   // number of the type of those that take a whole address; the others have the type of what they call
	typeOf    []int // by a function's number, without the imported ones
	imports   int
	grow      map[int64]bool // numbers of the functions that get a larger stack
	final     map[int64]bool // and of those that panic
	numbers   map[leaver]int64
	types     [][]byte
	bodies    [][]byte
}

// panics are the runtime's functions that do not come back, beside those for indexes, whose names begin with goPanic.
var panics = []string{
	"runtime.gopanic", "runtime.throw", "runtime.panicdivide", "runtime.panicshift", "runtime.panicwrap", "runtime.panicdottypeE",
	"runtime.panicdottypeI", "runtime.panicnildottype",
}

// leaver is a function that calls another one, and takes what is to be written of the address: all of it, or the place.
type leaver struct {
	callee int64
	whole  bool
}

// newLeavers returns none yet, and gives the module the type that some of them will have.
func (m *module) newLeavers(described []function) *leavers {
	l := &leavers{imports: m.imports(), grow: map[int64]bool{}, final: map[int64]bool{}, numbers: map[leaver]int64{}}
	functions, types := m.section(functionSection), m.section(typeSection)
	if functions == nil || types == nil {
		return l
	}
	r := reader{functions.body, nil}
	for range r.number() {
		l.typeOf = append(l.typeOf, r.number())
	}
	l.first = int64(l.imports + len(l.typeOf))
	for i, f := range described {
		name, number := f.name(), int64(l.imports+i)
		l.grow[number] = name == "runtime.morestack" || name == "runtime.morestack_noctxt"
		l.final[number] = slices.Contains(panics, name) || strings.HasPrefix(name, "runtime.goPanic")
	}
	if len(described) > 0 {
		l.addresses = types.append([]byte{functionType, 1, i64, 1, i32})
	}
	return l
}

// call is a call of what makes a call.
func (l *leavers) call(by leaver) instruction {
	number, known := l.numbers[by]
	if !known {
		number = l.first + int64(len(l.numbers))
		l.numbers[by] = number
		l.add(by)
	}
	return instruction{op: opCall, operands: binary.AppendUvarint(nil, uint64(number)), number: number}
}

func (l *leavers) add(by leaver) {
	kind, store := l.typeOf[int(by.callee)-l.imports], []byte{opI32Store16, 1, 0}
	if by.whole {
		kind, store = l.addresses, []byte{opI64Store, 3, 0}
	}
	body := []byte{
		0, // locals
		opGlobalGet, 0, opI32Const, 8, opI32Sub, opGlobalSet, 0,
		opGlobalGet, 0, opLocalGet, 0,
	}
	body = append(append(body, store...), opI32Const, 0, opCall)
	body = append(binary.AppendUvarint(body, uint64(by.callee)), opEnd)
	l.types = append(l.types, binary.AppendUvarint(nil, uint64(kind)))
	l.bodies = append(l.bodies, append(binary.AppendUvarint(nil, uint64(len(body))), body...))
}

// addTo puts the functions into the module, behind the others.
func (l *leavers) addTo(m *module) {
	if len(l.bodies) > 0 {
		m.section(functionSection).append(l.types...)
		m.section(codeSection).append(l.bodies...)
	}
}

func (i instruction) is(op byte, number int64) bool { return i.op == op && i.number == number }

// How a call is written: from the instruction on that lowers the stack pointer, it is so far to the address, to the call, and to what is
// behind it.
const (
	toAddress = 6
	toCall    = toAddress + 3
	behind    = toCall + 7
)

// calls reports whether a call of a function is written at an instruction, with a return where it returns 1.
func (b *body) calls(i int) bool {
	if i < 0 || i+behind >= len(b.code) {
		return false
	}
	at, call := b.code[i:], b.code[i+toCall:]
	return at[0].is(opLocalGet, 1) && at[1].is(opI32Const, 8) && at[2].op == opI32Sub && at[3].is(opLocalTee, 1) && at[4].is(opGlobalSet, 0) &&
		at[5].is(opLocalGet, 1) && at[toAddress].op == opI64Const && at[7].op == opI64Store && at[8].is(opI32Const, 0) &&
		call[0].op == opCall && call[1].is(opGlobalGet, 0) && call[2].is(opLocalSet, 1) && call[3].op == opIf && call[4].is(opI32Const, 1) &&
		call[5].op == opReturn && call[6].op == opEnd
}

// comesBack reports whether the call with an address at an instruction may come back, or something else leads to its place.
func (p *places) comesBack(l *leavers, address, place int, led map[int]bool) bool {
	i := address - toAddress
	return led[place] || !p.calls(i) || !l.final[p.code[i+toCall].number] || p.code[i+behind].op != opEnd || p.code[i+behind].block != place
}

// ledTo are the places that are jumped to, or that the runtime knows.
func (p *places) ledTo() map[int]bool {
	led := map[int]bool{p.frame.places[0]: true}
	for i, at := range p.code {
		if at.op == opBranch || at.op == opBranchIf {
			led[at.targets[0]] = true
		}
		if p.jumps(i, p.loop) {
			led[p.place(at.number)] = true
		}
	}
	if number := p.function.number(p.at + functionDeferReturn); number != 0 {
		led[p.place(int64(number))] = true
	}
	return led
}

// numberFinal numbers the calls that do not return, behind the places. All that have the same pointers get one number, and these pointers
// are added to those of other calls. It returns how many numbers there are.
func (p *places) numberFinal(pointers []stretch, values map[int]int) int {
	next := len(p.numbers)
	byPointers := map[int]int64{}
	for _, i := range slices.Sorted(maps.Keys(p.finals)) {
		value := valueAt(pointers, int(p.finals[i])-1)
		number, known := byPointers[value]
		if !known {
			number = int64(next)
			byPointers[value], values[next-1] = number, value
			next++
		}
		p.finals[i] = number
	}
	return next
}

// leave writes the calls that do not return as calls of functions that make them.
func (p *places) leave(l *leavers, address int64, short bool) {
	p.replace(func(i int) ([]instruction, int) {
		if !p.calls(i) {
			return nil, 0
		}
		by := leaver{p.code[i+toCall].number, !short}
		number, final := p.finals[i+toAddress]
		switch {
		case l.grow[by.callee] && p.code[i+toAddress].number == address:
			by.whole, number = true, 0
		case !final:
			return nil, 0
		}
		argument := i32Constant(number)
		if by.whole {
			argument = i64Constant(address + number)
		}
		return []instruction{argument, l.call(by), {op: opReturn}}, behind
	})
}

// begins is where the function's own code begins, and where it has got a frame of so many bytes. It fails where that is not written as the
// compiler writes it.
func (p *places) begins(frame int) (begin, framed int, ok bool) {
	begin = slices.IndexFunc(p.code, func(i instruction) bool { return i.op == opBranchTable }) + 2
	if frame == 0 {
		return begin, begin, true
	}
	framed = begin
	// Where the frame is too large for the stack, the function begins anew on a larger one.
	at := p.code[begin:]
	if len(at) > 8 && at[0].is(opLocalGet, 1) && at[1].op == opGlobalGet && at[2].op == opI32WrapI64 && at[3].op == opI32Load {
		check := slices.IndexFunc(at[:8], func(i instruction) bool { return i.op == opIf })
		if check < 0 || at[check-1].op != opI32LeU {
			return 0, 0, false
		}
		block := at[check].block
		framed += slices.IndexFunc(at, func(i instruction) bool { return i.op == opEnd && i.block == block }) + 1
	}
	at = p.code[framed:]
	ok = len(at) > 5 && at[0].is(opLocalGet, 1) && at[1].is(opI32Const, int64(frame)) && at[2].op == opI32Sub && at[3].is(opLocalTee, 1) &&
		at[4].is(opGlobalSet, 0)
	return begin, framed + 5, ok
}

// storeAddress writes the function's address where its calls will write their places. What asks for a larger stack needs the address too,
// so it is kept in local 2, where the function has nothing yet.
func (p *places) storeAddress(address int64, frame int) {
	begin, framed, _ := p.begins(frame)
	value := i64Constant(address)
	code := p.code[:begin:begin]
	again := slices.IndexFunc(p.code[begin:framed], func(i instruction) bool { return i.is(opI64Const, address) })
	if again >= 0 && p.hasLocal2() {
		code = append(code, value, instruction{op: opLocalSet, operands: []byte{2}, number: 2})
		value = instruction{op: opLocalGet, operands: []byte{2}, number: 2}
		p.code[begin+again] = value
	}
	store := []instruction{
		{op: opLocalGet, operands: []byte{1}, number: 1}, i32Constant(8), {op: opI32Sub},
		value, {op: opI64Store, operands: []byte{3, 0}, number: 3},
	}
	p.code = slices.Concat(code, p.code[begin:framed], store, p.code[framed:])
}

// hasLocal2 reports whether local 2 has 64 bits.
func (b *body) hasLocal2() bool {
	r := reader{b.locals, nil}
	next := 1 // local 0 is the parameter
	for range r.number() {
		count, kind := r.number(), r.byte()
		if next <= 2 && 2 < next+count {
			return kind == i64
		}
		next += count
	}
	return false
}

// leaveRoom has the barrier make its call 8 bytes further down. It fails where the call is not written as the assembler writes it.
func (b *body) leaveRoom() bool {
	pointer := func(op byte) instruction { return instruction{op: op, operands: []byte{0}} }
	var ops []byte
	i := slices.IndexFunc(b.code, func(i instruction) bool { return i.op == opI32Sub }) - 2
	if i < 0 || !b.code[i+1].is(opI32Const, 8) {
		return false
	}
	for _, at := range b.code[i:min(i+12, len(b.code))] {
		ops = append(ops, at.op)
	}
	if !slices.Equal(ops, []byte{
		opGlobalGet, opI32Const, opI32Sub, opGlobalSet, opGlobalGet, opI64Const, opI64Store, opI32Const, opCall, opIf, opUnreachable, opEnd,
	}) {
		return false
	}
	b.code[i+1] = i32Constant(16)
	b.code = slices.Insert(b.code, i+len(ops), pointer(opGlobalGet), i32Constant(8), instruction{op: opI32Add}, pointer(opGlobalSet))
	return true
}
