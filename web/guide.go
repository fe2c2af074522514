package web

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"inflight/app"
	"inflight/engine"
	"inflight/web/card"
)

// guidePolicy is the guide's Content-Security-Policy. Its live examples are frames of this site; it connects to nothing itself.
const guidePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// keptGuide is the guide of the site at an address.
type keptGuide struct {
	home string
	*asset
}

// Guide is the tutorial. Only its head depends on who asks for it: that names the site's address to programs that make cards of links.
// So it is kept for whoever asks for the same address next.
func (s *Site) Guide(w http.ResponseWriter, r *http.Request) {
	written, home := s.guide.Load(), s.address(r)
	if written == nil || written.home != home {
		var html []byte
		var err error
		if !s.compute(r, func() { html, err = s.guideAt(home) }) {
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		written = &keptGuide{home, newAsset("guide.html", html)}
		s.guide.Store(written)
	}
	w.Header().Set("Content-Security-Policy", guidePolicy)
	w.Header().Set("Cache-Control", "no-cache")
	coding := preferred(r.Header)
	send(w, http.StatusOK, written.contentType, coding, written.codings[coding]())
}

// guideAt is the guide of the site at that address, which is "" where it is not known.
func (s *Site) guideAt(home string) ([]byte, error) {
	book, err := s.book()
	if err != nil {
		return nil, err
	}
	return s.shell.render("guide", page{Title: "Guide to concurrent requests · Inflight", Preview: s.guidePreview(home), Body: book})
}

// writeBook writes what the guide's page shows, with all its runs, which is slow enough to be done once.
func (s *Site) writeBook() (template.HTML, error) {
	backend := engine.Backend{URL: s.backend, Refused: s.refused}
	if s.backend == "" {
		backend = app.DemoBackend
	}
	html, err := s.shell.render("guide-book", &guide{backend: backend})
	return template.HTML(html), err
}

func (s *Site) guidePreview(home string) preview {
	p := preview{
		Description: "How concurrent web requests behave: sessions, tasks, gather, as_completed, wait, task groups, timeouts. " +
			"Each idea is a timeline that you predict first and then run.",
		Width: cardWidths.usual, Height: card.Height(cardWidths.usual),
	}
	if home != "" {
		p.URL, p.Image, p.Alt = home+"/guide", s.card(home, app.Playground, app.DefaultLink), "A timeline of three concurrent requests."
	}
	return p
}

// guide is what the template of the guide's text is filled with: it asks for runs, and says nothing about one that it was not told.
type guide struct {
	backend engine.Backend
	lessons []*lesson
}

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
