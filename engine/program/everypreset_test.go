package program

import (
	"io/fs"
	"testing"

	"inflight/engine"
)

// TestEveryEventMarksALine of every preset's programs: one where the caller stands, and, of a task that has started,
// one where that stands.
func TestEveryEventMarksALine(t *testing.T) {
	for _, preset := range engine.Presets {
		s := parse(t, preset.Link)
		log, requests := simulate(t, s), s.Requests()
		log = log[:min(len(log), 1000)] // of a thousand tasks all are alike
		for _, language := range Languages {
			p := Write(s, language, demo, Options{})
			for i, e := range log {
				if len(p.Marked(CallerAt(s, log[:i+1], e.T))) == 0 {
					t.Errorf("%s, %s: event %d, %v, marks no line of the caller", preset.ID, language, i, e)
				}
				if e.Task == engine.NoTask {
					continue
				}
				if at := TaskAt(requests[e.Task], log[:i+1], e.T); at != "" && len(p.Marked(at)) == 0 {
					t.Errorf("%s, %s: event %d, %v, marks no line of its task, which is at %q", preset.ID, language, i, e, at)
				}
			}
		}
	}
}

// TestNoGoldenFileIsLeftOver of a preset that is gone: nothing would be compared with it.
func TestNoGoldenFileIsLeftOver(t *testing.T) {
	wanted := map[string]bool{}
	for _, preset := range engine.Presets {
		for _, language := range Languages {
			wanted["testdata/"+preset.ID+extensions[language]+".golden"] = true
		}
	}
	names, err := fs.Glob(testdata, "testdata/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !wanted[name] {
			t.Errorf("%s belongs to no preset", name)
		}
	}
}
