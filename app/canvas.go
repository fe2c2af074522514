//go:build !js

package app

import (
	"math"

	"inflight/engine/picture"
)

// canvas is nothing where there is no browser.
type canvas struct{}

func newCanvas(func(scroll float64)) *canvas { return &canvas{} }

func (c *canvas) start(calm bool)                                 {}
func (c *canvas) stop()                                           {}
func (c *canvas) scroll() float64                                 { return 0 }
func (c *canvas) rowX(float64) float64                            { return math.NaN() }
func (c *canvas) rowY(float64) float64                            { return math.NaN() }
func (c *canvas) begin()                                          {}
func (c *canvas) layer(sc *picture.Scene, y, top, height float64) {}
func (c *canvas) cursor(x, y, w, h float64)                       {}
func (c *canvas) grip(x float64)                                  {}
func (c *canvas) draw(width, height, total, head float64)         {}
