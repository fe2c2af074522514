package png

import (
	"image/color"
	"strconv"

	"inflight/engine/picture"
)

// palette has the colours of a theme.
type palette map[picture.Colour]color.NRGBA

func newPalette(theme string) palette {
	p := palette{}
	for name, hex := range picture.Colours(theme) {
		if len(hex) == 4 {
			hex = "#" + hex[1:2] + hex[1:2] + hex[2:3] + hex[2:3] + hex[3:4] + hex[3:4]
		}
		n, err := strconv.ParseUint(hex[1:], 16, 32)
		if err != nil {
			panic("card: the colour " + string(name) + " is no number: " + hex) // it is a constant of the program
		}
		p[name] = color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}
	}
	return p
}

// fade is a colour with shares of its strength, of which 0 is all of it.
func (p palette) fade(name picture.Colour, shares ...float64) color.NRGBA {
	c, strength := p[name], 255.0
	for _, share := range shares {
		if share > 0 {
			strength *= share
		}
	}
	c.A = uint8(strength + .5)
	return c
}
