package app

import (
	"context"
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

func TestTidyWritesWhatTheElementsMean(t *testing.T) {
	for name, test := range map[string]struct {
		element app.UI
		want    string
	}{
		"escapes attributes":         {app.Div().Title(`"><b>&`), `<div title="&#34;&gt;&lt;b&gt;&amp;"></div>`},
		"keeps line breaks in them":  {app.Div().Title("a\nb\\n"), "<div title=\"a\nb\\n\"></div>"},
		"writes true of aria":        {app.Button().Aria("pressed", true), `<button aria-pressed="true"></button>`},
		"drops flags that are false": {app.Button().Disabled(false).Hidden(true), `<button hidden></button>`},
		"has no space of its own": {app.P().Body(app.Span().Text("a"), app.Span().Text("b"), app.Text(" c")),
			`<p><span>a</span><span>b</span> c</p>`},
		"keeps text as it is": {app.Textarea().Body(app.Text("  a\n <b>")), "<textarea>  a\n &lt;b&gt;</textarea>"},
		"keeps markup as it is": {app.Div().Body(raw("<svg>\n  <text a='\\\"'>x</text>\n</svg>")),
			"<div><svg>\n  <text a='\\\"'>x</text>\n</svg></div>"},
		"nests": {app.Div().Body(app.Div().Body(app.Div().Body(app.I(), app.B()))),
			`<div><div><div><i></i><b></b></div></div></div>`},
		"knows elements that end": {app.Div().Body(app.Input().Type("text"), app.Text("x")), `<div><input type="text">x</div>`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tidy(app.HTMLString(test.element)); got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestRenderShowsTheScenario(t *testing.T) {
	for name, test := range map[string]struct {
		query string
		want  []string
		not   []string
	}{
		"the default": {"", []string{
			`data-preset="gather-orphans"`, "<textarea", "a=3s, b=1s!503, c=2s</textarea>", `<svg xmlns`, "flight-bar orphan",
			"Simulated", "What happened in the simulation", "a and c were still running", "<td>the strategy raises</td>",
			`<button class="primary" disabled id="run" title="Ctrl+Enter" type="button">Run live</button>`}, []string{"style=", "onclick"}},
		"a strategy's own options": {"strategy=wait&tasks=1s", []string{`id="option-return_when"`, `id="option-pending"`},
			[]string{`id="option-return_exceptions"`}},
		"a client's own options": {"client=socket&tasks=1s", []string{`id="option-closing"`, `<option value="unclean">`},
			[]string{`id="option-limit"`, `<option value="close">`, `<option value="503">`}},
		"a session's own options": {"tasks=1s&connect=50ms", []string{`id="option-connect"`, `<option value="close">`},
			[]string{`id="option-closing"`, "unclean"}},
		"an option that its client has not": {"client=socket&tasks=1s&limit=3", []string{`id="fault"`, "client=socket has no such option"}, nil},
		"an error with its place": {"tasks=1s,4x", []string{"1s,4<mark>x</mark>", `id="fault"`, "1s,4x</textarea>"},
			[]string{"<table"}},
		"no markup of a link": {`tasks=<script>alert(1)</script>"x&strategy="><img>`, []string{"&lt;script&gt;"},
			[]string{"<script", "<img"}},
		"hosts of others":           {"tasks=https://api.example.com/x", []string{"Run (calls api.example.com)", "there is no prediction"}, nil},
		"too many for others":       {"tasks=" + strings.Repeat("https://api.example.com/x,", 101), []string{"at most 100 requests a run"}, nil},
		"a picture of bounded size": {"tasks=1s*10000", []string{"Show all"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			markup := Render(t.Context(), test.query).Markup
			for _, want := range test.want {
				if !strings.Contains(markup, want) {
					t.Errorf("got no %s in %d bytes of markup", want, len(markup))
				}
			}
			for _, not := range test.not {
				if strings.Contains(markup, not) {
					t.Errorf("got %s", not)
				}
			}
			if len(markup) > 300_000 {
				t.Errorf("got %d bytes, want at most 300,000", len(markup))
			}
		})
	}
}

func TestRenderGivesTheSameBytes(t *testing.T) {
	first := Render(t.Context(), "tasks=1s*20&limit=3")
	if got, want := first.Model.Title(), "gather of 20 tasks · Inflight"; got != want {
		t.Errorf("got title %q, want %q", got, want)
	}
	for range 5 {
		if again := Render(t.Context(), "tasks=1s*20&limit=3"); again.Markup != first.Markup {
			t.Fatal("got other bytes for the same link")
		}
	}
}

func TestRenderManagesEveryPreset(t *testing.T) {
	for _, preset := range engine.Presets {
		markup := Render(t.Context(), preset.Link).Markup
		if !strings.Contains(markup, escape(preset.Notice)) {
			t.Errorf("%s: got no notice", preset.ID)
		}
	}
}

// TestLanesAreAsHighAsTheStyleSheetKnows: web has a test of its half.
func TestLanesAreAsHighAsTheStyleSheetKnows(t *testing.T) {
	if rowsHeight != 544 {
		t.Error("the height of the lanes must be in web/app.css, too, and in its test in web")
	}
}

func FuzzRender(f *testing.F) {
	for _, preset := range engine.Presets {
		f.Add(preset.Link)
	}
	f.Add(`strategy="><x&tasks=a=1s,"<&timeout=%zz&v=2`)
	f.Fuzz(func(t *testing.T, query string) {
		markup := Render(t.Context(), query).Markup
		if opened, closed := strings.Count(markup, "<div"), strings.Count(markup, "</div>"); opened != closed {
			t.Errorf("%q: got %d <div and %d </div>", query, opened, closed)
		}
	})
}

func TestPagesBesideAreRendered(t *testing.T) {
	for name, test := range map[string]struct {
		render    func(context.Context, string) Opened
		query     string
		want, not []string
	}{
		"a comparison": {RenderCompare, "tasks=a=300ms,b=100ms!reset&strategies=gather,gather+return_exceptions",
			[]string{"300 ms, 1 answer and 1 error of 2",
				`href="/?tasks=a=300ms,b=100ms!reset&amp;return_exceptions=true"`, "best: "}, []string{"style="}},
		"all, of many": {RenderCompare, "tasks=1s*1000&limit=0", []string{"501–1000"}, []string{"not drawn"}},
		"an error": {RenderCompare, "tasks=1s&strategies=gather,rush", []string{"gather,<mark>rush</mark>", `id="fault"`, " open"},
			[]string{"<table"}},
		"no markup of a link": {RenderCompare, `tasks=<script>alert(1)</script>&strategies="><img>`,
			[]string{"&lt;script&gt;"}, []string{"<script", "<img"}},
		"requests to others": {RenderCompare, "tasks=https://example.com/&strategies=gather", []string{"The playground runs them"}, nil},
		"questions": {RenderWhich, "need=first", []string{"Where it goes wrong", `href="/compare?`,
			`href="/which?need=first&amp;error=continue"`, `aria-disabled="true"`,
			"Preset, here under wait FIRST_COMPLETED + pending cancel:", `href="/?preset=race&amp;strategy=wait`,
			`<span class="keyword">async</span>`, `id="decide-requests"`}, nil},
		"wrong answers": {RenderWhich, "need=<b>", []string{`id="fault"`}, []string{"<b>"}},
	} {
		t.Run(name, func(t *testing.T) {
			opened := test.render(t.Context(), test.query)
			markup := opened.Markup
			if again := test.render(t.Context(), test.query); again.Markup != markup || opened.Model.Title() == "" {
				t.Error("got other bytes for the same link, or no title")
			}
			for _, want := range test.want {
				if !strings.Contains(markup, want) {
					t.Errorf("got no %s in %d bytes of markup", want, len(markup))
				}
			}
			for _, not := range test.not {
				if strings.Contains(markup, not) {
					t.Errorf("got %s", not)
				}
			}
			t.Logf("%d bytes", len(markup))
		})
	}
}

func TestALinkOfANewerVersionSaysWhatIsNotKnown(t *testing.T) {
	markup := Render(t.Context(), "v=2&tasks=1s&colour=red").Markup
	if !strings.Contains(markup, "does not know the key &#34;colour&#34;") {
		t.Error("the page does not say what it does not know")
	}
}
