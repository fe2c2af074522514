package app

import (
	"strings"
	"syscall/js"
	"unsafe"

	"inflight/engine/picture"
)

// canvas is the pen for live runs and for many rows: a frame is one call to web/canvas.js, with all marks as numbers.
type canvas struct {
	pen     js.Value
	store   js.Value // the Uint8Array that frames are copied into
	room    int      // bytes that it holds
	buffer  []float32
	texts   []string
	sent    string // the texts of the frame before, which seldom change
	onFrame js.Func
	onShown js.Func
}

// Marks travel as eight float32: shape, meaning, anchor and fate, x, y, width, height, index of the text. These shapes are added to
// those of the scene.
const (
	markSize    = 8 * 4
	layerShape  = 200 // moves the marks that follow down by y; its width and height are the top and the height of what is seen
	cursorShape = 201 // the lane with the cursor
	gripMark    = 202 // where the playhead is taken hold of
)

// newCanvas returns a pen that asks for frames by calling frame, with how far the rows are scrolled. It calls shown as seen asks for it.
func newCanvas(frame func(scroll float64), shown func()) *canvas {
	c := &canvas{}
	c.onFrame = js.FuncOf(func(_ js.Value, args []js.Value) any {
		frame(args[0].Float())
		return nil
	})
	c.onShown = js.FuncOf(func(js.Value, []js.Value) any {
		shown()
		return nil
	})
	c.pen = js.Global().Call("inflightCanvas", c.onFrame, c.onShown)
	return c
}

// start asks for frames from now on, with a rest after each so many times as long as it took, so that buttons go on answering. People who
// want no motion get few of them, unless calm is set: then the picture itself changes only now and then.
func (c *canvas) start(calm bool, rest int) { c.pen.Call("start", calm, rest) }
func (c *canvas) stop()                     { c.pen.Call("stop") }

// seen has shown called once what is in the document is on the screen, or cannot be seen there.
func (c *canvas) seen() { c.pen.Call("seen") }

// scroll is how far the rows are scrolled, in pixels.
func (c *canvas) scroll() float64 { return c.pen.Call("scroll").Float() }

// rowX turns a place in the window into one in the picture, from its left.
func (c *canvas) rowX(clientX float64) float64 { return c.pen.Call("rowX", clientX).Float() }

// rowY turns a height in the window into a height within the rows. It is NaN outside of the rows.
func (c *canvas) rowY(clientY float64) float64 { return c.pen.Call("rowY", clientY).Float() }

func (c *canvas) begin() { c.buffer, c.texts = c.buffer[:0], c.texts[:0] }

// layer adds a scene, moved down by y, of which the pixels from top on for height are seen.
func (c *canvas) layer(sc *picture.Scene, y, top, height float64) {
	c.put(layerShape, 0, 0, 0, y, top, height, 0)
	for i := range sc.Marks {
		m := &sc.Marks[i]
		flags := float64(m.Anchor) + 4*float64(m.Fate)
		if m.Shape == picture.Text {
			c.texts = append(c.texts, m.Text)
		}
		if m.Points != nil {
			c.put(float64(m.Shape), float64(m.Meaning), flags, m.X, m.Y, m.W, m.H, float64(len(*m.Points)))
			c.put(*m.Points...)
			c.put(make([]float64, -len(*m.Points)&7)...) // up to a whole mark
			continue
		}
		c.put(float64(m.Shape), float64(m.Meaning), flags, m.X, m.Y, m.W, m.H, float64(len(c.texts)-1))
	}
}

// cursor adds the frame around a lane of the layer before.
func (c *canvas) cursor(x, y, w, h float64) { c.put(cursorShape, 0, 0, x, y, w, h, 0) }

// grip adds the playhead's grip at its place on the axis, which is the layer before.
func (c *canvas) grip(x float64) { c.put(gripMark, 0, 0, x, 0, 0, 0, 0) }

func (c *canvas) put(numbers ...float64) {
	for _, x := range numbers {
		c.buffer = append(c.buffer, float32(x))
	}
}

// draw shows what was added: in a window of the given size over a picture of height total, whose rows begin at head.
func (c *canvas) draw(width, height, total, head float64) {
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(&c.buffer[0])), 4*len(c.buffer)) // in the order of every platform that has wasm
	if len(bytes) > c.room {
		c.room = 2 * len(bytes)
		c.store = c.pen.Call("reserve", c.room)
	}
	js.CopyBytesToJS(c.store, bytes)
	texts := js.Undefined()
	if all := strings.Join(c.texts, "\n"); all != c.sent {
		c.sent, texts = all, js.ValueOf(all)
	}
	c.pen.Call("draw", len(bytes)/markSize, texts, width, height, total, head)
}
