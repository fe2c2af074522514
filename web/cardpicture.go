package web

import (
	"net/http"

	"inflight/engine/picture/png"
	"inflight/engine/view"
)

// cardWidths are the widths of link cards, which are 1200 by 630 on most sites.
var cardWidths = widths{300, 1200, 2400}

// Card is the picture of a link for the cards that other programs make of it, as PNG. A wrong link has the words of its
// error instead, and status 400.
func (s *Site) Card(w http.ResponseWriter, r *http.Request) {
	var picture []byte
	var err error
	if !s.compute(r, func() { picture, err = drawCard(r.URL.RawQuery) }) {
		return
	}
	if err != nil {
		share(w.Header(), http.StatusBadRequest)
		answer(w, r, http.StatusBadRequest, "text/plain; charset=utf-8", []byte(err.Error()+"\n"))
		return
	}
	share(w.Header(), http.StatusOK)
	answerOnce(w, r, http.StatusOK, "image/png", picture)
}

func drawCard(query string) ([]byte, error) {
	p, err := parsePicture(query, cardWidths)
	if err != nil {
		return nil, err
	}
	if p.view == "compare" {
		c, err := p.comparison()
		if err != nil {
			return nil, err
		}
		return png.Comparison(c, p.theme, p.width)
	}
	t, err := fold(p.link)
	if err != nil {
		return nil, err
	}
	if p.at >= 0 {
		t = view.Fold(t.Scenario, t.Log, p.at)
	}
	return png.Timeline(t, p.theme, p.width)
}
