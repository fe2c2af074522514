package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

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

// offered is a strategy in the palette, which has its name for a title.
type offered struct {
	ID    string `json:"id"`
	Words string `json:"words"`
}

// examples is the script with all that palettes list. It is loaded when one is opened for the first time.
func examples() ([]byte, error) {
	list := struct {
		Examples   []example `json:"examples"`
		Strategies []offered `json:"strategies"`
		Each       wrappers  `json:"each"`
		Keyboard   []model.KeyGroup
		Options    map[string]string `json:"options"` // by what they are found, beside what their list says
	}{Each: wrapperList(), Keyboard: model.Keyboard, Options: map[string]string{}}
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
		list.Strategies = append(list.Strategies, offered{s.Name, s.Summary})
	}
	for _, o := range model.Options {
		if words := soughtBy(o); words != "" {
			list.Options[o.Name] = words
		}
	}
	text, err := json.Marshal(list)
	return append([]byte("globalThis.inflightLists = "), text...), err
}

// soughtBy are the words that the table has of a key beside its name and its hint, for a search: each once, and none of the little ones.
func soughtBy(k *engine.Key) string {
	said, words := k.Name+" "+k.Hint, k.Words
	for _, c := range k.Choices {
		words += " " + c.Value + " " + c.Words
	}
	var sought []string
	add := func(word string) {
		if word = strings.ToLower(word); !strings.Contains(said, word) {
			said, sought = said+" "+word, append(sought, word)
		}
	}
	for word := range strings.FieldsSeq(k.Also + " " + k.Chip + " " + k.On) {
		add(word)
	}
	for word := range strings.FieldsFuncSeq(words, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) }) {
		if len(word) > len("which") {
			add(word)
		}
	}
	return strings.Join(sought, " ")
}
