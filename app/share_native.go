//go:build !js

package app

import "inflight/engine"

func (b *browser) site() string                            { return "/" }
func (b *browser) pictureOf(string, *engine.Preset) string { return "" }
func (b *browser) showModal(string)                        {}
func (b *browser) selectText(string)                       {}
