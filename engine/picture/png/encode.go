package png

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"io"
	"sync"
)

// encode writes an opaque picture as PNG. The library's encoder tries five filters on each row, which took it half of all the time that
// a card took. Most rows of a card are like the row above, and so all of ours say by how much they differ from it (PNG, section 9.2: Up).
func encode(picture *image.RGBA) ([]byte, error) {
	size := picture.Bounds().Size()
	file := bytes.NewBufferString("\x89PNG\r\n\x1a\n")
	const bits, rgb = 8, 2
	head := binary.BigEndian.AppendUint32(nil, uint32(size.X))
	head = binary.BigEndian.AppendUint32(head, uint32(size.Y))
	writeChunk(file, "IHDR", append(head, bits, rgb, 0, 0, 0))
	var packed bytes.Buffer
	packed.Grow(size.X * size.Y / 8)
	w := packers.Get().(*zlib.Writer)
	defer packers.Put(w)
	w.Reset(&packed)
	writeRows(w, picture)
	if err := w.Close(); err != nil {
		return nil, err
	}
	writeChunk(file, "IDAT", packed.Bytes())
	writeChunk(file, "IEND", nil)
	return file.Bytes(), nil
}

// packers are kept for their memory, half a megabyte each.
var packers = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // a tenth larger, and made in half the time; there is this level
	return w
}}

// writeRows writes each row as what it adds to the one above.
func writeRows(w io.Writer, picture *image.RGBA) {
	const up = 2
	size := picture.Bounds().Size()
	row, same, above := make([]byte, 1+3*size.X), make([]byte, 1+3*size.X), make([]byte, 4*size.X)
	row[0], same[0] = up, up
	for y := range size.Y {
		pixels := picture.Pix[y*picture.Stride:][:4*size.X]
		if y > 0 && bytes.Equal(pixels, above) {
			w.Write(same) // into memory, as all here
			continue
		}
		for from, to := 0, 1; from < len(pixels); from, to = from+4, to+3 {
			row[to] = pixels[from] - above[from]
			row[to+1] = pixels[from+1] - above[from+1]
			row[to+2] = pixels[from+2] - above[from+2]
		}
		w.Write(row)
		above = pixels
	}
}

// writeChunk writes a part of the file, with its length and its check.
func writeChunk(file *bytes.Buffer, kind string, content []byte) {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	chunk = append(append(chunk, kind...), content...)
	file.Write(binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:])))
}
