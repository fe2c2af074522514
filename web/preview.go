package web

import (
	"net/http"
	"net/url"
	"strings"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture/png"
)

// preview is what a page says of itself to programs that make cards of links: Open Graph (https://ogp.me), X's cards, oEmbed.
type preview struct {
	Description string
	URL, Image  string // in full; "" where the site's own address is not known
	Canonical   string // the one address of the many that the page may have; "" where a link cannot be read
	Width       int    // of the image
	Height      int
	Alt         string // what the image shows
	OEmbed      string
}

// general is the description of a page whose link has nothing to tell.
const general = "A playground for concurrent web requests: pick a strategy such as gather or as_completed, press Run, and watch every " +
	"task start, finish, fail or get cancelled, made of real requests."

// preview returns the preview of a page that a link has opened.
func (s *Site) preview(r *http.Request, opened app.Opened) preview {
	target := r.URL.Path
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	home := s.address(r)
	picture, said := pictureAndSentence(opened)
	p := s.previewAt(home, target, opened.Name, picture, said)
	if p.Canonical = canonical(home, r.URL, opened); home == "" {
		return p
	}
	if opened.Name != app.Questions {
		p.OEmbed = home + "/oembed?format=json&url=" + url.QueryEscape(p.URL)
	}
	return p
}

// canonical is the address of a page in its one form: that of the page itself, if it is asked for as an embed.
func canonical(home string, asked *url.URL, opened app.Opened) string {
	link, page := opened.Model.Canonical(), asked.Path
	if page == "/embed" {
		page = map[bool]string{false: "/", true: "/compare"}[opened.Name == app.Comparison]
	}
	switch {
	case home == "" || asked.RawQuery != "" && link == "":
		return ""
	case asked.RawQuery == "":
		return home + page
	}
	return home + page + "?" + engine.Shorter(link)
}

// previewAt returns the preview of a page of the site at home, which is "" if the address is not known.
func (s *Site) previewAt(home, target, name, picture, said string) preview {
	p := preview{Description: general, Width: cardWidths.usual, Height: png.Height(cardWidths.usual)}
	if said != "" {
		p.Description = said
	}
	if home == "" {
		return p
	}
	p.URL, p.Canonical = home+target, home+target
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

// pictureAndSentence returns the link of a page's picture, and a sentence about what it shows. Both are "" if there is nothing to show.
func pictureAndSentence(opened app.Opened) (picture, sentence string) {
	return pictureLink(opened.Name, opened.Model), shortenDescription(opened.Model.Sentence())
}

// pictureLink returns the query of a page's picture, or "".
func pictureLink(name string, shown model.Told) string {
	link := shown.Picture()
	switch {
	case link == "" || name == app.Questions: // our own examples are short
		return link
	case name == app.Comparison:
		return engine.Shorter(link) + "&view=compare"
	}
	return engine.Shorter(link)
}

// shortenDescription cuts a description to the length that programs show.
func shortenDescription(text string) string {
	const most = 240
	if letters := []rune(text); len(letters) > most {
		return strings.TrimRight(string(letters[:most-1]), " ,;:") + "…"
	}
	return text
}
