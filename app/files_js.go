package app

import (
	"strconv"
	"syscall/js"

	"inflight/engine/view"
)

// save hands a file to the browser, which keeps it among the downloads.
func (b *browser) save(name, medium string, content []byte) {
	b.download(name, b.blob(medium, content))
}

func (b *browser) blob(medium string, content []byte) js.Value {
	store := js.Global().Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(store, content)
	return js.Global().Get("Blob").New([]any{store}, map[string]any{"type": medium})
}

func (b *browser) download(name string, blob js.Value) {
	urls := js.Global().Get("URL")
	address := urls.Call("createObjectURL", blob)
	link := b.document.Call("createElement", "a")
	link.Set("href", address)
	link.Set("download", name)
	link.Call("click")
	// Some browsers read the file only after the click is over.
	b.window.Call("setTimeout", b.onceFunc(func(js.Value) { urls.Call("revokeObjectURL", address) }), 10_000)
}

// savePNG draws an SVG, twice as large for sharp letters, and saves that. The page's policy lets images in as data, and a picture
// that loads nothing leaves the canvas readable.
func (b *browser) savePNG(name string, svg []byte, failed func()) {
	reader := js.Global().Get("FileReader").New()
	reader.Set("onload", b.onceFunc(func(js.Value) {
		image := js.Global().Get("Image").New()
		var drawn, refused js.Func
		release := func() { drawn.Release(); refused.Release() }
		drawn = js.FuncOf(func(js.Value, []js.Value) any {
			release()
			b.draw(name, image, failed)
			return nil
		})
		refused = js.FuncOf(func(js.Value, []js.Value) any {
			release()
			failed()
			return nil
		})
		image.Set("onload", drawn)
		image.Set("onerror", refused)
		image.Set("src", reader.Get("result"))
	}))
	reader.Call("readAsDataURL", b.blob("image/svg+xml", svg))
}

// draw saves an image as PNG. If the canvas is too large for the browser, there is no PNG.
func (b *browser) draw(name string, image js.Value, failed func()) {
	const scale = 2
	canvas := b.document.Call("createElement", "canvas")
	canvas.Set("width", scale*image.Get("naturalWidth").Int())
	canvas.Set("height", scale*image.Get("naturalHeight").Int())
	pen := canvas.Call("getContext", "2d")
	pen.Call("drawImage", image, 0, 0, canvas.Get("width"), canvas.Get("height"))
	canvas.Call("toBlob", b.onceFunc(func(blob js.Value) {
		if !blob.Truthy() {
			failed()
			return
		}
		b.download(name, blob)
	}), "image/png")
}

// onceFunc returns a callback for a single call. It passes on the first argument, or undefined.
func (b *browser) onceFunc(f func(js.Value)) js.Func {
	var callback js.Func
	callback = js.FuncOf(func(_ js.Value, args []js.Value) any {
		callback.Release()
		argument := js.Undefined()
		if len(args) > 0 {
			argument = args[0]
		}
		f(argument)
		return nil
	})
	return callback
}

// opened takes a file that a person gives to the page.
type opened func(name string, content []byte, problem string)

// readPicked reads the file of a field, and empties the field, so that the same file can be picked again.
func (b *browser) readPicked(id string, opened opened) {
	field := b.document.Call("getElementById", id)
	if files := field.Get("files"); files.Get("length").Int() > 0 {
		b.read(files.Index(0), opened)
	}
	field.Set("value", "")
}

// read reads a file, unless it is too large to be a log.
func (b *browser) read(file js.Value, opened opened) {
	name := file.Get("name").String()
	if size := file.Get("size").Float(); size > view.MaxTraceBytes {
		opened(name, nil, "it has "+view.Thousands(int(size/(1<<20)))+" MiB: a saved log has at most "+strconv.Itoa(view.MaxTraceBytes>>20))
		return
	}
	reader := js.Global().Get("FileReader").New()
	reader.Set("onloadend", b.onceFunc(func(js.Value) {
		if result := reader.Get("result"); result.Truthy() {
			store := js.Global().Get("Uint8Array").New(result)
			content := make([]byte, store.Get("length").Int())
			js.CopyBytesToGo(content, store)
			opened(name, content, "")
			return
		}
		opened(name, nil, "the browser could not read it")
	}))
	reader.Call("readAsArrayBuffer", file)
}

// listenForFiles takes files that are dropped onto the page. Anything else that is dropped is left to the browser.
func (b *browser) listenForFiles(opened opened) {
	root := b.document.Get("documentElement")
	brings := func(e js.Value) bool {
		transfer := e.Get("dataTransfer")
		return transfer.Truthy() && transfer.Get("types").Call("includes", "Files").Bool()
	}
	b.listenTo(b.document, "dragover", func(e js.Value) {
		if brings(e) {
			e.Call("preventDefault")
			root.Call("setAttribute", "data-dropping", "")
		}
	})
	b.listenTo(b.document, "dragleave", func(e js.Value) {
		if !e.Get("relatedTarget").Truthy() {
			root.Call("removeAttribute", "data-dropping")
		}
	})
	b.listenTo(b.document, "drop", func(e js.Value) {
		root.Call("removeAttribute", "data-dropping")
		if !brings(e) {
			return
		}
		e.Call("preventDefault")
		if files := e.Get("dataTransfer").Get("files"); files.Get("length").Int() > 0 {
			b.read(files.Index(0), opened)
		}
	})
}
