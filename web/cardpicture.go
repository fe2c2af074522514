package web

import (
	"context"
	"net/http"

	"inflight/engine/picture/png"
	"inflight/engine/view"
)

// cardWidths are the widths of link cards, which are 1200 by 630 on most sites.
var cardWidths = widths{300, 1200, 2400}

// Card is the picture of a link for the cards that other programs make of it, as PNG. A wrong link has the words of its
// error instead, and status 400.
func (s *Site) Card(w http.ResponseWriter, r *http.Request) { s.serve(w, r, cards) }

// cards are the pictures of links as PNG.
var cards = format{"card", "image/png", parseCard, "text/plain; charset=utf-8", func(problem string) []byte {
	return []byte(problem + "\n")
}}

func parseCard(query string) (drawing, error) {
	p, err := parsePicture(query, cardWidths)
	if err != nil {
		return drawing{}, err
	}
	return drawing{p.key(), p.card}, nil
}

// card draws the picture as PNG.
func (p pictureQuery) card(ctx context.Context) ([]byte, error) {
	if p.view == "compare" {
		c, err := p.comparison(ctx)
		if err != nil {
			return nil, err
		}
		return png.Comparison(c, p.theme, p.width)
	}
	t, err := p.fold(ctx)
	if err != nil {
		return nil, err
	}
	if p.at >= 0 {
		t = view.Fold(t.Scenario, t.Log, p.at)
	}
	return png.Timeline(t, p.theme, p.width)
}
