// Package uuid makes random UUIDs, which is all that go-app asks of the module in whose place it stands.
package uuid

import (
	"fmt"
	"math/rand/v2"
)

// NewString returns a UUID of version 4, its bits from the runtime's generator, which the browser's seeds.
func NewString() string {
	high, low := rand.Uint64(), rand.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		high>>32, high>>16&0xffff, high&0xfff, low>>48&0x3fff|0x8000, low&(1<<48-1))
}
