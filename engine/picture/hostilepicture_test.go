package picture_test

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

func TestHostileTextsAreTextInPictures(t *testing.T) {
	for _, text := range enginetest.HostileTexts(t) {
		s, log := enginetest.Texted(t, text)
		timeline := view.Fold(s, log, view.WholeLog)
		for _, width := range []float64{320, 960} {
			svg := picture.Layout(timeline, picture.LayoutOptions{Width: width, Parts: picture.PartAll}).
				SVG(picture.SVGOptions{Standalone: true, Play: true})
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
	drawing := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Width: 960, Parts: picture.PartAll}).
		SVG(picture.SVGOptions{Standalone: true})
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
