package engine_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// lasting has on each line a link, a tab, and its canonical form.
const lasting = "testdata/links.txt"

func lastingLinks(t *testing.T) (links [][2]string) {
	file, err := os.Open(lasting)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, engine.MaxText)
	for lines.Scan() {
		if line := lines.Text(); line != "" && line[0] != '#' {
			link, canonical, _ := strings.Cut(line, "\t")
			links = append(links, [2]string{link, canonical})
		}
	}
	return links
}

func TestOldLinksOpenForEver(t *testing.T) {
	var all strings.Builder
	for _, link := range lastingLinks(t) {
		s, err := engine.Parse(link[0])
		if err != nil {
			t.Errorf("%s: %v", link[0], err)
			continue
		}
		if got := s.Link(); got != link[1] {
			t.Errorf("%s\n got %s\nwant %s", link[0], got, link[1])
		}
		if again, err := engine.Parse(link[1]); err != nil || again.Link() != link[1] {
			t.Errorf("%s does not open as itself: %v", link[1], err)
		}
		all.WriteString("&" + link[0] + "&" + link[1] + "&")
	}
	missing := missingLinks(all.String())
	if enginetest.Updates() && missing != "" {
		appendTo(t, lasting, missing)
	} else if missing != "" {
		t.Errorf("%s: append these lines, or run make golden, which does:\n%s", lasting, missing)
	}
}

// missingLinks are lines for presets, strategies and keys of which there are none.
func missingLinks(all string) string {
	var missing strings.Builder
	line := func(link, canonical string) { missing.WriteString(link + "\t" + canonical + "\n") }
	for _, p := range engine.Presets {
		if !strings.Contains(all, "&preset="+p.ID+"&") || !strings.Contains(all, "&"+p.Link+"&") {
			line("preset="+p.ID, p.Link)
		}
	}
	for _, s := range engine.Strategies {
		if link := "strategy=" + s.Name + "&tasks=1s,2s"; !strings.Contains(all, "strategy="+s.Name+"&") {
			line(link, link)
		}
	}
	for i := range engine.Keys {
		if k := &engine.Keys[i]; !strings.Contains(all, "&"+k.Name+"=") {
			link := enginetest.ScenarioWith(k).Link()
			line(link, link)
		}
	}
	return missing.String()
}

func appendTo(t *testing.T, path, text string) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
}
