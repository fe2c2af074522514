package e2e

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"
)

// example is a file of testdata, on a host of its own with what else its pages need.
func example(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// openExample opens a page in a new tab.
func openExample(t *testing.T, page string) *tab {
	t.Helper()
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{
		"/": page, "/react.js": example(t, "react.production.min.js"), "/react-dom.js": example(t, "react-dom.production.min.js"),
	}).url)
	return p
}

func TestExampleOfPlainHTML(t *testing.T) {
	t.Parallel()
	inner := openExample(t, example(t, "examples/plain.html")).inside("/embed")
	runInside(inner)
	inner.shows("h1", "gather")
	inner.shows(".code", "asyncio.gather")
}

func TestExampleOfAStrictPolicy(t *testing.T) {
	t.Parallel()
	runInside(openExample(t, example(t, "examples/strict.html")).inside("/embed"))
}

// markdown is the post as a generator of sites writes it, which lets HTML through or does not.
func markdown(t *testing.T, raw bool) string {
	t.Helper()
	var options []goldmark.Option
	if raw {
		options = append(options, goldmark.WithRendererOptions(html.WithUnsafe()))
	}
	var page bytes.Buffer
	if err := goldmark.New(options...).Convert([]byte(example(t, "examples/post.md")), &page); err != nil {
		t.Fatal(err)
	}
	return "<!DOCTYPE html><title>A post</title>" + page.String()
}

func TestExampleOfMarkdownWithHTML(t *testing.T) {
	t.Parallel()
	runInside(openExample(t, markdown(t, true)).inside("/embed"))
}

// TestExampleOfMarkdownAlone: no script, no frame, a picture that leads to the playground.
func TestExampleOfMarkdownAlone(t *testing.T) {
	t.Parallel()
	page := markdown(t, false)
	if strings.Contains(page, "<script") || strings.Contains(page, "<inflight-timeline") {
		t.Fatalf("the generator lets HTML through: %s", page)
	}
	p := openExample(t, page)
	p.until(`document.querySelector("a > img")?.naturalWidth > 300`)
	p.follow("a:has(> img)")
	p.until(`document.querySelector("#starting") === null && window.inflight?.scenario === "tasks=a=300ms,b=100ms!503"`)
}

func TestExampleOfReact(t *testing.T) {
	t.Parallel()
	p := openExample(t, example(t, "examples/react.html"))
	inner := p.inside("/embed")
	runInside(inner)
	p.shows("#total", "2 finished")
	p.follow("#darker")
	inner.until(`getComputedStyle(document.body).backgroundColor === "rgb(15, 20, 27)"`)
	inner.shows("#state", "Live") // it is the same frame still
}

func TestExampleOfANotebook(t *testing.T) {
	t.Parallel()
	p := openExample(t, example(t, "examples/notebook.html"))
	runInside(p.inside("tasks=a=300ms"))
	runInside(p.inside("tasks=200ms"))
	p.until(frameHeight + ` !== 320`)
}
