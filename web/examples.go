package web

import (
	"encoding/json"
	"fmt"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
)

// example is a preset in the palette.
type example struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Words   string `json:"words"`
	Chapter string `json:"chapter"`
	Link    string `json:"link"`
	Thumb   string `json:"thumb,omitempty"` // SVG
}

// offered is a strategy in the palette.
type offered struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Words string `json:"words"`
}

// examples is the script with all that palettes list. It is loaded when one is opened for the first time.
func examples() ([]byte, error) {
	list := struct {
		Examples   []example `json:"examples"`
		Strategies []offered `json:"strategies"`
		Each       wrappers  `json:"each"`
		Keyboard   []model.KeyGroup
	}{Each: wrapperList(), Keyboard: model.Keyboard}
	chapter := 0
	for _, p := range engine.Presets {
		if chapter < len(engine.Chapters) && engine.Chapters[chapter].First == p.ID {
			chapter++
		}
		e := example{p.ID, p.Title, p.Notice, engine.Chapters[max(chapter-1, 0)].Title, p.Link, ""}
		if run, err := (&guide{}).run(p.Link); err == nil { // what cannot be simulated has no picture
			e.Thumb = picture.Thumb(run)
		}
		list.Examples = append(list.Examples, e)
	}
	if chapter != len(engine.Chapters) {
		return nil, fmt.Errorf("chapter %q begins with no preset", engine.Chapters[chapter].Title)
	}
	for _, s := range engine.Strategies {
		list.Strategies = append(list.Strategies, offered{s.Name, s.Name, s.Summary})
	}
	text, err := json.Marshal(list)
	return append([]byte("globalThis.inflightLists = "), text...), err
}
