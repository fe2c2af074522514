//go:build !js

package app

// publish does nothing where there are no scripts.
func (p *Page) publish()        {}
func (p *ComparePage) publish() {}
