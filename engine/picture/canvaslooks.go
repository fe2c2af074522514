package picture

import (
	"encoding/json"
	"slices"
)

// CanvasLooks are the looks for the pen of the browser's canvas, which is written in JavaScript: as JSON, by the numbers of meanings.
// The values of the colours are not in it: they are the page's, in its theme.
func CanvasLooks() string {
	text, err := json.Marshal(struct {
		Looks   []Look             `json:"looks"`
		Fated   []map[Meaning]Look `json:"fated"` // by fate: the looks that differ
		Colours []Colour           `json:"colours"`
		Sans    string             `json:"sans"`
		Mono    string             `json:"mono"`
	}{looks[:], fatedLooks(), names(colours, pageColours), sansLetters, monoLetters})
	if err != nil {
		panic(err) // the tables are part of the program
	}
	return string(text)
}

func fatedLooks() []map[Meaning]Look {
	all := make([]map[Meaning]Look, len(allLooks))
	for fate := range all {
		all[fate] = map[Meaning]Look{}
		for _, m := range slices.Concat(fated, caps, meanings(Band)) {
			all[fate][m] = allLooks[fate][m]
		}
	}
	return all
}

// names are the names of colours.
func names(tables ...[]shade) []Colour {
	var all []Colour
	for _, shades := range tables {
		for _, s := range shades {
			all = append(all, s.name)
		}
	}
	return all
}
