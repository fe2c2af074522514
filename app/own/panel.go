package own

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Element is the id of the panel, which own.js fills.
const Element = "own"

// The words over a program of somebody's own.
const (
	Title  = "Your own program"
	Notice = "Python of your own on the same timeline. It never runs by itself: press Run."
	Came   = "This is the run that came with the link, as its author saw it. Press Run to run the program yourself."
)

// RunTitle is the hint of the button that brings Python into an embed.
const RunTitle = "Runs in Python in your browser, of which 6 MB are loaded once"

// Panel is the panel, which the scripts fill.
func Panel() app.UI {
	return app.Section().ID(Element).Class("own").Aria("label", Title)
}

// EditButton makes the shown program the reader's own.
func EditButton(ready bool, onEdit app.EventHandler) app.UI {
	return app.Button().ID("edit-code").Type("button").Class("quiet").Title("Edit this program and run it").Disabled(!ready).OnClick(onEdit).
		Text("Edit")
}

// Calls are what the scripts ask of the page.
type Calls struct {
	Typed    func(text string)      // the text has changed
	Ran      func(trace []byte)     // the program has run
	Back     func()                 // the scenario is wanted again; nil in an embed, which has none
	Readonly bool                   // nothing can be typed
	Template func(id string) string // the program of a preset
}
