package main

import "slices"

// frame is how Go's compiler writes a function for WebAssembly, which has no jumps (cmd/internal/obj/wasm):
//
//	block                     unwind: a call that returns 1, since another goroutine's turn has come, leads to its end, and 1 is returned
//	  loop                    a jump sets local 0 to where it leads, and branches here
//	    block … block         one for each place that can be jumped to, or returned to: its end is the place
//	      local.get 0
//	      br_table            from the value of local 0 to the place
//	    end … end
//	  end
//	end
type frame struct {
	table  int   // where br_table is
	loop   int   // a block, or 0
	unwind int   // a block, or 0
	places []int // blocks, from the innermost on, whose end is the function's beginning
}

// frame finds it, and fails for what is not written so, such as what is written in assembly.
func (b *body) frame() (f frame, ok bool) {
	f.table = slices.IndexFunc(b.code, func(i instruction) bool { return i.op == opBranchTable })
	at := f.table - 1
	if at < 3 || b.code[at].op != opLocalGet || b.code[at].number != 0 || b.code[f.table+1].op != opEnd {
		return f, false
	}
	for at--; at > 1 && b.code[at].op == opBlock; at-- {
		f.places = append(f.places, b.code[at].block)
	}
	if b.code[at].op == opLoop {
		f.loop = b.code[at].block
		at--
	}
	if b.unwinds() {
		if at > 1 && b.code[at].op == opBlock && f.loop != 0 {
			f.places = append(f.places, b.code[at].block)
			at--
		}
		last := len(f.places) - 1
		f.unwind, f.places = f.places[last], f.places[:last]
		if b.code[len(b.code)-3].block != f.unwind {
			return f, false
		}
	}
	// In front is only what makes local 1 a copy of the stack pointer.
	return f, at == 1 && len(f.places) > 0 && b.code[0].op == opGlobalGet && b.code[1].op == opLocalSet && b.code[1].number == 1
}

// unwinds reports whether the function ends as one with calls does: with 1, behind the end of a block.
func (b *body) unwinds() bool {
	n := len(b.code)
	return n > 3 && b.code[n-2].op == opI32Const && b.code[n-2].number == 1 && b.code[n-3].op == opEnd
}

// simplify writes the function's branches in fewer bytes, which moreover resemble each other, and reports whether it could.
func (b *body) simplify() (f frame, ok bool) {
	f, ok = b.frame()
	if !ok {
		return f, false
	}
	b.returnAtOnce(f)
	b.jumpForward(f)
	b.branchIf()
	b.shorten()
	return f, true
}

// returnAtOnce returns 1 where a call has done so, instead of from one place for all, which is as many blocks away as there are places to
// jump to in between: each call has another number of them, which a compressor cannot guess.
func (b *body) returnAtOnce(f frame) {
	if f.unwind == 0 {
		return
	}
	b.code = slices.Delete(b.code, len(b.code)-3, len(b.code)-1)
	b.replace(func(i int) ([]instruction, int) {
		switch at := b.code[i]; {
		case at.op == opBlock && at.block == f.unwind:
			return nil, 1
		case at.op == opBranchIf && at.targets[0] == f.unwind:
			return []instruction{{op: opIf, block: noBlock}, i32Constant(1), {op: opReturn}, {op: opEnd, block: noBlock}}, 1
		}
		return nil, 0
	})
}

// noBlock is the number of blocks that nothing branches to.
const noBlock = -1

// jumpForward branches to a place that is still to come at once, instead of by the loop and the table. Where no jump is left that leads
// back, the loop goes.
func (b *body) jumpForward(f frame) {
	if f.loop == 0 {
		return
	}
	places := b.code[f.table].targets
	if f.unwind != 0 {
		places = b.code[f.table-1].targets
	}
	passed, back := map[int]bool{}, false
	b.replace(func(i int) ([]instruction, int) {
		if at := b.code[i]; at.op == opEnd {
			passed[at.block] = true
		}
		if !b.jumps(i, f.loop) {
			return nil, 0
		}
		place := places[min(int(b.code[i].number), len(places)-1)]
		if passed[place] {
			back = true
			return nil, 0
		}
		return []instruction{{op: opBranch, targets: []int{place}}}, 3
	})
	if !back {
		b.code = slices.DeleteFunc(b.code, func(i instruction) bool { return i.block == f.loop && (i.op == opLoop || i.op == opEnd) })
	}
}

// jumps reports whether a jump is written at an instruction: i32.const, local.set 0, br to the loop.
func (b *body) jumps(i, loop int) bool {
	if i+2 >= len(b.code) {
		return false
	}
	at := b.code[i : i+3]
	return at[0].op == opI32Const && at[1].op == opLocalSet && at[1].number == 0 && at[2].op == opBranch && at[2].targets[0] == loop
}

// branchIf writes br_if for a branch alone in an if.
func (b *body) branchIf() {
	b.replace(func(i int) ([]instruction, int) {
		if at := b.code[i:]; len(at) > 2 && at[0].op == opIf && at[1].op == opBranch && at[2].op == opEnd {
			return []instruction{{op: opBranchIf, targets: at[1].targets}}, 3
		}
		return nil, 0
	})
}

// replace writes, for each instruction, others in place of it and of so many in all; it stays where that is none.
func (b *body) replace(by func(i int) (others []instruction, instead int)) {
	var code []instruction
	for i := 0; i < len(b.code); {
		others, instead := by(i)
		if instead == 0 {
			others, instead = b.code[i:i+1], 1
		}
		code = append(code, others...)
		i += instead
	}
	b.code = code
}
