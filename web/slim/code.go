package main

import (
	"encoding/binary"
	"errors"
	"slices"
)

// instruction is one of a function. Blocks have numbers in the order in which they begin, from 1; the function itself is block 0.
type instruction struct {
	op       byte
	operands []byte // as they are written; of branches and of what begins a block there are none
	number   int64  // the first of them
	block    int    // which one begins or ends here
	targets  []int  // the blocks that a branch leads to
}

// The instructions that are looked at.
const (
	opUnreachable   = 0x00
	opNop           = 0x01
	opBlock         = 0x02
	opLoop          = 0x03
	opIf            = 0x04
	opElse          = 0x05
	opEnd           = 0x0b
	opBranch        = 0x0c
	opBranchIf      = 0x0d
	opBranchTable   = 0x0e
	opReturn        = 0x0f
	opCall          = 0x10
	opCallIndirect  = 0x11
	opSelect        = 0x1b
	opLocalGet      = 0x20
	opLocalSet      = 0x21
	opLocalTee      = 0x22
	opGlobalGet     = 0x23
	opGlobalSet     = 0x24
	opI32Load       = 0x28
	opI32Store      = 0x36
	opI64Store      = 0x37
	opI32Store16    = 0x3b
	opI64Store32    = 0x3e
	opMemorySize    = 0x3f
	opMemoryGrow    = 0x40
	opI32Const      = 0x41
	opI64Const      = 0x42
	opF32Const      = 0x43
	opF64Const      = 0x44
	opI32Eqz        = 0x45
	opI64Eqz        = 0x50
	opI32LeU        = 0x4d
	opI32Add        = 0x6a
	opI64Add        = 0x7c
	opI32WrapI64    = 0xa7
	opI64ExtendI32U = 0xad
	opLastPlain     = 0xc4 // the last one without operands
	opMore          = 0xfc // begins those of two bytes
)

const (
	noResult        = 0x40 // of a block
	lastTruncation  = 7    // of those of two bytes
	memoryCopy      = 10
	memoryFill      = 11
	longestConstant = 10 // bytes
)

var errCode = errors.New("an instruction is not among those that Go's compiler writes")

// body is a function: its locals, as they are written, and its instructions.
type body struct {
	locals []byte
	code   []instruction
}

func readBody(file []byte) (*body, error) {
	r := reader{file, nil}
	for range r.number() {
		r.number()
		r.byte()
	}
	b := &body{locals: file[:len(file)-len(r.rest)]}
	open, blocks := []int{0}, 0
	for len(r.rest) > 0 && r.err == nil && len(open) > 0 {
		i := instruction{op: r.byte(), block: open[len(open)-1]}
		switch i.op {
		case opBlock, opLoop, opIf:
			if r.byte() != noResult {
				return nil, errCode
			}
			blocks++
			i.block = blocks
			open = append(open, blocks)
		case opEnd:
			open = open[:len(open)-1]
		case opElse:
		case opBranch, opBranchIf:
			i.targets = r.targets(open, 1)
		case opBranchTable:
			i.targets = r.targets(open, r.number()+1)
		default:
			i.block = 0
			before := r.rest
			i.number = r.operands(i.op)
			i.operands = before[:len(before)-len(r.rest)]
		}
		b.code = append(b.code, i)
	}
	if r.err == nil && (len(open) > 0 || len(r.rest) > 0) {
		r.err = errShort
	}
	return b, r.err
}

// targets are the blocks that so many depths mean.
func (r *reader) targets(open []int, count int) (blocks []int) {
	for range count {
		depth := r.number()
		if depth >= len(open) || r.err != nil {
			r.rest, r.err = nil, errShort
			return nil
		}
		blocks = append(blocks, open[len(open)-1-depth])
	}
	return blocks
}

// operands reads those of an instruction that is no branch, and returns the first one.
func (r *reader) operands(op byte) (first int64) {
	switch {
	case op == opI32Const || op == opI64Const:
		return r.signed64()
	case op == opCall || op >= opLocalGet && op <= opGlobalSet || op == opMemorySize || op == opMemoryGrow:
		return int64(r.number())
	case op == opCallIndirect || op >= opI32Load && op <= opI64Store32:
		first = int64(r.number())
		r.number()
	case op == opF32Const || op == opF64Const:
		for range 4 << (op - opF32Const) {
			r.byte()
		}
	case op == opMore:
		first = int64(r.number())
		switch {
		case first == memoryCopy:
			r.number()
			r.number()
		case first == memoryFill:
			r.number()
		case first > lastTruncation:
			r.err = errCode
		}
	case op >= opI32Eqz && op <= opLastPlain || op <= 1 || op == opReturn || op == opSelect || op == opSelect-1:
	default:
		r.err = errCode
	}
	return first
}

// signed64 is a signed LEB128 of at most 64 bits.
func (r *reader) signed64() (n int64) {
	for shift := 0; shift < 7*longestConstant; shift += 7 {
		b := r.byte()
		n |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 && shift < 57 {
				n |= -1 << (shift + 7)
			}
			break
		}
	}
	return n
}

func appendSigned64(b []byte, n int64) []byte {
	for ; n > 0x3f || n < -0x40; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n)&0x7f)
}

// bytes writes the function.
func (b *body) bytes() []byte {
	out := slices.Clone(b.locals)
	open := []int{0}
	depth := func(block int) uint64 { return uint64(len(open) - 1 - slices.Index(open, block)) }
	for _, i := range b.code {
		out = append(out, i.op)
		switch i.op {
		case opBlock, opLoop, opIf:
			out = append(out, noResult)
			open = append(open, i.block)
		case opEnd:
			open = open[:len(open)-1]
		case opBranchTable:
			out = binary.AppendUvarint(out, uint64(len(i.targets)-1))
		}
		for _, block := range i.targets {
			out = binary.AppendUvarint(out, depth(block))
		}
		out = append(out, i.operands...)
	}
	return out
}

func i32Constant(n int64) instruction {
	return instruction{op: opI32Const, operands: appendSigned64(nil, n), number: n}
}

// rewriteCode has each function of Go's written in fewer bytes. Those that are described get other numbers for their places.
func (m *module) rewriteCode(described []function) (map[int]renumbered, error) {
	code := m.section(codeSection)
	if code == nil {
		return nil, errors.New("it has no code")
	}
	other := map[int]renumbered{}
	leavers := m.newLeavers(described)
	sigpanic := m.imports() + slices.IndexFunc(described, func(f function) bool { return f.name() == "runtime.sigpanic" })
	r := reader{code.body, nil}
	count := r.number()
	out := binary.AppendUvarint(nil, uint64(count))
	for i := range count {
		file := r.bytes()
		if b, err := readBody(file); err == nil {
			if frame, ok := b.simplify(); ok && i < len(described) {
				if numbers, ok := b.renumber(frame, described[i], int64(sigpanic), leavers); ok {
					other[i] = numbers
				}
			}
			if i < len(described) && described[i].name() == "gcWriteBarrier" && !b.leaveRoom() {
				return nil, errors.New("the barrier in front of writes of pointers is not written as " + release + " writes it")
			}
			file = b.bytes()
		}
		out = append(binary.AppendUvarint(out, uint64(len(file))), file...)
	}
	code.body = out
	leavers.addTo(m)
	return other, r.err
}

// imports is how many functions are imported: they have the first numbers.
func (m *module) imports() int {
	s := m.section(importSection)
	if s == nil {
		return 0
	}
	r := reader{s.body, nil}
	return r.number()
}
