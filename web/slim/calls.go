package main

import (
	"encoding/binary"
	"os"
	"slices"
)

var opt = func(name string) bool { return os.Getenv(name) != "" }

// leavers are functions that this program adds: each calls one of the runtime's that does not come back to who calls it.
type leavers struct {
	*module
	goType int            // the number of the type that all functions of Go's have: a number to a number
	pcType int
	known  map[int64]bool // functions that may be called so
	grow   map[int64]bool
	first  int
	added  map[[2]int64]int64 // number of the function that calls another; second: 1 for 64 bit
	types, bodies [][]byte
}

const (
	opNop        = 0x01
	opUnreachable = 0x00
	opI32Store16 = 0x3b
	opI32LeU     = 0x4d
	i64          = 0x7e
)

func (l *leavers) number(callee int64, wide bool) int64 {
	key := [2]int64{callee, 0}
	if wide {
		key[1] = 1
	}
	if n, ok := l.added[key]; ok {
		return n
	}
	n := int64(l.first + len(l.added))
	l.added[key] = n
	body := []byte{0, opGlobalGet, 0, opI32Const, 8, opI32Sub, opGlobalSet, 0, opGlobalGet, 0, opLocalGet, 0}
	if wide {
		body = append(body, opI64Store, 3, 0)
		l.types = append(l.types, binary.AppendUvarint(nil, uint64(l.pcType)))
	} else {
		body = append(body, opI32Store16, 1, 0)
		l.types = append(l.types, binary.AppendUvarint(nil, uint64(l.goType)))
	}
	body = append(body, opI32Const, 0, opCall)
	body = binary.AppendUvarint(body, uint64(callee))
	body = append(body, opEnd)
	l.bodies = append(l.bodies, append(binary.AppendUvarint(nil, uint64(len(body))), body...))
	return n
}

func (m *module) newLeavers(described []function) *leavers {
	l := &leavers{module: m, known: map[int64]bool{}, grow: map[int64]bool{}, added: map[[2]int64]int64{}}
	fs := m.section(functionSection)
	r := reader{fs.body, nil}
	count := r.number()
	l.goType = r.number()
	for i, f := range described {
		if i > 0 && i < 50 { _ = i }
		switch f.name() {
		case "runtime.morestack", "runtime.morestack_noctxt":
			l.grow[int64(m.imports()+i)] = true
		}
	}
	l.first = m.imports() + count
	if types := m.section(typeSection); types != nil {
		l.pcType = types.append([]byte{functionType, 1, i64, 1, i32})
	}
	return l
}

// push is how a call begins: at which instruction of these.
//   local.get 1; i32.const 8; i32.sub; local.tee 1; global.set 0; local.get 1; i64.const; i64.store; i32.const 0; call
func (b *body) pushes(i int) bool { // i: of the constant
	if i < 6 || i+3 >= len(b.code) {
		return false
	}
	at := b.code[i-6:]
	return at[0].is(opLocalGet, 1) && at[1].is(opI32Const, 8) && at[2].op == opI32Sub && at[3].is(opLocalTee, 1) && at[4].is(opGlobalSet, 0) &&
		at[5].is(opLocalGet, 1) && at[6].op == opI64Const && at[7].op == opI64Store
}

func (i instruction) is(op byte, number int64) bool { return i.op == op && i.number == number }

// unwinds: global.get 0; local.set 1; if; i32.const 1; return; end behind the call at i
func (b *body) unwindsAt(i int) bool {
	if i+7 > len(b.code) {
		return false
	}
	at := b.code[i+1:]
	return at[0].is(opGlobalGet, 0) && at[1].is(opLocalSet, 1) && at[2].op == opIf && at[3].is(opI32Const, 1) && at[4].op == opReturn && at[5].op == opEnd
}

// leave replaces calls that never return
func (p *places) leave(l *leavers, base int64, wide bool) {
	if opt("NOLEAVE") { return }
	p.replace(func(i int) ([]instruction, int) {
		c := i + 6
		if !p.pushes(c) || c+3 >= len(p.code) || !p.code[c+2].is(opI32Const, 0) || p.code[c+3].op != opCall || !p.unwindsAt(c+3) {
			return nil, 0
		}
		callee := p.code[c+3].number
		number, ok := p.finals[c]
		length := 10 + 6
		if l.grow[callee] {
			number, ok = 0, true
			return []instruction{i64Constant(base), {op: opCall, number: l.number(callee, true), operands: binary.AppendUvarint(nil, uint64(l.number(callee, true)))}, {op: opReturn}}, length
		}
		if !ok {
			return nil, 0
		}
		n := l.number(callee, wide)
		first := i32Constant(number)
		if wide {
			first = i64Constant(base + number)
		}
		return []instruction{first, {op: opCall, number: n, operands: binary.AppendUvarint(nil, uint64(n))}, {op: opReturn}}, length
	})
}

// storeBase
func baseFrom() int {
	if v := os.Getenv("BASEFROM"); v != "" {
		return int(v[0] - '0')
	}
	return 0
}

func (p *places) canStoreBase() bool {
	was := p.code
	ok := p.storeBase(0, p.frameSize)
	p.code = was
	return ok
}

// storeBase
func (p *places) storeBase(base int64, frame int) bool {
	at := slices.IndexFunc(p.code, func(i instruction) bool { return i.op == opBranchTable }) + 2
	c := p.code[at:]
	if frame > 0 {
		if len(c) > 6 && c[0].is(opLocalGet, 1) && c[1].op == opGlobalGet && c[2].op == opI32WrapI64 && c[3].op == opI32Load {
			n := 4
			if c[n].op == opI32Const {
				n += 2
			}
			if c[n].op != opI32LeU || c[n+1].op != opIf {
				return false
			}
			block := c[n+1].block
			at += slices.IndexFunc(c, func(i instruction) bool { return i.op == opEnd && i.block == block }) + 1
			c = p.code[at:]
		}
		if len(c) < 5 || !c[0].is(opLocalGet, 1) || !c[1].is(opI32Const, int64(frame)) || c[2].op != opI32Sub || !c[3].is(opLocalTee, 1) || !c[4].is(opGlobalSet, 0) {
			return false
		}
		at += 5
	}
	p.code = slices.Insert(slices.Clone(p.code), at, instruction{op: opLocalGet, operands: []byte{1}, number: 1}, i32Constant(8), instruction{op: opI32Sub},
		i64Constant(base), instruction{op: opI64Store, operands: []byte{3, 0}, number: 3})
	return true
}

func (l *leavers) add() {
	l.section(functionSection).append(l.types...)
	l.section(codeSection).append(l.bodies...)
}
