package main

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// Sections, and what they hold.
const (
	typeSection     = 1
	functionSection = 3
	startSection    = 8
	importSection   = 2
	functionType    = 0x60
	i32             = 0x7f
	i64             = 0x7e
)

// unpackBody is a function of five parameters: where a stream is, where its values go, how far they are from each other, how many they are,
// and 1 if they are differences, else 0. It returns where the stream ends.
var unpackBody = []byte{
	1, 4, i32, // locals: 5 the value before, 6 what is read, 7 how many bits of it, 8 a byte
	opLoop, noResult,
	opI32Const, 0, opLocalSet, 6, opI32Const, 0, opLocalSet, 7,
	opLoop, noResult,
	opLocalGet, 0, opI32Load8U, 0, 0, opLocalTee, 8,
	opI32Const, 0xff, 0, opI32And, opLocalGet, 7, opI32ShiftLeft, opLocalGet, 6, opI32Or, opLocalSet, 6,
	opLocalGet, 7, opI32Const, 7, opI32Add, opLocalSet, 7,
	opLocalGet, 0, opI32Const, 1, opI32Add, opLocalSet, 0,
	opLocalGet, 8, opI32Const, 0x80, 1, opI32And, opBranchIf, 0,
	opEnd,
	opLocalGet, 1,
	opLocalGet, 5, opLocalGet, 4, opI32Mul,
	opLocalGet, 6, opI32Const, 1, opI32ShiftRight, opI32Const, 0, opLocalGet, 6, opI32Const, 1, opI32And, opI32Sub, opI32Xor, opI32Add,
	opLocalTee, 5, opI32Store, 2, 0,
	opLocalGet, 1, opLocalGet, 2, opI32Add, opLocalSet, 1,
	opLocalGet, 3, opI32Const, 1, opI32Sub, opLocalTee, 3, opBranchIf, 0,
	opEnd,
	opLocalGet, 0,
	opEnd,
}

const (
	opDrop          = 0x1a
	opI32Load8U     = 0x2d
	opI32LessU      = 0x49
	opI32Sub        = 0x6b
	opI32Mul        = 0x6c
	opI32And        = 0x71
	opI32Or         = 0x72
	opI32Xor        = 0x73
	opI32ShiftLeft  = 0x74
	opI32ShiftRight = 0x76
)

// startBody is a function that unpacks streams, which stand one behind the other from a place on, clears that place, and makes the table
// by which the runtime finds functions: of the buckets that each of them has, only the first one is ever asked for, and it has a number.
func startBody(unpack int, streams int, all []packed, find span, functions int) []byte {
	body := []byte{1, 1, i32}
	constant := func(n int) { body = appendSigned64(append(body, opI32Const), int64(n)) }
	constant(streams)
	for _, p := range all {
		differences := 0
		if p.differences {
			differences = 1
		}
		for _, n := range []int{p.at, p.stride, p.count, differences} {
			constant(n)
		}
		body = binary.AppendUvarint(append(body, opCall), uint64(unpack))
	}
	body = append(body, opDrop)
	for _, n := range []int{find.at, 0, find.size} {
		constant(n)
	}
	body = append(body, opMore, memoryFill, 0, opLoop, noResult, opLocalGet, 0)
	constant(findStride)
	body = append(body, opI32Mul, opLocalGet, 0, opI32Store, 2)
	body = binary.AppendUvarint(body, uint64(find.at))
	body = append(body, opLocalGet, 0, opI32Const, 1, opI32Add, opLocalTee, 0)
	constant(functions)
	return append(body, opI32LessU, opBranchIf, 0, opEnd, opEnd)
}

// findStride is how far the buckets that are asked for are from each other: a function has as many as 1<<16 bytes of code would.
const findStride = 20 << 16 / 4096

// addStart adds two functions, of which the second one runs before all else.
func (m *module) addStart(bodies func(first int) [2][]byte) error {
	types := m.section(typeSection)
	functions, code := m.section(functionSection), m.section(codeSection)
	if types == nil || functions == nil || code == nil || m.section(startSection) != nil {
		return fmt.Errorf("%w: want sections of types, functions and code, and none that starts", errShort)
	}
	firstType := types.append([]byte{functionType, 5, i32, i32, i32, i32, i32, 1, i32}, []byte{functionType, 0, 0})
	first := m.imports() + functions.append(binary.AppendUvarint(nil, uint64(firstType)), binary.AppendUvarint(nil, uint64(firstType+1)))
	var files [][]byte
	for _, b := range bodies(first) {
		files = append(files, append(binary.AppendUvarint(nil, uint64(len(b))), b...))
	}
	code.append(files...)
	start := section{startSection, binary.AppendUvarint(nil, uint64(first+1))}
	at := slices.IndexFunc(m.sections, func(s section) bool { return s.id > startSection })
	m.sections = slices.Insert(m.sections, at, start)
	return nil
}

func (m *module) section(id byte) *section {
	i := slices.IndexFunc(m.sections, func(s section) bool { return s.id == id })
	if i < 0 {
		return nil
	}
	return &m.sections[i]
}

// append adds entries to a section that is a list, and returns the number of the first one.
func (s *section) append(entries ...[]byte) int {
	r := reader{s.body, nil}
	count := r.number()
	s.body = slices.Concat(binary.AppendUvarint(nil, uint64(count+len(entries))), r.rest, slices.Concat(entries...))
	return count
}
