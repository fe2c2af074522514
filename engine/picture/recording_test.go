package picture_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"inflight/engine/picture"
	"inflight/engine/program/testdata/programs"
	"inflight/engine/view"
)

// TestPicturesOfRecordedProgramsHoldTheirWords: of each program that we have, no words end beyond the picture, and where there is room
// the names of its rows, nested ones too, are whole.
func TestPicturesOfRecordedProgramsHoldTheirWords(t *testing.T) {
	files, _ := fs.Glob(programs.Files, "*.json")
	if len(files) == 0 {
		t.Fatal("there are no programs")
	}
	for _, file := range files {
		text, err := programs.Files.ReadFile(file)
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

// TestASwallowedCancellationHasAMark: where it came, beside what ends there, on main()'s lane too; the legend says what it is.
func TestASwallowedCancellationHasAMark(t *testing.T) {
	for name, want := range map[string]int{"cancelled-in-vain": 2, "swallowed-cancellation": 1, "cancel-itself": 1, "finally-awaits": 0,
		"nested-groups": 0} {
		for _, width := range []float64{390, 1200} {
			sc, got, explained := picture.Layout(recording(t, name), picture.LayoutOptions{Width: width, Parts: picture.PartAll}), 0, false
			for _, m := range sc.Marks {
				if m.Meaning == picture.SwallowCap && m.Event >= 0 {
					got++
					for _, other := range sc.Marks {
						ends := other.Shape == picture.Cap && other.Meaning != picture.SwallowCap || other.Meaning == picture.ReturnTick
						if ends && other.Task == m.Task && other.Event >= 0 && other.X-m.X < m.W {
							t.Errorf("%s: the mark at %.0f is under the one at %.0f", name, m.X, other.X)
						}
					}
				}
				explained = explained || m.Text == "went on in spite of a cancellation"
			}
			if got != want || explained != (want > 0) {
				t.Errorf("%s, %v px: got %d marks, explained: %v; want %d", name, width, got, explained, want)
			}
		}
	}
}
