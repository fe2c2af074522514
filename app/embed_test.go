package app

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"inflight/app/model"
	"inflight/engine"
)

func TestParseEmbedTakesItsKeysOutOfTheLink(t *testing.T) {
	for _, test := range []struct {
		query, link, wrong string
		change             func(e *model.Embed)
	}{
		{"", "", "", func(*model.Embed) {}},
		{"tasks=1s&view=code,timeline&seed=2", "tasks=1s&seed=2", "", func(e *model.Embed) { e.Views = []string{"timeline", "code"} }},
		{"view=code+events", "", "", func(e *model.Embed) { e.Views = []string{"code", "events"} }},
		{"?controls=none&tasks=a%26view=1s", "tasks=a%26view=1s", "", func(e *model.Embed) { e.Controls = nil }},
		{"theme=dark&lang=javascript&load=visible&autoplay&readonly=true&font-size=18px", "", "", func(e *model.Embed) {
			e.Theme, e.Language, e.Load, e.Autoplay, e.Readonly, e.FontSize = model.Dark, "javascript", "visible", true, true, 18
		}},
		{"theme=red&tasks=1s", "tasks=1s", `theme: unknown "red": want one of auto, light, dark`, func(*model.Embed) {}},
		{"view=", "", "view: want some of timeline, connections, log, code", func(*model.Embed) {}},
		{"view=<script>", "", `view: unknown "<script>"`, func(*model.Embed) {}},
		{"tasks=1s&strategies=gather,wait", "tasks=1s&strategies=gather,wait", "", func(e *model.Embed) { e.Views = []string{"compare"} }},
		{engine.Pack("tasks=1s&strategies=gather,wait"), engine.Pack("tasks=1s&strategies=gather,wait"), "", func(e *model.Embed) { e.Views = []string{"compare"} }},
		{"strategies=gather,wait&view=code", "strategies=gather,wait", "", func(e *model.Embed) { e.Views = []string{"code"} }},
		{"view=code,compare", "", "compare stands alone: want it without code", func(e *model.Embed) { e.Views = []string{"code", "compare"} }},
		{"font-size=400", "", "want pixels from 8 to 40", func(*model.Embed) {}},
		{"autoplay=perhaps", "", "want true or false", func(*model.Embed) {}},
		{"readonly=false", "", "", func(*model.Embed) {}},
	} {
		want := model.NewEmbed()
		test.change(&want)
		got, link, err := model.ParseEmbed(test.query)
		if !reflect.DeepEqual(got, want) || link != test.link {
			t.Errorf("%s: got %+v and %q, want %+v and %q", test.query, got, link, want, test.link)
		}
		if (err == nil) != (test.wrong == "") || !strings.Contains(fmt.Sprint(err), test.wrong) && err != nil {
			t.Errorf("%s: got error %v, want %q", test.query, err, test.wrong)
		}
	}
}

func TestRenderEmbedShowsTheRunAndItsTable(t *testing.T) {
	markup, title, theme := RenderEmbed("tasks=a=1s,b=2s!503&theme=dark")
	for _, want := range []string{
		`class="embedded"`, `data-load="click"`, "<h1>gather</h1>", `<svg xmlns`, "What happened in the simulation", "<td>the caller receives it</td>",
		`<button class="primary" id="run"`, `href="/?tasks=a=1s,b=2s!503"`,
	} {
		if !strings.Contains(markup, want) {
			t.Errorf("got no %s in %s", want, markup)
		}
	}
	if title != "gather of 2 tasks · Inflight" || theme != model.Dark {
		t.Errorf("got title %q and theme %q", title, theme)
	}
}

func TestRenderEmbedShowsTheViewsThatItIsAskedFor(t *testing.T) {
	const tabs, connection, printed = `role="tablist"`, `>conn 1 b0<`, `starting fetch(&#39;1s.1&#39;)`
	for _, test := range []struct {
		view         string
		holds, lacks []string
	}{
		{"timeline", nil, []string{tabs, connection, printed}},
		{"connections", []string{connection}, []string{tabs, printed}},
		{"timeline,connections", []string{tabs, "<noscript>", connection}, []string{printed}},
		{"timeline,log", []string{printed}, []string{tabs, connection}},
		{"log", []string{printed}, []string{"<svg xmlns", tabs}},
	} {
		markup, _, _ := RenderEmbed("tasks=1s*3&limit=2&view=" + test.view)
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

func TestHostIsToldWhatHappens(t *testing.T) {
	p := NewEmbedPage("tasks=1s")
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
		markup, _, _ := RenderEmbed(query)
		if opened, closed := strings.Count(markup, "<div"), strings.Count(markup, "</div>"); opened != closed {
			t.Errorf("%q: got %d <div and %d </div>", query, opened, closed)
		}
	})
}
