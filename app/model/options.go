package model

import (
	"slices"

	"inflight/engine"
)

// Options lists the keys that have a field on the page, in its order.
var Options = func() []*engine.Key {
	var fields []*engine.Key
	for i := range engine.Keys {
		if k := &engine.Keys[i]; k.Place > engine.InComparison {
			fields = append(fields, k)
		}
	}
	slices.SortStableFunc(fields, func(a, b *engine.Key) int { return int(a.Place - b.Place) })
	return fields
}()

// InitialValue is the value that an empty text field stands for.
func InitialValue(k *engine.Key) string {
	if k.Default == "" {
		return "none"
	}
	return k.Default
}
