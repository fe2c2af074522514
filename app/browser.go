//go:build !js

package app

import (
	"math"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// browser does nothing outside of a browser: a page that is only rendered never asks for it.
type browser struct{}

type listeners struct {
	back, run, stop, hidden func()
	open                    func(query string)                          // a palette asks for it; may be nil
	leave                   func(to string) (stays bool)                // a link leads out of the document; may be nil
	leftField               func()                                      // the focus has left a field; may be nil
	undo                    func(message any, field string) (used bool) // keys ask for it; may be nil
	key                     func(key string, onControl bool) (used bool)
	files                   opened
	hand                    hand
}

type opened func(name string, content []byte, problem string)

func newBrowser() *browser { return &browser{} }

func (b *browser) meta(string) string                        { return "" }
func (b *browser) markup(string) string                      { return "" }
func (b *browser) name() string                              { return "" }
func (b *browser) query() string                             { return "" }
func (b *browser) linkIsPacked() bool                        { return false }
func (b *browser) addressIs(query string) bool               { return false }
func (b *browser) linkTo(query string) string                { return "/" + engine.Address(query) }
func (b *browser) setAddress(string, bool)                   {}
func (b *browser) setTitle(string)                           {}
func (b *browser) open(string)                               {}
func (b *browser) guard(on bool)                             {}
func (b *browser) follow(to string)                          {}
func (b *browser) width(_ string, w float64) float64         { return w }
func (b *browser) length(_ string, x float64) float64        { return x }
func (b *browser) fill([]model.Pair)                         {}
func (b *browser) keepCode(open bool)                        {}
func (b *browser) codeIsClosed() bool                        { return false }
func (b *browser) busy(bool)                                 {}
func (b *browser) theme() model.Theme                        { return model.Auto }
func (b *browser) setTheme(model.Theme)                      {}
func (b *browser) show(model.Theme)                          {}
func (b *browser) setFontSize(int)                           {}
func (b *browser) passNews(string, any)                      {}
func (b *browser) copy(_ string, done func(ok bool))         { done(false) }
func (b *browser) listen(listeners)                          {}
func (b *browser) place(string, map[string]float64, float64) {}
func (b *browser) closeMenus() bool                          { return false }
func (b *browser) prefersCalm() bool                         { return false }
func (b *browser) isDark() bool                              { return false }
func (b *browser) present(events int)                        {}
func (b *browser) reveal(string)                             {}
func (b *browser) focus(string)                              {}
func (b *browser) handFocus(from, to string)                 {}
func (b *browser) unfold(string)                             {}
func (b *browser) readPicked(string, opened)                 {}
func (b *browser) save(name, medium string, _ []byte)        {}
func (b *browser) savePNG(string, []byte, func())            {}
func (b *browser) hasFocus(string) bool                      { return false }
func (b *browser) hair(x, width float64, words string)       {}

func (b *browser) turn()                                   {}
func (b *browser) after(f func())                          { f() }
func (b *browser) offerSweeps()                            {}
func (b *browser) site() string                            { return "/" }
func (b *browser) embedScript() string                     { return "" }
func (b *browser) pictureOf(string, *engine.Preset) string { return "" }
func (b *browser) showModal(string)                        {}
func (b *browser) selectText(string)                       {}

func (b *browser) backendOfLink() string { return "" }
func (b *browser) addPolicy([]string)    {}

// publish does nothing where there are no scripts.
func (p *Page) publish(orders)        {}
func (p *ComparePage) publish(orders) {}

func (p *Page) scriptRun(func(view.Trace), func(string))             {}
func (p *ComparePage) scriptRun(func([]comparedTrace), func(string)) {}

// canvas does nothing outside of a browser.
type canvas struct{}

func newCanvas(func(scroll float64), func()) *canvas { return &canvas{} }

func (c *canvas) start(calm bool, rest int)                       {}
func (c *canvas) seen()                                           {}
func (c *canvas) stop()                                           {}
func (c *canvas) scroll() float64                                 { return 0 }
func (c *canvas) rowX(float64) float64                            { return math.NaN() }
func (c *canvas) rowY(float64) float64                            { return math.NaN() }
func (c *canvas) begin()                                          {}
func (c *canvas) layer(sc *picture.Scene, y, top, height float64) {}
func (c *canvas) cursor(x, y, w, h float64)                       {}
func (c *canvas) grip(x float64)                                  {}
func (c *canvas) draw(width, height, total, head float64)         {}
