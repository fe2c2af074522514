package app

import (
	"math"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// The picture is laid out in three scenes: the caller's lane, the tasks' lanes, which scroll when they are many, and the axis.
// So the caller and the times stay in sight.
const (
	wideWidth   = 720.0 // the picture's width in a wide window, so that nothing jumps when the program takes over
	narrowWidth = 358.0 // the same on a phone
	rowsHeight  = 544.0 // the height of the lanes before they scroll; app.css has the same
	canvasRows  = 200   // more lanes than this are drawn on the canvas
)

// runPicture is the timeline's place on the page.
type runPicture struct {
	timeline     *view.Timeline // may be nil
	prediction   *view.Timeline // drawn beneath a live run; may be nil
	width        float64        // 0 where it is not known: on the server
	scale        float64        // how much larger than usual it is
	whole        *view.Timeline // the run to its end: it settles the axis
	lane         int
	moving       bool // the canvas draws it instead: during a live run, and at a moment before the end
	zoom         model.Zoom
	spoken       string // of the lane with the cursor
	drawn        *drawnPicture
	marking      *model.Marking
	byConnection bool            // its lanes are connections
	drag         *model.Dragging // the bar in the hand; may be nil
	handles      []app.UI

	onMove, onPick app.EventHandler
}

// drawnPicture keeps what was drawn last: a page is drawn far more often than its picture changes.
type drawnPicture struct {
	timeline, prediction *view.Timeline
	whole                *view.Timeline
	byConnection         bool
	drag                 *model.Dragging
	marking              *model.Marking
	width, scale         float64
	markup               [3]string
}

// equals reports whether the picture was drawn for the same key.
func (d *drawnPicture) equals(key drawnPicture) bool {
	key.markup = d.markup
	return *d == key
}

// scenes lays a timeline out for the given width.
func scenes(o picture.LayoutOptions, t *view.Timeline) (caller, rows, axis *picture.Scene) {
	part := func(parts picture.Parts) *picture.Scene {
		o := o
		o.Parts = parts
		return picture.Layout(t, o)
	}
	return part(picture.PartCaller), part(picture.PartRows), part(picture.PartAxis)
}

func (p runPicture) view() app.UI {
	if p.timeline == nil {
		return app.Div().ID("picture").Class("picture")
	}
	body := []app.UI{}
	if p.width == 0 {
		body = p.firstSheets()
	} else if !p.onCanvas() {
		body = append(body, p.sheet("", p.width))
	}
	body = append(body, p.handles...)
	body = append(body, app.P().ID("spoken").Class("unseen").Aria("live", "polite").Text(p.spoken))
	body = append(body, app.Div().ID("hair").Aria("hidden", true).Hidden(true).Body(app.Span()))
	stage := app.Div().ID("stage").Class("stage").Hidden(p.width == 0 || !p.onCanvas())
	class := "picture"
	if len(p.timeline.Lanes) > picture.CrowdRows && !p.byConnection {
		class += " crowd"
	}
	return app.Div().ID("picture").Class(class).Role("group").TabIndex(0).
		Aria("roledescription", "timeline").Aria("label", p.timeline.Title()).Aria("describedby", "narration").
		OnMouseMove(p.onMove).OnClick(p.onPick).Body(append([]app.UI{stage}, body...)...)
}

// firstSheets are the picture in all widths that it may turn out to have.
func (p runPicture) firstSheets() []app.UI {
	sheets := []app.UI{}
	for _, first := range p.firstWidths() {
		sheets = append(sheets, p.sheet(first.class, first.width))
	}
	return sheets
}

// firstWidth is a width in which the picture is drawn before its own is known; the style sheets show the one that fits best.
type firstWidth struct {
	class string
	width float64
}

// firstWidths are the first widths of a picture, whose place may have any. A picture with many lanes gets fewer.
func (p runPicture) firstWidths() []firstWidth {
	const often = 30
	if len(p.timeline.Lanes) > often {
		return []firstWidth{{"only-wide", wideWidth * p.scale}, {"only-narrow", narrowWidth}}
	}
	widths := []firstWidth{{"fit-" + pixels(narrowWidth), narrowWidth}}
	for _, width := range []float64{464, 600, wideWidth, 880, 1040} {
		widths = append(widths, firstWidth{"fit-" + pixels(width), width * p.scale})
	}
	return widths
}

// onCanvas reports whether the canvas draws the picture: while it moves, and when lanes are many.
func (p runPicture) onCanvas() bool {
	return p.moving || !p.zoom.IsWhole() || len(p.timeline.Lanes) > canvasRows
}

// options are the same for all layouts of the picture. At every moment the axis is that of the whole run, or of its prediction.
func (p runPicture) options() picture.LayoutOptions {
	o := picture.LayoutOptions{
		Width:        p.width,
		Scale:        p.scale,
		Prediction:   p.prediction,
		Turns:        p.turns(),
		Events:       p.marking.List(),
		ByConnection: p.byConnection,
		Window:       p.zoom.Window,
	}
	if p.prediction == nil {
		o.Frame = p.whole
	}
	return o
}

// turns are the times at which the bar in the hand changes the outcome.
func (p runPicture) turns() *picture.Turns {
	if p.drag == nil {
		return nil
	}
	return p.drag.Turns(p.timeline, p.drag.Lane)
}

// sheet is the picture as SVG.
func (p runPicture) sheet(class string, width float64) app.UI {
	markup := p.markup(class, width)
	hidden := func(body ...app.UI) app.UI { return app.Div().Aria("hidden", true).Body(body...) } // the narration tells the same in words
	words := "Tasks"
	if p.byConnection {
		words = "Connections"
	}
	body := []app.UI{
		hidden(raw(markup[0])),
		app.Div().Class("lanes").TabIndex(0).Role("group").Aria("label", words).Body(hidden(raw(markup[1])), p.cursor(width)),
		app.Div().Class("ruler").Aria("hidden", true).Body(raw(markup[2]), p.grip(width)),
	}
	return app.Div().Class("sheet").Class(class).Body(body...)
}

// markup is the SVG of the three scenes.
func (p runPicture) markup(class string, width float64) [3]string {
	d := p.drawn
	key := drawnPicture{
		timeline:     p.timeline,
		prediction:   p.prediction,
		whole:        p.whole,
		byConnection: p.byConnection,
		drag:         p.drag,
		marking:      p.marking,
		width:        width,
		scale:        p.scale,
	}
	if d != nil && d.equals(key) {
		return d.markup
	}
	o := p.options()
	o.Width = width
	var markup [3]string
	caller, rows, axis := scenes(o, p.timeline)
	view := "picture"
	if p.byConnection {
		view = "connections"
	}
	for i, sc := range []*picture.Scene{caller, rows, axis} {
		markup[i] = sc.SVG(picture.SVGOptions{ID: view + class + strconv.Itoa(i)})
	}
	if d != nil {
		*d, d.markup = key, markup
	}
	return markup
}

// gripShape is the outline of the playhead's grip, around its place on the axis; canvas.js has the same.
const gripShape = "M0,0 L5,4 V7 H-5 V4 Z"

// grip is the playhead's grip at the end of the run.
func (p runPicture) grip(width float64) app.UI {
	if p.width == 0 {
		return raw(`<svg class="grip" width="0" height="0"></svg>`)
	}
	o := p.options()
	o.Parts = picture.PartAxis
	return raw(`<svg class="grip" width="` + pixels(width) + `" height="10"><path d="` + gripShape +
		`" transform="translate(` + pixels(picture.Layout(p.timeline, o).X(p.timeline.Now)) + `)"/></svg>`)
}

// cursor marks the lane whose details are shown. In the rows of connections it marks the task's bars.
func (p runPicture) cursor(width float64) app.UI {
	if box := p.box(); p.width > 0 && box.h > 0 {
		return raw(`<svg class="cursor" width="` + pixels(width) + `" height="` + pixels(box.y+box.h) + `"><rect x="` + pixels(box.x+.5) +
			`" y="` + pixels(box.y+.5) + `" width="` + pixels(box.w-1) + `" height="` + pixels(box.h-1) + `" rx="3"/></svg>`)
	}
	return raw(`<svg class="cursor" width="0" height="0"></svg>`)
}

// box is a part of the picture, from the left and from the top of the first lane.
type box struct{ x, y, w, h float64 }

// box surrounds the lane whose details are shown. It is empty if there is none.
func (p runPicture) box() box {
	switch {
	case p.lane == engine.NoTask:
		return box{}
	case p.byConnection:
		o := p.options()
		o.Parts = picture.PartRows
		return boxOf(picture.Layout(p.timeline, o), p.lane)
	}
	o := picture.LayoutOptions{Width: p.width, Scale: p.scale, Parts: picture.PartAxis, Frame: p.timeline}
	h := picture.Layout(p.timeline, o).RowHeight
	return box{0, float64(p.lane) * h, p.width, max(h, 2)}
}

// boxOf surrounds the bars of a task, in the rows of connections.
func boxOf(rows *picture.Scene, task int) (b box) {
	for _, m := range rows.Marks {
		if m.Task != task || m.Shape != picture.Rect {
			continue
		}
		left, top, right, bottom := m.X-3, m.Y-3, m.X+m.W+3, m.Y+m.H+3
		if b.h > 0 {
			left, top, right, bottom = min(left, b.x), min(top, b.y), max(right, b.x+b.w), max(bottom, b.y+b.h)
		}
		b = box{left, top, right - left, bottom - top}
	}
	return b
}

// rows is how many lanes the picture has.
func (p runPicture) rows() int {
	if !p.byConnection {
		return len(p.timeline.Lanes)
	}
	o := p.options()
	o.Parts = picture.PartRows
	return picture.Layout(p.timeline, o).Rows
}

func pixels(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) }
