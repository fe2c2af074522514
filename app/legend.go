package app

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// legendItems are the signs of the picture, drawn by the pen that draws the picture.
var legendItems = []struct {
	mark  engine.Mark
	words string
}{
	{bar(engine.SleepBar, engine.Line), "sleeping"},
	{bar(engine.PoolBar, engine.Rect), "waiting for the session's pool"},
	{bar(engine.BrowserBar, engine.Rect), "waiting in the browser"},
	{bar(engine.ConnectBar, engine.Rect), "connecting"},
	{bar(engine.FlightBar, engine.Rect), "in flight"},
	{bar(engine.BodyBar, engine.Rect), "receiving the body"},
	{bar(engine.OpenBar, engine.Rect), "socket open"},
	{bar(engine.ClosingBar, engine.Rect), "closing"},
	{bracket(), "entered: the session, or what a task holds"},
	{bar(engine.HeldUpBar, engine.Rect), "held up by a blocking request"},
	{orphan(bar(engine.FlightBar, engine.Rect)), "orphan: nobody awaits it"},
	{bar(engine.CancelBar, engine.Rect), "cancelled, the server still at it"},
	{sign(engine.FinishCap, engine.Cap), "finished"},
	{sign(engine.FailCap, engine.Cap), "failed"},
	{sign(engine.CancelCap, engine.Cap), "cancelled"},
	{sign(engine.TimeoutCap, engine.Cap), "timed out"},
	{bar(engine.NeverDash, engine.Line), "never started"},
	{bar(engine.CallerWait, engine.Rect), "the caller waits"},
	{sign(engine.DeliverTick, engine.Triangle), "it receives a result"},
	{sign(engine.RaiseTick, engine.Triangle), "the strategy raises"},
	{bar(engine.GhostBar, engine.Rect), "predicted, under a live run"},
}

// bar is a sample of a bar, or of a line.
func bar(m engine.Meaning, s engine.Shape) engine.Mark {
	mark := engine.Mark{Shape: s, Meaning: m, X: 1, Y: 3, W: 24, H: 10, Task: engine.NoTask, Event: -1}
	if s == engine.Line {
		mark.Y, mark.H = 8, 0
	}
	switch m {
	case engine.CallerWait, engine.ConnectBar, engine.OpenBar, engine.ClosingBar:
		mark.Y, mark.H = 5, 6
	}
	return mark
}

func bracket() engine.Mark {
	return engine.Mark{Shape: engine.Bracket, Meaning: engine.EnterMark, X: 10, Y: 2, W: 5, H: 12, Task: engine.NoTask, Event: -1}
}

func orphan(m engine.Mark) engine.Mark {
	m.Orphan = true
	return m
}

// sign is a sample of a cap or a tick.
func sign(m engine.Meaning, s engine.Shape) engine.Mark {
	mark := engine.Mark{Shape: s, Meaning: m, X: 13, Y: 8, W: 7, Task: engine.NoTask, Event: -1}
	if s == engine.Triangle {
		mark.Y, mark.W, mark.H = 3, 12, 10
	}
	return mark
}

// withCore adds the inside of a bar that has one.
func withCore(m engine.Mark) []engine.Mark {
	if m.Meaning == engine.BodyBar {
		return []engine.Mark{m, m.Core()}
	}
	return []engine.Mark{m}
}

// legendMarkup never changes.
var legendMarkup = func() string {
	var b strings.Builder
	b.WriteString("<ul>")
	for i, item := range legendItems {
		scene := engine.Scene{Width: 26, Height: 16, Marks: withCore(item.mark)}
		b.WriteString(`<li><span aria-hidden="true">` + scene.SVG(engine.SVGOptions{ID: "legend" + strconv.Itoa(i)}) + "</span>" +
			escape(item.words) + "</li>")
	}
	return b.String() + "</ul>"
}()

func legend() app.UI {
	return app.Div().Class("legend").Aria("label", "Legend").Role("group").Body(raw(legendMarkup))
}
