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
	Width       int    // of the image
	Height      int
	Alt         string // what the image shows
	OEmbed      string
}

// general is the description of a page whose link has nothing to tell.
const general = "A playground for concurrent web requests: pick a strategy such as gather or as_completed, press Run, and watch every " +
	"task start, finish, fail or get cancelled, made of real requests."

// preview is that of a page with what its link has opened.
func (s *Site) preview(r *http.Request, opened app.Opened) preview {
	target := r.URL.Path
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	home := s.address(r)
	picture, said := told(opened)
	p := s.previewAt(home, target, opened.Name, picture, said)
	if home != "" && opened.Name != app.Questions {
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

// told is the link of a page's picture, and what is to be seen there in a sentence; both are "" where there is nothing.
func told(opened app.Opened) (picture, sentence string) {
	return pictureLink(opened.Name, opened.Model), cut(opened.Model.Sentence())
}

// pictureLink is the query of the picture of what a page shows, or "".
func pictureLink(name string, shown model.Told) string {
	link := shown.Picture()
	switch {
	case link == "" || name == app.Questions: // our own examples are short
		return link
	case name == app.Comparison:
		return short(link) + "&view=compare"
	}
	return short(link)
}

// short is a link as it is put into an address that is not to be read: packed, if that is shorter.
func short(link string) string {
	if packed := engine.Pack(link); len(link) > engine.Plainly && len(packed) < len(link) {
		return packed
	}
	return link
}

// cut shortens a description to what programs show of it.
func cut(text string) string {
	const most = 240
	if letters := []rune(text); len(letters) > most {
		return strings.TrimRight(string(letters[:most-1]), " ,;:") + "…"
	}
	return text
}
