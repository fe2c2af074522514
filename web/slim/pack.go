package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"slices"
)

// column is a number of 32 bits that records in a row have.
type column struct{ at, stride, count int }

// packed is a column as a stream of numbers, each in as few bytes as it needs: the values, or by how much each is more than the one before.
type packed struct {
	column
	differences bool
	stream      []byte
}

// columns are those of the tables of functions. In a stream, what is alike in them is next to each other.
func (t *tables) columns() (all []column) {
	count := t.index.size/8 - 1
	for i := range 2 {
		all = append(all, column{t.index.at + 4*i, 8, count + 1})
	}
	for at := 0; at < laidSize; at += 4 {
		all = append(all, column{t.index.end() + at, laidSize, count})
	}
	return all
}

// pack takes columns out of the image.
func pack(image []byte, columns []column) (all []packed) {
	for _, c := range columns {
		values, differences := packed{column: c}, packed{column: c, differences: true}
		previous := int32(0)
		for i := range c.count {
			at := image[c.at+c.stride*i:]
			value := int32(binary.LittleEndian.Uint32(at))
			values.stream = binary.AppendVarint(values.stream, int64(value))
			differences.stream = binary.AppendVarint(differences.stream, int64(value-previous))
			previous = value
			clear(at[:4])
		}
		all = append(all, slices.MinFunc([]packed{values, differences}, func(x, y packed) int { return x.weight() - y.weight() }))
	}
	return all
}

// weight is about what a stream takes, compressed.
func (p packed) weight() int {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.DefaultCompression) // fails for levels out of range only
	w.Write(p.stream)
	w.Close()
	return b.Len()
}

// pack has the module unpack the columns of its tables when it starts. Until then, the streams stand where the runtime's table by which it
// finds functions will be, which is large and made last.
func (m *module) pack(t *tables) error {
	all := pack(t.image, t.columns())
	functions := t.index.size/8 - 1
	if t.find.size < findStride*(functions-1)+4 {
		return errTables
	}
	clear(t.image[t.find.at:t.find.end()])
	at := t.find.at
	for _, p := range all {
		if at+len(p.stream) > t.find.end() {
			return errTables
		}
		at += copy(t.image[at:], p.stream)
	}
	return m.addStart(func(first int) [2][]byte {
		return [2][]byte{unpackBody, startBody(first, t.find.at, all, t.find, functions)}
	})
}
