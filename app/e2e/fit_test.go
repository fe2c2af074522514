package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// homes are how generators of sites mark a dark page: MkDocs Material, Docusaurus, VitePress. Their colours are those of their style
// sheets.
var homes = []struct{ css, dark, light string }{
	{`[data-md-color-scheme="slate"] { --bg: hsl(232 15% 14%); color: hsla(226, 92%, 94%, 0.82); }`,
		`document.body.setAttribute("data-md-color-scheme", "slate")`, `document.body.setAttribute("data-md-color-scheme", "default")`},
	{`[data-theme="dark"] { --bg: #1b1b1d; color: #e3e3e3; } html { transition: color 200ms; }`,
		`document.documentElement.dataset.theme = "dark"`, `document.documentElement.dataset.theme = "light"`},
	{`.dark { --bg: #1b1b1f; color: rgb(223 223 214); }`,
		`document.documentElement.classList.add("dark")`, `document.documentElement.classList.remove("dark")`},
}

// TestElementFitsItsPage: in height, colours and letters, by attribute and by style sheet, and follows the page's own switch of its theme.
// Whatever the colours are, what stands on them can be read.
func TestElementFitsItsPage(t *testing.T) {
	t.Parallel()
	css := ""
	for _, home := range homes {
		css += home.css + "\n"
	}
	p := visitHost(t, `<style>:root { --bg: #fff; color: #213547; } body { background: var(--bg); }
`+css+`.own { --inflight-background: var(--bg); --inflight-accent: light-dark(#b0005a, #ff70b8); max-height: 260px; }</style>
<h1>Fit</h1>
<inflight-timeline tasks="1s" accent="#ffe08a" background="#fdf6e3" font-family="Georgia, serif" max-height="300" compact
	view="timeline code" pause="notes"><inflight-note at="500ms">Half of it</inflight-note></inflight-timeline>
<inflight-timeline class="own" tasks="2s"></inflight-timeline>
<inflight-timeline tasks="3s" theme="page">
<inflight-question>Who?<ul><li correct>I</li><li>You</li></ul></inflight-question></inflight-timeline>`)
	first, own, following := p.inside("tasks=1s"), p.inside("tasks=2s"), p.inside("tasks=3s")
	p.until(frameHeight + ` === 300`)
	first.until(`getComputedStyle(document.body).backgroundColor === "rgb(253, 246, 227)" &&
		document.scrollingElement.scrollHeight > innerHeight`)
	first.until(`getComputedStyle(document.body).fontFamily.startsWith("Georgia, serif, ")`)
	first.until(`document.querySelectorAll(".fold").length > 0 && !document.querySelector(".fold").checkVisibility() &&
		[...document.querySelectorAll(".line")].some((line) => line.checkVisibility())`)
	following.until(`document.querySelector("#question-check")?.checkVisibility()`)
	for name, frame := range map[string]*tab{"the page": p, "colours": first, "a style sheet's": own, "a question": following} {
		for _, violation := range frame.violations("undefined") {
			t.Errorf("%s: %s", name, violation)
		}
	}
	for _, home := range homes {
		p.do(chromedp.Evaluate[chromedp.Void](home.dark))
		following.until(`document.documentElement.dataset.theme === "dark"`)
		own.until(`document.documentElement.dataset.theme === "dark"`)
		for _, violation := range own.violations(`["color-contrast"]`) {
			t.Errorf("%s: %s", home.dark, violation)
		}
		p.do(chromedp.Evaluate[chromedp.Void](home.light))
		following.until(`document.documentElement.dataset.theme === "light"`)
		own.until(`document.documentElement.dataset.theme === "auto" && getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)"`)
	}
	p.until(`document.querySelectorAll("inflight-timeline")[1].getBoundingClientRect().height === 260`)
	for _, wrong := range []struct{ attribute, value, want string }{
		{"accent", "url(//example.com/x)", "want a colour as in CSS"},
		{"accent", "red;} body{display:none", "want a colour as in CSS"},
		{"background", "#777", "letters could not be read on it"},
		{"background", "image-set(x)", "want a colour as in CSS"},
		{"font-family", "x;src:url(//example.com)", "want names of fonts"},
		{"max-height", "tall", "is no height"},
	} {
		eval[any](p, `void (told.length = 0)`)
		element[any](p, fmt.Sprintf(`void e.setAttribute(%q, %q)`, wrong.attribute, wrong.value))
		if got := fmt.Sprint(p.told("error")["message"]); !strings.Contains(got, wrong.want) {
			t.Errorf("%s=%q: got the error %q", wrong.attribute, wrong.value, got)
		}
	}
	first.until(`getComputedStyle(document.body).backgroundColor === "rgb(253, 246, 227)"`)
	element[any](p, `(e.background = e.accent = e.fontFamily = null, e.maxHeight = null, null)`)
	first.until(`getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)" && document.documentElement.style.length === 0`)
	p.until(frameHeight + ` > 300`)
}
