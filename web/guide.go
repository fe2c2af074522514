package web

import (
	"fmt"
	"net/http"
	"slices"

	"inflight/app"
	"inflight/engine"
	"inflight/web/card"
)

// guidePolicy is the guide's Content-Security-Policy. Its live examples are frames of this site; it connects to nothing itself.
const guidePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Guide is the tutorial. Nothing in it depends on who asks for it, so it is written once.
func (s *Site) Guide(w http.ResponseWriter, r *http.Request) {
	var written *asset
	var err error
	if !s.compute(r, func() { written, err = s.guide() }) {
		return
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", guidePolicy)
	w.Header().Set("Cache-Control", "no-cache")
	coding := preferred(r.Header)
	send(w, http.StatusOK, written.contentType, coding, written.codings[coding]())
}

// writeGuide fills the guide's template.
func (s *Site) writeGuide() (*asset, error) {
	backend := engine.Backend{URL: s.backend, Refused: s.refused}
	if s.backend == "" {
		backend = app.DemoBackend
	}
	html, err := s.shell.render("guide", &guide{Preview: s.guidePreview(), backend: backend})
	if err != nil {
		return nil, err
	}
	return newAsset("guide.html", html), nil
}

// guidePreview names addresses only if the site's own is the same for all who ask.
func (s *Site) guidePreview() preview {
	p := preview{
		Description: "How concurrent web requests behave: sessions, tasks, gather, as_completed, wait, task groups, timeouts. " +
			"Each idea is a timeline that you predict first and then run.",
		Width: cardWidths.usual, Height: card.Height(cardWidths.usual),
	}
	if s.public != "" {
		p.URL, p.Image, p.Alt = s.public+"/guide", s.card(s.public, app.Playground, app.DefaultLink), "A timeline of three concurrent requests."
	}
	return p
}

// guide is what the guide's template is filled with: it asks for runs, and says nothing about one that it was not told.
type guide struct {
	Preview preview
	backend engine.Backend
	lessons []*lesson
}

// Title is the document's.
func (g *guide) Title() string { return "Guide to concurrent requests · Inflight" }

// Lesson runs a link's scenario as one of the guide's examples, under an id of its own.
func (g *guide) Lesson(id, link string) (*lesson, error) {
	if slices.ContainsFunc(g.lessons, func(l *lesson) bool { return l.ID == id }) {
		return nil, fmt.Errorf("two examples have the id %q", id)
	}
	l, err := newLesson(id, link, g.backend)
	if err == nil {
		g.lessons = append(g.lessons, l)
	}
	return l, err
}

// Variation runs a link's scenario to be talked about, and to be tried in another lesson's place.
func (g *guide) Variation(link string) (*lesson, error) { return newLesson("", link, g.backend) }
