//go:build !js

package app

// publish does nothing where there are no scripts.
func (p *Page) publish(orders)        {}
func (p *ComparePage) publish(orders) {}
