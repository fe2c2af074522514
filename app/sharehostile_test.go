package app

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"inflight/app/model"
	"inflight/engine/enginetest"

	"github.com/yuin/goldmark"
	markdown "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
)

// elements lists the names of a markup's elements and of their attributes, in order.
func elements(t *testing.T, markup string) []string {
	t.Helper()
	var names []string
	for z := html.NewTokenizer(strings.NewReader(markup)); z.Next() != html.ErrorToken; {
		token := z.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		names = append(names, token.Data)
		for _, a := range token.Attr {
			names = append(names, "@"+a.Key)
		}
	}
	return names
}

// TestSharedFormsOfHostileTextsChangeInTextOnly: an element, a frame and a Markdown picture have the same elements and attributes, whatever
// titles, labels and links hold; those of a comparison, too.
func TestSharedFormsOfHostileTextsChangeInTextOnly(t *testing.T) {
	of := func(words string, e model.Embed) (forms [3]string) {
		link := model.JoinPairs([]model.Pair{{Key: "title", Value: words}, {Key: "tasks", Value: words}, {Key: "strategies", Value: words},
			{Key: "note", Value: "1s:" + words}})
		s := parcel{site: "https://a.example/", link: link, words: words, said: words, embed: e,
			picture: "https://a.example/timeline.svg?tasks=1s"}
		var page bytes.Buffer
		if err := goldmark.New(goldmark.WithRendererOptions(markdown.WithUnsafe())).Convert([]byte(s.markdown()), &page); err != nil {
			t.Fatal(err)
		}
		return [3]string{s.element(), s.iframe(), page.String()}
	}
	for _, e := range []model.Embed{model.NewEmbed(), model.ComparisonEmbed()} {
		plain := of("plain words", e)
		for _, words := range enginetest.HostileTexts(t) {
			for i, form := range of(words, e) {
				if got, want := elements(t, form), elements(t, plain[i]); len(words) < 500 && !slices.Equal(got, want) {
					t.Errorf("%q: got the elements %v, want %v, in %s", words, got, want, form)
				}
			}
		}
	}
}

// TestEmbedKeysOfHostileTextsAreRefused, and the page holds no more markup than without them.
func TestEmbedKeysOfHostileTextsAreRefused(t *testing.T) {
	for _, text := range enginetest.HostileTexts(t) {
		for _, k := range model.EmbedKeys {
			query := model.JoinPairs([]model.Pair{{Key: "tasks", Value: "1s"}, {Key: k.Name, Value: text}})
			e, link, _ := model.ParseEmbed(query)
			if link != "tasks=1s" || e.Theme != model.Auto || e.FontSize != 0 {
				t.Errorf("%s: got %+v and %s", query, e, link)
			}
		}
		markup := RenderEmbed(t.Context(),
			model.JoinPairs([]model.Pair{{Key: "tasks", Value: "1s"}, {Key: "view", Value: text}, {Key: "theme", Value: text}}),
		).Markup
		for _, name := range elements(t, markup) {
			if name == "script" || name == "img" || name == "iframe" || strings.HasPrefix(name, "@on") || name == "@style" {
				t.Errorf("%q: got %s", text, name)
			}
		}
	}
}

// TestSharedElementHasNoAttributeOfAStrangersName: a newer version's keys are kept in links, and may be called anything.
func TestSharedElementHasNoAttributeOfAStrangersName(t *testing.T) {
	for _, key := range append(enginetest.HostileTexts(t), "onclick", "style", "is", "autofocus onfocus") {
		s := parcel{
			site:  "https://a.example/",
			link:  model.JoinPairs([]model.Pair{{Key: "v", Value: "2"}, {Key: "tasks", Value: "1s"}, {Key: key, Value: "alert(1)"}}),
			words: "x",
			embed: model.NewEmbed(),
		}
		if got, want := elements(t, s.element()), []string{"script", "@src", "@defer", "inflight-timeline", "@src", "a", "@href"}; !slices.Equal(
			got,
			want,
		) {
			t.Errorf("%q: got %v in %.300s", key, got, s.element())
		}
		s.embed = model.ComparisonEmbed()
		if got, want := elements(t, s.element()), []string{"script", "@src", "@defer", "inflight-timeline", "@src", "@view", "a",
			"@href"}; !slices.Equal(
			got,
			want,
		) {
			t.Errorf("%q: got %v in %.300s of a comparison", key, got, s.element())
		}
	}
}
