package app

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"inflight/app/model"
	"inflight/engine/program/testdata/programs"
)

func TestRenderEmbedShowsTheRunAndItsTable(t *testing.T) {
	opened := RenderEmbed(t.Context(), "tasks=a=1s,b=2s!503&theme=dark")
	for _, want := range []string{
		`class="embedded"`, `data-load="click"`, "<h1>gather</h1>", `<svg xmlns`, "What happened in the simulation",
		"<td>the caller receives it</td>",
		`<button class="primary" id="run"`, `href="/?tasks=a=1s,b=2s!503"`,
	} {
		if !strings.Contains(opened.Markup, want) {
			t.Errorf("got no %s in %s", want, opened.Markup)
		}
	}
	if title := opened.Model.Title(); title != "gather of 2 tasks · Inflight" || opened.Theme != model.Dark {
		t.Errorf("got title %q and theme %q", title, opened.Theme)
	}
}

func TestRenderEmbedShowsTheViewsThatItIsAskedFor(t *testing.T) {
	const tabs, connection, printed = `role="tablist"`, `>conn 1<`, `starting fetch(&#39;1s.1&#39;)`
	for _, test := range []struct {
		view         string
		holds, lacks []string
	}{
		{"timeline", nil, []string{tabs, connection, printed}},
		{"connections", []string{connection}, []string{tabs, printed}},
		{"timeline,connections", []string{tabs, "<noscript>", connection}, []string{printed}},
		{"timeline,log", []string{printed}, []string{tabs, connection}},
		{"log", []string{printed}, []string{"<svg xmlns", tabs}},
		{"compare&strategies=gather,wait", []string{">Verdict</h2>", ">Simulated</span>"}, []string{"Verdict, simulated"}},
	} {
		markup := RenderEmbed(t.Context(), "tasks=1s*3&limit=2&view="+test.view).Markup
		for _, part := range test.holds {
			if !strings.Contains(markup, part) {
				t.Errorf("view=%s: got no %s in %s", test.view, part, markup)
			}
		}
		for _, part := range test.lacks {
			if strings.Contains(markup, part) {
				t.Errorf("view=%s: got %s, which nobody has asked for", test.view, part)
			}
		}
	}
}

// TestAnEmbedHasNoLandmarks: those of the page around would be lost among them.
func TestAnEmbedHasNoLandmarks(t *testing.T) {
	named := regexp.MustCompile(`<(section|form) [^>]*aria-label[^>]*>`)
	others := regexp.MustCompile(`<(main|nav|aside|search)[ >]|role="(region|main|navigation|complementary|banner|contentinfo|form|search)"`)
	const all = "tasks=a=1s,b=2s!503&view=timeline,connections,log,code,narration,server,events"
	for _, query := range []string{all, all + "&strategy=wait", "tasks=soon", "strategies=gather,task_group&tasks=a=1s,b=2s&view=compare"} {
		markup := RenderEmbed(t.Context(), query).Markup
		found := slices.DeleteFunc(named.FindAllString(markup, -1), func(tag string) bool { return strings.Contains(tag, `role="group"`) })
		for _, tag := range append(found, others.FindAllString(markup, -1)...) {
			t.Errorf("%s: %s", query, tag)
		}
	}
}

func TestHostIsToldWhatHappens(t *testing.T) {
	p := NewEmbedPage(t.Context(), "tasks=1s")
	kinds := func(message any) []string {
		before := p.m
		p.m = p.m.Update(message)
		var kinds []string
		for _, b := range bulletins(before, p.m, message) {
			kinds = append(kinds, b.kind)
		}
		return kinds
	}
	log := p.m.Predicted.Log
	for _, step := range []struct {
		name    string
		message any
		want    []string
	}{
		{"an edit", model.TasksTyped{Text: "2s"}, []string{"change"}},
		{"a wrong edit", model.TasksTyped{Text: "2x"}, []string{"error"}},
		{"the same again", model.TasksTyped{Text: "2x"}, nil},
		{"an edit back", model.TasksTyped{Text: "1s"}, []string{"change"}},
		{"playing", model.Played{}, []string{"run", "events"}},
		{"a moment of it", model.Moved{At: log[len(log)-1].T / 2}, nil},
		{"a pause", model.Paused{}, nil},
		{"going on", model.Played{}, nil},
		{"its end", model.Moved{At: log[len(log)-1].T}, []string{"events", "finish"}},
		{"a live run", model.RunAsked{ID: "id"}, []string{"run"}},
		{"its news", model.Happened{Run: 4, Events: log[:3]}, []string{"events"}},
		{"its end", model.Ended{Run: 4}, []string{"finish"}},
		{"a theme", model.ThemePicked{Theme: model.Dark}, nil},
	} {
		if r, ok := step.message.(model.Happened); ok {
			r.Run = p.m.Run.Number
			step.message = r
		}
		if r, ok := step.message.(model.Ended); ok {
			r.Run = p.m.Run.Number
			step.message = r
		}
		if got := kinds(step.message); !slices.Equal(got, step.want) {
			t.Errorf("%s: got %v, want %v", step.name, got, step.want)
		}
	}
}

func FuzzRenderEmbed(f *testing.F) {
	f.Add(`view=code+events&tasks=a=1s,"<&theme=%zz&font-size=-1`)
	f.Add(`controls=none&view=timeline&strategy="><x&lang=go`)
	f.Fuzz(func(t *testing.T, query string) {
		markup := RenderEmbed(t.Context(), query).Markup
		if opened, closed := strings.Count(markup, "<div"), strings.Count(markup, "</div>"); opened != closed {
			t.Errorf("%q: got %d <div and %d </div>", query, opened, closed)
		}
	})
}

// ownQuery is the link of a program of somebody's own, with its run.
func ownQuery(t *testing.T, name string) (query string, program model.Own) {
	t.Helper()
	trace, err := programs.Files.ReadFile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	m := model.NewModel("").Update(model.OwnBegun{}).Update(model.LogOpened{Name: "x", Content: trace})
	m = m.Update(model.OwnBegun{Text: m.Scenario.Recorded.Text}).Update(model.OwnRan{Trace: trace}).Update(model.OwnCarried{})
	return m.Own.Link(), m.Own
}

// TestRenderEmbedShowsAProgramOfSomebodysOwn: with the run that its link carries, or without one; the program is there in both.
func TestRenderEmbedShowsAProgramOfSomebodysOwn(t *testing.T) {
	query, program := ownQuery(t, "workers-one-dies")
	other := "program=" + url.QueryEscape("print('<b>other</b>')")
	for _, c := range []struct {
		query        string
		holds, lacks []string
	}{
		{query + "&theme=dark", []string{`<svg xmlns`, "worker", `class="primary" id="run"`,
			`id="edit-code"`, "came with the link", "async", "What happened"},
			[]string{`id="stop"`, `id="tasks"`, "inflight-editor", `id="own"`}},
		{query + "&readonly", []string{`<svg xmlns`, `id="run"`}, []string{`id="edit-code"`}},
		{query + "&controls=replay", []string{`<svg xmlns`}, []string{`id="run"`, `id="edit-code"`}},
		{query + "&program=" + url.QueryEscape(program.Text), []string{`<svg xmlns`, "came with the link"}, nil},
		{query + "&" + other, []string{"once it runs", "&lt;b&gt;other", `id="run"`}, []string{"<svg xmlns", "<b>other", "worker", "came with"}},
		{other, []string{"once it runs", "&lt;b&gt;other"}, []string{"<svg xmlns", "gather"}},
	} {
		opened := RenderEmbed(t.Context(), c.query)
		for _, part := range c.holds {
			if !strings.Contains(opened.Markup, part) {
				t.Errorf("%.60s: got no %s in %s", c.query, part, opened.Markup)
			}
		}
		for _, part := range c.lacks {
			if strings.Contains(opened.Markup, part) {
				t.Errorf("%.60s: got %s, which is not wanted", c.query, part)
			}
		}
	}
}
