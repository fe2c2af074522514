//go:build !js

package app

import (
	"inflight/app/model"
	"inflight/engine"
)

// browser is nothing where there is no browser: a page that is only rendered never asks for it.
type browser struct{}

type listeners struct {
	back, run, stop, hidden func()
	key                     func(key string, onControl bool) (used bool)
	files                   opened
	hand                    hand
}

type opened func(name string, content []byte, problem string)

func newBrowser() *browser { return &browser{} }

func (b *browser) meta(string) string                 { return "" }
func (b *browser) query() string                      { return "" }
func (b *browser) packed() bool                       { return false }
func (b *browser) shows(query string) bool            { return false }
func (b *browser) linkTo(query string) string         { return "/" + engine.Address(query) }
func (b *browser) setAddress(string, bool)            {}
func (b *browser) setTitle(string)                    {}
func (b *browser) open(string)                        {}
func (b *browser) width(_ string, w float64) float64  { return w }
func (b *browser) length(_ string, x float64) float64 { return x }
func (b *browser) fill([]model.Pair)                  {}
func (b *browser) theme() model.Theme                 { return model.Auto }
func (b *browser) setTheme(model.Theme)               {}
func (b *browser) show(model.Theme)                   {}
func (b *browser) setFontSize(int)                    {}
func (b *browser) tell(string, any)                   {}
func (b *browser) copy(_ string, done func(ok bool))  { done(false) }
func (b *browser) listen(listeners)                   {}
func (b *browser) place(_, _ string, x, y float64)    {}
func (b *browser) closeMenus() bool                   { return false }
func (b *browser) calm() bool                         { return false }
func (b *browser) dark() bool                         { return false }
func (b *browser) present(events int)                 {}
func (b *browser) reveal(string)                      {}
func (b *browser) focus(string)                       {}
func (b *browser) unfold(string)                      {}
func (b *browser) picked(string, opened)              {}
func (b *browser) save(name, medium string, _ []byte) {}
func (b *browser) savePNG(string, []byte, func())     {}
