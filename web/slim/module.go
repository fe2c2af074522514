package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// module is a WebAssembly module: its sections, in their order.
type module struct{ sections []section }

type section struct {
	id   byte
	body []byte
}

// What ids of sections mean.
const (
	customSection = 0
	dataSection   = 11
)

const header = "\x00asm\x01\x00\x00\x00"

var errShort = errors.New("it is no whole WebAssembly module")

func readModule(file []byte) (*module, error) {
	rest, ok := bytes.CutPrefix(file, []byte(header))
	if !ok {
		return nil, errors.New("it is no WebAssembly module of version 1")
	}
	m := &module{}
	for len(rest) > 0 {
		r := reader{rest[1:], nil}
		body := r.bytes()
		if r.err != nil {
			return nil, r.err
		}
		m.sections = append(m.sections, section{rest[0], body})
		rest = r.rest
	}
	return m, nil
}

// reader takes numbers and texts from the front of what is left; after an error it returns zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.err = errShort
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// number is an unsigned LEB128.
func (r *reader) number() int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > 1<<32 {
		r.rest, r.err = nil, errShort
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

// signed is a signed LEB128 of 32 bits.
func (r *reader) signed() int {
	n := 0
	for shift := 0; shift < 35; shift += 7 {
		b := r.byte()
		n |= int(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				n |= -1 << (shift + 7)
			}
			break
		}
	}
	return n
}

// bytes are as many as the number in front of them says.
func (r *reader) bytes() []byte {
	n := r.number()
	if n > len(r.rest) {
		r.rest, r.err = nil, errShort
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// image is what the data segments make of the memory, from its first byte on.
func (m *module) image() ([]byte, error) {
	i := slices.IndexFunc(m.sections, func(s section) bool { return s.id == dataSection })
	if i < 0 {
		return nil, errors.New("it has no data")
	}
	r := reader{m.sections[i].body, nil}
	var image []byte
	for range r.number() {
		memory, op, at, end := r.number(), r.byte(), r.signed(), r.byte()
		data := r.bytes()
		if r.err != nil {
			return nil, r.err
		}
		if memory != 0 || op != i32Const || end != endOp || at < 0 || at > 1<<28 {
			return nil, fmt.Errorf("a data segment begins in a way that Go's linker does not write: %d, %#x, %d", memory, op, at)
		}
		if missing := at + len(data) - len(image); missing > 0 {
			image = append(image, make([]byte, missing)...)
		}
		copy(image[at:], data)
	}
	return image, r.err
}

// The instructions with which a segment says where it goes.
const (
	i32Const = 0x41
	endOp    = 0x0b
)

// leastGap is how many zeros have to follow each other for a segment to end. A header of a segment takes some eight bytes, which look
// random; zeros take none, packed.
const leastGap = 256

// with is the module with another image of its memory, and without what tools know it by.
func (m *module) with(image []byte) []byte {
	file := []byte(header)
	for _, s := range m.sections {
		body := s.body
		switch {
		case s.id == dataSection:
			body = segments(image)
		case s.id == customSection && s.name() == "go:buildid":
			continue
		}
		file = append(file, s.id)
		file = append(binary.AppendUvarint(file, uint64(len(body))), body...)
	}
	return file
}

// segments is the body of a data section that makes an image.
func segments(image []byte) []byte {
	var body []byte
	count := 0
	for at := skipZeros(image, 0); at < len(image); count++ {
		end := at
		next := at
		for next < len(image) && (end == at || next-end < leastGap) {
			for end = next; end < len(image) && image[end] != 0; end++ {
			}
			next = skipZeros(image, end)
		}
		body = append(body, 0, i32Const)
		body = append(appendSigned(body, at), endOp)
		body = append(binary.AppendUvarint(body, uint64(end-at)), image[at:end]...)
		at = next
	}
	return append(binary.AppendUvarint(nil, uint64(count)), body...)
}

// skipZeros is where the zeros end that begin at a place.
func skipZeros(image []byte, at int) int {
	for at < len(image) && image[at] == 0 {
		at++
	}
	return at
}

// appendSigned appends a number that is not negative as a signed LEB128.
func appendSigned(b []byte, n int) []byte {
	for ; n > 0x3f; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}

// name is that of a custom section.
func (s section) name() string {
	r := reader{s.body, nil}
	return string(r.bytes())
}

// goVersion is that of the compiler, as the module itself tells it; empty if it does not.
func (m *module) goVersion() string {
	for _, s := range m.sections {
		r := reader{s.body, nil}
		if s.id != customSection || string(r.bytes()) != "producers" {
			continue
		}
		for range r.number() {
			field := string(r.bytes())
			for range r.number() {
				name, version := string(r.bytes()), string(r.bytes())
				if field == "language" && name == "Go" && r.err == nil {
					return version
				}
			}
		}
	}
	return ""
}
