//go:build !js

package app

// browser is nothing where there is no browser: a page that is only rendered never asks for it.
type browser struct{}

type listeners struct {
	back, run, stop, hidden func()
}

func newBrowser() *browser { return &browser{} }

func (b *browser) meta(string) string                { return "" }
func (b *browser) query() string                     { return "" }
func (b *browser) linkTo(query string) string        { return "/?" + query }
func (b *browser) setAddress(string, bool)           {}
func (b *browser) setTitle(string)                   {}
func (b *browser) open(string)                       {}
func (b *browser) width(_ string, w float64) float64 { return w }
func (b *browser) fill([]pair)                       {}
func (b *browser) theme() Theme                      { return Auto }
func (b *browser) setTheme(Theme)                    {}
func (b *browser) copy(_ string, done func(ok bool)) { done(false) }
func (b *browser) listen(listeners)                  {}
