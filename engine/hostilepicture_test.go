package engine_test

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

func TestHostileTextsAreTextInPictures(t *testing.T) {
	for _, text := range enginetest.HostileTexts(t) {
		s, log := enginetest.Texted(t, text)
		timeline := engine.Fold(s, log, engine.WholeLog)
		for _, width := range []float64{320, 960} {
			svg := engine.Layout(timeline, engine.LayoutOptions{Width: width, Parts: engine.PartAll}).SVG(engine.SVGOptions{Standalone: true, Play: true})
			elements, err := elementsOf(svg)
			if err != nil {
				t.Errorf("%.80q: no XML: %v", text, err)
			}
			for name := range elements {
				if !strings.Contains(" svg title desc style defs pattern rect path clipPath text g circle ", " "+name+" ") {
					t.Errorf("%.80q makes <%s>", text, name)
				}
			}
		}
	}
}

// TestAPictureOfManyTasksIsWhole: of the most tasks that there may be.
func TestAPictureOfManyTasksIsWhole(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=200ms~50ms*10000&limit=100")
	drawing := engine.Layout(engine.Fold(s, log, engine.WholeLog), engine.LayoutOptions{Width: 960, Parts: engine.PartAll}).SVG(engine.SVGOptions{Standalone: true})
	if elements, err := elementsOf(drawing); err != nil || elements["rect"] == 0 || elements["text"] == 0 {
		t.Errorf("SVG: got the elements %v, %v", elements, err)
	}
}

// elementsOf counts the elements of an XML document by their names.
func elementsOf(document string) (map[string]int, error) {
	elements := map[string]int{}
	for decoder := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return elements, nil
		}
		if err != nil {
			return elements, err
		}
		if element, ok := token.(xml.StartElement); ok {
			elements[element.Name.Local]++
		}
	}
}
