package picture

import "encoding/json"

// CanvasLooks are the looks for the pen of the browser's canvas, which is written in JavaScript: as JSON, by the numbers of meanings.
// The values of the colours are not in it: they are the page's, in its theme.
func CanvasLooks() string {
	text, err := json.Marshal(struct {
		Looks   []Look           `json:"looks"`
		Orphans map[Meaning]Look `json:"orphans"`
		Colours []Colour         `json:"colours"`
		Sans    string           `json:"sans"`
		Mono    string           `json:"mono"`
	}{looks[:], orphansThatDiffer(), names(colours, pageColours), sansLetters, monoLetters})
	if err != nil {
		panic(err) // the tables are part of the program
	}
	return string(text)
}

func orphansThatDiffer() map[Meaning]Look {
	differ := map[Meaning]Look{}
	for _, m := range moving {
		differ[m] = orphanLooks[m]
	}
	return differ
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
