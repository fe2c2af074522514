package web

import (
	"net/http"
	"net/url"
	"strings"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture/png"
	"inflight/engine/view"
)

// preview is what a page says of itself to programs that make cards of links: Open Graph (https://ogp.me), X's cards, oEmbed.
type preview struct {
	Description string
	URL, Image  string // in full; "" where the site's own address is not known
	Width       int    // of the image
	Height      int
	Alt         string // what the image shows
	OEmbed      string
}

// general is the description of a page whose link has nothing to tell.
const general = "A playground for concurrent web requests: pick a strategy such as gather or as_completed, press Run, and watch every " +
	"task start, finish, fail or get cancelled, made of real requests."

// mostPreviewed is how many requests a scenario may have for its description to be told: telling it takes a run of its own.
const mostPreviewed = 5000

// preview is that of a page with the link that it shows.
func (s *Site) preview(r *http.Request, name, link string) preview {
	target := r.URL.Path
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	home := s.address(r)
	picture, said := told(name, link)
	p := s.previewAt(home, target, name, picture, said)
	if home != "" && name != app.Questions {
		p.OEmbed = home + "/oembed?format=json&url=" + url.QueryEscape(p.URL)
	}
	return p
}

// previewAt is that of a page of the site at home, which is "" where it is not known, with what is told of the page.
func (s *Site) previewAt(home, target, name, picture, said string) preview {
	p := preview{Description: general, Width: cardWidths.usual, Height: png.Height(cardWidths.usual)}
	if said != "" {
		p.Description = said
	}
	if home == "" {
		return p
	}
	p.URL = home + target
	if picture != "" {
		p.Image, p.Alt = s.card(home, name, picture), said
	}
	return p
}

// card is the address of the card with a page's picture.
func (s *Site) card(home, page, picture string) string {
	if s.files {
		return home + "/" + cardFile(page)
	}
	return home + "/timeline.png?" + picture
}

// told is the link of the page's picture, and what is to be seen there in a sentence; both are "" where there is nothing.
func told(name, link string) (picture, sentence string) {
	switch name {
	case app.Comparison:
		return toldOfComparison(link)
	case app.Questions:
		answers, err := view.ParseAnswers(link)
		if err != nil {
			return "", ""
		}
		advice := view.Advise(answers)
		return advice.Link, advice.Variant.Label() + ": " + advice.Why
	}
	if link == "" {
		link = model.DefaultLink
	}
	scenario, err := engine.Parse(link)
	if err != nil || scenario.Live() {
		return "", ""
	}
	picture = short(scenario.Link())
	if len(scenario.Requests()) > mostPreviewed {
		return picture, ""
	}
	t, err := fold(link)
	if err != nil {
		return picture, ""
	}
	return picture, opening(t)
}

func toldOfComparison(link string) (picture, sentence string) {
	if link == "" {
		link = model.DefaultComparison
	}
	scenario, variants, err := engine.ParseComparison(link)
	if err != nil || scenario.Live() {
		return "", ""
	}
	picture = short(engine.ComparisonLink(scenario, variants)) + "&view=compare"
	if len(scenario.Requests())*len(variants) > mostPreviewed {
		return picture, ""
	}
	return picture, cut(view.Compare(scenario, variants).Verdict())
}

// short is a link as it is put into an address that is not to be read: packed, if that is shorter.
func short(link string) string {
	if packed := engine.Pack(link); len(link) > engine.Plainly && len(packed) < len(link) {
		return packed
	}
	return link
}

// opening is the first sentence of the run's narration, and how the run ended.
func opening(t *view.Timeline) string {
	text := ""
	if told := view.Narrate(t); len(told) > 0 {
		text = told[0].Text
	}
	if words := t.Caller.Words(); words != "" {
		text += " It " + words + "."
	}
	return cut(text)
}

// cut shortens a description to what programs show of it.
func cut(text string) string {
	const most = 240
	if letters := []rune(text); len(letters) > most {
		return strings.TrimRight(string(letters[:most-1]), " ,;:") + "…"
	}
	return text
}
