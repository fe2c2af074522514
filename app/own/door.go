//go:build !js

package own

// Door does nothing outside of a browser.
type Door struct{}

// Open does nothing.
func (*Door) Open(string, Calls) {}

// Set does nothing.
func (*Door) Set(string) {}

// Run does nothing.
func (*Door) Run() {}

// Refuse does nothing.
func (*Door) Refuse(string) {}

// Close does nothing.
func (*Door) Close() {}
