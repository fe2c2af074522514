package own

import (
	"syscall/js"

	"inflight/engine"
)

// Door leads to own.js. Its zero value is closed.
type Door struct {
	opening bool
	handle  js.Value // what own.js returned
	kept    []js.Func
	text    string // as the editor has it
	wanted  bool   // to run as soon as the scripts are there
}

// Open loads the scripts, unless they are there, and fills the panel with the editor.
func (d *Door) Open(text string, calls Calls) {
	if d.opening {
		return
	}
	d.opening, d.text = true, text
	load := js.Global().Get("inflightLoadOwn")
	then := d.function(func(args []js.Value) any {
		element := js.Global().Get("document").Call("getElementById", Element)
		if d.opening && element.Truthy() {
			d.handle = js.Global().Call("inflightOwn", element, d.door(calls))
			if d.wanted {
				d.Run()
			}
		}
		return nil
	})
	load.Invoke(Element).Call("then", then)
}

// door is what own.js may ask for.
func (d *Door) door(calls Calls) map[string]any {
	presets := []any{}
	for _, p := range engine.Presets {
		presets = append(presets, map[string]any{"id": p.ID, "title": p.Title})
	}
	return map[string]any{
		"text": d.text, "presets": presets, "embedded": calls.Back == nil, "readonly": calls.Readonly,
		"template": d.function(func(args []js.Value) any { return calls.Template(args[0].String()) }),
		"changed": d.function(func(args []js.Value) any {
			d.text = args[0].String()
			calls.Typed(d.text)
			return nil
		}),
		"ran": d.function(func(args []js.Value) any {
			calls.Ran([]byte(args[0].String()))
			return nil
		}),
		"back": d.function(func([]js.Value) any {
			calls.Back()
			return nil
		}),
	}
}

func (d *Door) function(f func(args []js.Value) any) js.Func {
	made := js.FuncOf(func(_ js.Value, args []js.Value) any { return f(args) })
	d.kept = append(d.kept, made)
	return made
}

func (d *Door) call(name string, args ...any) {
	if d.handle.Truthy() {
		d.handle.Call(name, args...)
	}
}

// Set puts another text into the editor.
func (d *Door) Set(text string) {
	if text != d.text {
		d.text = text
		d.call("set", text)
	}
}

// Run runs the program, as soon as the scripts are there.
func (d *Door) Run() {
	d.wanted = !d.handle.Truthy()
	d.call("run")
}

// Refuse says why a run cannot be shown.
func (d *Door) Refuse(problem string) { d.call("refuse", problem) }

// Close takes the editor away.
func (d *Door) Close() {
	d.call("close")
	for _, f := range d.kept {
		f.Release()
	}
	*d = Door{}
}
