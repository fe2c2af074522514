package model

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"inflight/engine"
)

func TestParseEmbedTakesItsKeysOutOfTheLink(t *testing.T) {
	for _, test := range []struct {
		query, link, wrong string
		change             func(e *Embed)
	}{
		{"", "", "", func(*Embed) {}},
		{"tasks=1s&view=code,timeline&seed=2", "tasks=1s&seed=2", "", func(e *Embed) { e.Views = []string{"timeline", "code"} }},
		{"view=code+events", "", "", func(e *Embed) { e.Views = []string{"code", "events"} }},
		{"?controls=none&tasks=a%26view=1s", "tasks=a%26view=1s", "", func(e *Embed) { e.Controls = nil }},
		{"theme=dark&code=javascript&load=visible&autoplay&readonly=true&font-size=18px", "", "", func(e *Embed) {
			e.Theme, e.Language, e.Load, e.Autoplay, e.Readonly, e.FontSize = Dark, "javascript", "visible", true, true, 18
		}},
		{"lang=go&tasks=1s", "tasks=1s", "", func(e *Embed) { e.Language = "go" }}, // its name before
		{"theme=red&tasks=1s", "tasks=1s", `theme: unknown "red": want one of auto, light, dark`, func(*Embed) {}},
		{"view=", "", "view: want some of timeline, connections, log, code", func(*Embed) {}},
		{"view=<script>", "", `view: unknown "<script>"`, func(*Embed) {}},
		{"tasks=1s&strategies=gather,wait", "tasks=1s&strategies=gather,wait", "", func(e *Embed) { e.Views = []string{"compare"} }},
		{engine.Pack("tasks=1s&strategies=gather,wait"), engine.Pack("tasks=1s&strategies=gather,wait"), "",
			func(e *Embed) { e.Views = []string{"compare"} }},
		{"strategies=gather,wait&view=code", "strategies=gather,wait", "", func(e *Embed) { e.Views = []string{"code"} }},
		{"view=code,compare", "", "compare stands alone: want it without code", func(e *Embed) { e.Views = []string{"code", "compare"} }},
		{"accent=%230a7&background=rgb(0+120+90)&font-family=Georgia,+%22A+B%22&compact", "", "", func(e *Embed) {
			e.Accent, e.Background, e.Fonts, e.Compact = "#0a7", "rgb(0 120 90)", `Georgia, "A B"`, true
		}},
		{"accent=url(//x)&tasks=1s", "tasks=1s", `accent: "url(//x)": want a colour as in CSS`, func(*Embed) {}},
		{"background=var(--x)", "", "want a colour as in CSS", func(*Embed) {}},
		{"font-family=x;src:url(y)", "", "want names of fonts", func(*Embed) {}},
		{"font-size=400", "", "want pixels from 8 to 40", func(*Embed) {}},
		{"autoplay=perhaps", "", "want true or false", func(*Embed) {}},
		{"readonly=false", "", "", func(*Embed) {}},
	} {
		want := NewEmbed()
		test.change(&want)
		got, link, err := ParseEmbed(test.query)
		if !reflect.DeepEqual(got, want) || link != test.link {
			t.Errorf("%s: got %+v and %q, want %+v and %q", test.query, got, link, want, test.link)
		}
		if (err == nil) != (test.wrong == "") || !strings.Contains(fmt.Sprint(err), test.wrong) && err != nil {
			t.Errorf("%s: got error %v, want %q", test.query, err, test.wrong)
		}
	}
}
