package app

import (
	"encoding/hex"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/program/testdata/programs"
)

func TestParcelWritesEachForm(t *testing.T) {
	e := model.NewEmbed()
	e.Views, e.Theme, e.Readonly = []string{"timeline", "code"}, model.Dark, true
	s := parcel{"https://a.example/", "strategy=wait&tasks=a=1s,b=2s!503", "wait of two", "https://a.example/timeline.svg?tasks=1s",
		"a & b\nend.", e, false, "", "embed@1.js sha384-a/b+c="}
	for _, form := range []struct{ got, want string }{
		{s.page(), "https://a.example/?strategy=wait&tasks=a=1s,b=2s!503"},
		{s.frame(), "https://a.example/embed?strategy=wait&tasks=a=1s,b=2s!503&view=timeline,code&theme=dark&readonly=true"},
		{s.element(), `<script src="https://a.example/embed@1.js" integrity="sha384-a/b+c=" crossorigin="anonymous" defer></script>
<inflight-timeline strategy="wait" tasks="a=1s,b=2s!503" view="timeline,code" theme="dark" readonly>
  <a href="https://a.example/?strategy=wait&amp;tasks=a=1s,b=2s!503"><img src="https://a.example/timeline.svg?tasks=1s" alt="a &amp; b
end." loading="lazy"></a>
</inflight-timeline>`},
		{s.iframe(), `<iframe src="https://a.example/embed?strategy=wait&amp;tasks=a=1s,b=2s!503&amp;view=timeline,code&amp;theme=dark&` +
			`amp;readonly=true" ` +
			`title="wait of two" width="100%" height="420" loading="lazy"></iframe>`},
		{s.markdown(), `[![wait of two](https://a.example/timeline.svg?tasks=1s)](https://a.example/?strategy=wait&tasks=a=1s,b=2s!503)`},
	} {
		if form.got != form.want {
			t.Errorf("got\n%s\nwant\n%s", form.got, form.want)
		}
	}
}

func TestParcelWritesEachFormOfAComparison(t *testing.T) {
	e := model.ComparisonEmbed()
	e.Theme = model.Dark
	s := parcel{"https://a.example/", "tasks=a=1s,b=2s!503&strategies=gather,wait+FIRST_COMPLETED", "Compare 2 variants of 2 tasks",
		"https://a.example/timeline.svg?tasks=1s&view=compare", "", e, false, "", ""}
	for _, form := range []struct{ got, want string }{
		{s.page(), "https://a.example/compare?tasks=a=1s,b=2s!503&strategies=gather,wait+FIRST_COMPLETED"},
		{s.frame(), "https://a.example/embed?tasks=a=1s,b=2s!503&strategies=gather,wait+FIRST_COMPLETED&view=compare&theme=dark"},
		{s.element(), `<script src="https://a.example/embed.js" defer></script>
<inflight-timeline tasks="a=1s,b=2s!503" strategies="gather,wait+FIRST_COMPLETED" view="compare" theme="dark">
  <a href="https://a.example/compare?tasks=a=1s,b=2s!503&amp;strategies=gather,wait+FIRST_COMPLETED"><img ` +
			`src="https://a.example/timeline.svg?tasks=1s&amp;view=compare" alt="Compare 2 variants of 2 tasks" loading="lazy"></a>
</inflight-timeline>`},
		{s.iframe(), `<iframe src="https://a.example/embed?tasks=a=1s,b=2s!503&amp;strategies=gather,wait+FIRST_COMPLETED&amp;view=compare&` +
			`amp;theme=dark" ` +
			`title="Compare 2 variants of 2 tasks" width="100%" height="640" loading="lazy"></iframe>`},
		{s.markdown(), `[![Compare 2 variants of 2 tasks](https://a.example/timeline.svg?tasks=1s&view=compare)]` +
			`(https://a.example/compare?tasks=a=1s,b=2s!503&strategies=gather,wait+FIRST_COMPLETED)`},
	} {
		if form.got != form.want {
			t.Errorf("got\n%s\nwant\n%s", form.got, form.want)
		}
	}
}

// TestEmbedsOfComparisonsShowTheSame, also where a link is packed or has keys of a newer version: its address then stands for it.
func TestEmbedsOfComparisonsShowTheSame(t *testing.T) {
	long, newer := "tasks="+strings.Repeat("a=1s~20ms!503,", 200)+"1s", "v=2&colour=red&"
	for _, test := range []struct {
		link  string
		bySrc bool
	}{
		{"tasks=1s,2s&strategies=gather,wait+FIRST_COMPLETED", false}, {"tasks=1s,2s", false},
		{long + "&strategies=gather,race", true}, {newer + "tasks=1s,2s&strategies=gather,race", true},
		{newer + long + "&strategies=gather,race", true},
	} {
		m := model.NewCompareModel(test.link)
		s := parcel{site: "https://a.example/", link: m.Link, words: m.Heading(), embed: model.ComparisonEmbed()}
		p := NewEmbedComparison(t.Context(), strings.TrimPrefix(s.frame(), "https://a.example/embed?"))
		if m.Fault != nil || p.m.Link != m.Link || p.m.Alert != "" || !p.embed.Compares() {
			t.Errorf("%.80s: got the embed of %.200s, %q, want %.200s, %v", test.link, p.m.Link, p.m.Alert, m.Link, m.Fault)
		}
		_, attributes, _ := strings.Cut(s.element(), "<inflight-timeline")
		if src := ` src="` + escape(s.page()) + `" view="compare">`; strings.HasPrefix(attributes, src) != test.bySrc {
			t.Errorf("%.80s: got the element %.200s; with %.200s: want %v", test.link, attributes, src, test.bySrc)
		}
		if page := model.NewCompareModel(engine.QueryOf(addressOf(t, s.page()))); page.Link != m.Link || page.Fault != nil {
			t.Errorf("%.80s: the link opens %.200s, want %.200s", test.link, page.Link, m.Link)
		}
	}
}

func addressOf(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestParcelOfALongLinkIsPacked(t *testing.T) {
	link := "tasks=" + strings.Repeat("a=1s~20ms!503,b=2s,", 200) + "1s"
	s := parcel{site: "https://a.example/", link: link, words: "long", embed: model.NewEmbed()}
	s.embed.Views = []string{"code"}
	if got := s.frame(); !strings.HasPrefix(got, "https://a.example/embed?z=") {
		t.Errorf("got the frame %.80s", got)
	}
	if got := s.element(); !strings.Contains(got, `<inflight-timeline src="https://a.example/#z=`) || strings.Contains(got, "tasks=") {
		t.Errorf("got the element %.200s", got)
	}
}

// TestParcelOfHostileWordsIsTextOnly: whatever a title or a name holds, it stays inside its quotes and brackets.
func TestParcelOfHostileWordsIsTextOnly(t *testing.T) {
	for _, words := range []string{
		`"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `](https://evil.example) [x`, "![x](https://evil.example)",
		"<https://evil.example>", "`code`", "&lt;b&gt;", `\](x)`, "*a* _b_ ~c~ | d", "{{ 1 }} $x$",
	} {
		s := parcel{
			site:    "https://a.example/",
			link:    "tasks=1s",
			words:   words,
			picture: "https://a.example/timeline.svg?tasks=1s",
			embed:   model.NewEmbed(),
		}
		for _, form := range []string{s.element(), s.iframe()} {
			plain := s
			plain.words = "x"
			if strings.Count(form, "<") != strings.Count(plain.element(), "<") &&
				form == s.element() ||
				strings.Contains(form, "onerror=alert(1)>") {
				t.Errorf("%q: got %s", words, form)
			}
		}
		markdown := s.markdown()
		inside := strings.TrimSuffix(strings.TrimPrefix(markdown, "[!["), "]("+s.picture+")]("+s.page()+")")
		for i, r := range inside {
			if strings.ContainsRune("[]<>`", r) && (i == 0 || inside[i-1] != '\\') {
				t.Errorf("%q: got %s, in which %q is not escaped", words, markdown, r)
			}
		}
	}
}

// TestParcelOfAProgram: its text stands in the element where there are no scripts, whatever is in it.
func TestParcelOfAProgram(t *testing.T) {
	query, program := ownQuery(t, "lock")
	s := parcel{site: "https://a.example/", link: program.Link(), words: "A program in Python", embed: model.NewEmbed(),
		picture: "https://a.example/timeline.svg?" + query, said: "It is so.", program: program.Text}
	for _, form := range []struct{ got, want string }{
		{s.page(), "https://a.example/#" + query},
		{s.frame(), "https://a.example/embed?" + query},
		{s.element(), `<script src="https://a.example/embed.js" defer></script>
<inflight-timeline src="https://a.example/#` + query + `">
  <a href="https://a.example/#` + query + `"><img src="https://a.example/timeline.svg?` + query + `" alt="It is so." loading="lazy"></a>
  <script type="text/python" style="display: block; white-space: pre-wrap; font-family: monospace">
` + program.Text + `</script>
</inflight-timeline>`},
	} {
		if form.got != form.want {
			t.Errorf("got\n%s\nwant\n%s", form.got, form.want)
		}
	}
	for _, text := range []string{"x = '</script><img src=x>'\n", "x = '<!--<script>'\n", "</SCRIPT\n>"} {
		s.program = text
		want := []string{"script", "@src", "@defer", "inflight-timeline", "@src", "a", "@href", "img", "@src", "@alt", "@loading", "pre"}
		if got := elements(t, s.element()); !slices.Equal(got, want) {
			t.Errorf("%q: got the elements %v, want %v", text, got, want)
		}
	}
	random := make([]byte, model.MostOfServed)
	rand.NewChaCha8([32]byte{}).Read(random)
	s.link = model.Own{Text: hex.EncodeToString(random)}.Link()
	s.embed.Theme = model.Dark
	if got := s.frame(); !strings.HasPrefix(got, "https://a.example/embed?theme=dark#z=") {
		t.Errorf("got %.60s, want a long program behind the #, where it goes to no server", got)
	}
}

// TestALinkOfAProgramIsPackedOnce, at its run, with that of the comparison with the run before; and not again for the page's tabs, its
// address and the forms of Share, at each drawing.
func TestALinkOfAProgramIsPackedOnce(t *testing.T) {
	packed := map[string]int{}
	stop := engine.WatchWork(func(work, on string) {
		if work == "pack" {
			packed[on]++
		}
	})
	defer stop()
	p := NewPage(t.Context(), "")
	p.browser = newBrowser()
	run := func(name string) {
		trace, err := programs.Files.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		text := p.m.Update(model.LogOpened{Name: "x", Content: trace}).Scenario.Recorded.Text
		if p.m = p.m.Update(model.OwnTyped{Text: text}).Update(model.OwnRan{Trace: trace}).Update(model.OwnCarried{}); p.m.Alert != "" {
			t.Fatal(p.m.Alert)
		}
	}
	p.m = p.m.Update(model.OwnBegun{})
	run("lock")
	run("semaphore")
	p.m = p.m.Update(model.ShareOpened{Embed: model.NewEmbed()})
	before := p.m.Own.Pair
	for range 3 {
		if markup := app.HTMLString(p.Render()); !strings.Contains(markup, p.m.Own.Pair) || !strings.Contains(markup, p.m.Own.Link()) {
			t.Fatal("the page has not the two links")
		}
		p.browser.linkTo(p.m.Address().Link)
	}
	run("event")
	if markup := app.HTMLString(p.Render()); strings.Count(markup, p.m.Own.Pair) < 2 || strings.Contains(markup, before) {
		t.Error("a tab leads to the comparison before")
	}
	for on, times := range packed {
		if strings.Contains(on, "log=") && times != 1 {
			t.Errorf("packed %d times: %.60s", times, on)
		}
	}
	if len(packed) < 5 {
		t.Errorf("only %d links are packed", len(packed))
	}
}
