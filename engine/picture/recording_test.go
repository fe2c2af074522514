package picture_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inflight/engine/picture"
	"inflight/engine/view"
)

// TestPicturesOfRecordedProgramsHoldTheirWords: of each program that we have, no words end beyond the picture, and where there is room
// the names of its rows, nested ones too, are whole.
func TestPicturesOfRecordedProgramsHoldTheirWords(t *testing.T) {
	files, _ := filepath.Glob("../program/testdata/programs/*.json")
	if len(files) == 0 {
		t.Fatal("there are no programs")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, log, err := view.ParseTrace(text)
		if err != nil {
			t.Fatal(err)
		}
		run := view.Fold(s, log, view.WholeLog)
		for _, width := range []float64{390, 760, 1200} {
			for _, m := range picture.Layout(run, picture.LayoutOptions{Width: width}).Marks {
				right := m.X + m.W
				switch {
				case m.Shape != picture.Text:
					continue
				case m.Anchor == picture.AnchorEnd:
					right = m.X
				case m.Anchor == picture.AnchorMiddle:
					right = m.X + m.W/2
				}
				if right > width {
					t.Errorf("%s, %v px: %q ends at %.0f", filepath.Base(file), width, m.Text, right)
				}
				if width >= 760 && m.Meaning == picture.LaneName && strings.HasSuffix(m.Text, "…") {
					t.Errorf("%s, %v px: the row %q is cut to %q", filepath.Base(file), width, run.RowName(m.Task), m.Text)
				}
			}
		}
	}
}
