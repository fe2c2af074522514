package main

import (
	"encoding/binary"
	"maps"
	"slices"
)

// shorten writes what the compiler writes of the stack pointer (local 1, and global 0), and of conditions, in fewer instructions. Those
// that do nothing go: the compiler leaves them where something was inlined.
func (b *body) shorten() {
	b.code = slices.DeleteFunc(b.code, func(i instruction) bool { return i.op == opNop })
	b.storeOnStack()
	b.leaveAtOnce()
	b.askOnce()
}

// storeOnStack stores arguments of calls at an offset from the stack pointer, instead of adding to it first.
func (b *body) storeOnStack() {
	more := map[int]int64{} // to the offsets of stores
	b.replace(func(i int) ([]instruction, int) {
		at := b.code[i:]
		if offset, ok := more[i]; ok {
			return []instruction{at[0].further(offset)}, 1
		}
		if len(at) < 5 || at[0].op != opLocalGet || at[0].number != 1 || at[1].op != opI64ExtendI32U {
			return nil, 0
		}
		offset, length := int64(0), 3
		if at[2].op == opI64Const && at[2].number >= 0 && at[2].number < mostOffset && at[3].op == opI64Add {
			offset, length = at[2].number, 5
		}
		if at[length-1].op != opI32WrapI64 {
			return nil, 0
		}
		if user := b.userOf(i + length); user > 0 && more[user] == 0 {
			more[user] = offset
			return at[:1], length
		}
		return []instruction{at[0], i32Constant(offset), {op: opI32Add}}, length
	})
}

// mostOffset is more than a frame has.
const mostOffset = 1 << 30

// userOf is which instruction takes the number on top of the stack as an address, from some instruction on; 0 if none is known to.
func (b *body) userOf(i int) int {
	above := 0
	for ; i < len(b.code); i++ {
		at := b.code[i]
		takes, gives, known := at.effect()
		if !known {
			return 0
		}
		if above -= takes; above < 0 {
			if at.op >= opI32Load && at.op < opI32Store && above == -1 || at.op >= opI32Store && at.op <= opI64Store32 && above == -1 {
				return i
			}
			return 0
		}
		above += gives
	}
	return 0
}

// effect is how many values an instruction takes from the stack, and how many it puts there; of branches and calls it is not known.
func (i instruction) effect() (takes, gives int, known bool) {
	switch op := i.op; {
	case op == opLocalGet || op == opGlobalGet || op >= opI32Const && op <= opF64Const:
		return 0, 1, true
	case op == opLocalSet || op == opGlobalSet:
		return 1, 0, true
	case op == opLocalTee || op >= opI32Load && op < opI32Store || op == opI32Eqz || op == opI64Eqz || unary(op):
		return 1, 1, true
	case op >= opI32Store && op <= opI64Store32:
		return 2, 0, true
	case op > opI32Eqz && op < opI32WrapI64:
		return 2, 1, true
	}
	return 0, 0, false
}

// unary reports whether an instruction makes a number of another: bits that are counted, signs, roots, conversions.
func unary(op byte) bool {
	for _, from := range [][2]byte{{0x67, 0x69}, {0x79, 0x7b}, {0x8b, 0x91}, {0x99, 0x9f}, {opI32WrapI64, opLastPlain}} {
		if op >= from[0] && op <= from[1] {
			return true
		}
	}
	return false
}

// further is a load or store whose offset is so much larger.
func (i instruction) further(offset int64) instruction {
	r := reader{i.operands, nil}
	i.operands = binary.AppendUvarint(nil, uint64(r.number()))
	i.operands = binary.AppendUvarint(i.operands, uint64(int64(r.number())+offset))
	return i
}

// leaveAtOnce takes a frame and the return address off the stack together. Local 1 is not needed any more.
func (b *body) leaveAtOnce() {
	b.replace(func(i int) ([]instruction, int) {
		first, length := b.leaves(i)
		if length == 0 {
			return nil, 0
		}
		if second, more := b.leaves(i + length); more > 0 {
			first, length = first+second, length+more
		}
		if at := b.code[i+length:]; len(at) < 2 || at[0].op != opI32Const || at[1].op != opReturn {
			return nil, 0
		}
		return []instruction{b.code[i], i32Constant(first), {op: opI32Add}, b.code[i+length-1]}, length
	})
}

// leaves is by how much the stack pointer is raised at an instruction, and in how many of them.
func (b *body) leaves(i int) (by int64, length int) {
	if i+5 > len(b.code) {
		return 0, 0
	}
	at := b.code[i : i+5]
	if at[0].op == opLocalGet && at[0].number == 1 && at[1].op == opI32Const && at[2].op == opI32Add &&
		at[3].op == opLocalTee && at[3].number == 1 && at[4].op == opGlobalSet && at[4].number == 0 {
		return at[1].number, 5
	}
	return 0, 0
}

// opposites are the comparisons of whole numbers, and which ones are true where they are not.
var opposites = map[byte]byte{
	0x46: 0x47, 0x48: 0x4e, 0x49: 0x4f, 0x4a: 0x4c, 0x4b: 0x4d, // of 32 bits: equal, less, greater, the two also without a sign
	0x51: 0x52, 0x53: 0x59, 0x54: 0x5a, 0x55: 0x57, 0x56: 0x58, // of 64 bits
}

func init() {
	for op, opposite := range maps.Clone(opposites) {
		opposites[opposite] = op
	}
}

// askOnce leaves out that a condition is made a number of 64 bits to be asked whether it is zero, and that it is negated twice, or behind a
// comparison. What is put into a local and taken from there again stays on the stack, too.
func (b *body) askOnce() {
	b.replace(func(i int) ([]instruction, int) {
		if at := b.code[i:]; len(at) > 1 && at[0].op == opI64ExtendI32U && at[1].op == opI64Eqz {
			return []instruction{{op: opI32Eqz}}, 2
		}
		return nil, 0
	})
	b.replace(func(i int) ([]instruction, int) {
		at := b.code[i:]
		if len(at) > 2 && at[0].op == opI32Eqz && at[1].op == opI32Eqz && (at[2].op == opIf || at[2].op == opBranchIf) {
			return at[2:3], 3
		}
		return nil, 0
	})
	b.replace(func(i int) ([]instruction, int) {
		at := b.code[i:]
		if len(at) < 2 {
			return nil, 0
		}
		if opposite := opposites[at[0].op]; opposite != 0 && at[1].op == opI32Eqz {
			return []instruction{{op: opposite}}, 2
		}
		if at[0].op == opLocalSet && at[1].is(opLocalGet, at[0].number) {
			return []instruction{{op: opLocalTee, operands: at[0].operands, number: at[0].number}}, 2
		}
		return nil, 0
	})
}
