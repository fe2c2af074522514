package png

import (
	"image/color"
	"strconv"

	"inflight/engine/picture"
)

// look is how a mark is drawn. Colours are those of the picture's style sheet, by their names there.
type look struct {
	fill, stroke, hatch string
	width               float64    // of the stroke
	dash                [2]float64 // on, off
	step, thick         float64    // of the hatching
	lean, upright       bool       // the hatching leans to the left, or not at all
	tint                float64    // share of the hatching's colour that is under it
	alpha               float64    // of the fill or the hatching; 0 is 1
	inset, round        bool       // of a rectangle: the outline stays inside; the corners are round
	cap                 bool       // the stroke's ends are round
	bold, mono          bool
}

// looks say the same as engine.PictureCSS, by the classes of the meanings.
var looks = map[string]look{
	"lane-band":  {fill: "lane"},
	"grid-line":  {stroke: "grid", width: 1},
	"axis-label": {fill: "muted"}, "subtitle-text": {fill: "muted"}, "legend-label": {fill: "muted"}, "note-text": {fill: "muted"},
	"muted-label": {fill: "muted"}, "tick-count": {fill: "muted"}, "return-label": {fill: "muted", bold: true},
	"title-text": {fill: "ink", bold: true},
	"lane-name":  {fill: "ink", mono: true}, "caller-name": {fill: "ink", mono: true, bold: true},
	"raise-label": {fill: "bad", bold: true}, "bad-label": {fill: "bad", bold: true}, "good-label": {fill: "good", bold: true},
	"cancel-label":   {fill: "cancelled", bold: true},
	"caller-wait":    {hatch: "waiting", step: 6, thick: 1.6, round: true},
	"caller-linger":  {hatch: "waiting", step: 6, thick: 1.6, round: true, alpha: .45},
	"deliver-tick":   {fill: "good"},
	"error-tick":     {fill: "page", stroke: "bad", width: 1.5},
	"raise-tick":     {fill: "bad"},
	"return-tick":    {stroke: "ink", width: 2, cap: true},
	"wake-tick":      {stroke: "ink", width: 2, cap: true},
	"sleep-bar":      {stroke: "waiting", width: 2, dash: [2]float64{.1, 5}, cap: true},
	"pool-bar":       {stroke: "waiting", width: 1.4, dash: [2]float64{4, 3}, inset: true, round: true},
	"browser-bar":    {hatch: "waiting", step: 5, thick: 1, stroke: "waiting", width: 1.2, inset: true, round: true},
	"held-up-bar":    {hatch: "waiting", step: 5, thick: .8, upright: true, stroke: "waiting", width: 1.2, inset: true, round: true},
	"flight-bar":     {fill: "in-flight", round: true},
	"connect-bar":    {stroke: "in-flight", width: 1.2, inset: true, round: true},
	"body-bar":       {fill: "in-flight", round: true},
	"body-core":      {fill: "page", alpha: .6, round: true},
	"open-bar":       {fill: "in-flight", round: true},
	"closing-bar":    {hatch: "in-flight", step: 4, thick: .8, lean: true, stroke: "in-flight", width: 1.2, inset: true, round: true},
	"idle-line":      {stroke: "in-flight", width: 1.2, alpha: .6},
	"ride-label":     {fill: "page", bold: true},
	"enter-mark":     {stroke: "ink", width: 2},
	"exit-mark":      {stroke: "ink", width: 2},
	"cancel-bar":     {hatch: "cancelled", step: 7, thick: 2, lean: true, tint: .18, round: true},
	"noticed-mark":   {stroke: "cancelled", width: 2},
	"never-dash":     {stroke: "muted", width: 2, cap: true},
	"ghost-bar":      {stroke: "waiting", width: 1, alpha: .7, inset: true, round: true},
	"return-line":    {stroke: "muted", width: 1.2, dash: [2]float64{2, 3}},
	"raise-line":     {stroke: "bad", width: 1.2, dash: [2]float64{2, 3}},
	"turn-line":      {stroke: "cancelled", width: 1.6, dash: [2]float64{3, 2}},
	"turn-tick":      {fill: "cancelled"},
	"event-mark":     {stroke: "in-flight", width: 3, cap: true},
	"playhead":       {stroke: "ink", width: 1.4},
	"finish-cap":     {stroke: "good", width: 2},
	"bad-status-cap": {stroke: "bad", width: 2},
	"fail-cap":       {stroke: "bad", width: 2},
	"cancel-cap":     {stroke: "cancelled", width: 2},
	"timeout-cap":    {stroke: "cancelled", width: 2},
}

// orphanLook is that of a bar in flight after the strategy's end.
var orphanLook = look{fill: "in-flight", alpha: .28, stroke: "in-flight", width: 1.4, dash: [2]float64{5, 4}, inset: true}

func lookOf(m *picture.Mark) look {
	if m.Orphan && m.Meaning.Moves() {
		return orphanLook
	}
	if l, known := looks[m.Meaning.Class()]; known {
		return l
	}
	return look{fill: "ink"}
}

// palette has the colours of a theme.
type palette map[string]color.NRGBA

func newPalette(theme string) palette {
	p := palette{}
	for name, hex := range picture.Colours(theme) {
		if len(hex) == 4 {
			hex = "#" + hex[1:2] + hex[1:2] + hex[2:3] + hex[2:3] + hex[3:4] + hex[3:4]
		}
		n, err := strconv.ParseUint(hex[1:], 16, 32)
		if err != nil {
			panic("card: the colour " + name + " is no number: " + hex) // it is a constant of the program
		}
		p[name] = color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}
	}
	return p
}

// at is a colour with a share of its strength; 0 is all of it.
func (p palette) at(name string, alpha float64) color.NRGBA {
	c := p[name]
	if alpha > 0 {
		c.A = uint8(alpha*255 + .5)
	}
	return c
}
