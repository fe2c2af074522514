//go:build !js

package app

func (b *browser) named() string    { return "" }
func (b *browser) tighten([]string) {}
