package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// guidePolicy is the guide's Content-Security-Policy. Its live examples are frames of this site; it connects to nothing itself.
const guidePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Guide answers with the tutorial. Only its head depends on the request: it tells programs that make cards of links the site's address.
// So it is made and packed once for each address by which the site is known, and kept.
func (s *Site) Guide(w http.ResponseWriter, r *http.Request) {
	home := s.address(r)
	key := strings.Join([]string{"guide", codingFor(r, htmlType), home}, " ")
	if found, known := s.cache.get(key); known {
		w.Header().Set("Content-Security-Policy", guidePolicy)
		sendPage(w, http.StatusOK, found, nil)
		return
	}
	s.writePage(w, r, nowhere, func(context.Context) (filled, error) {
		p, err := s.guidePage(home)
		return filled{"guide", p, guidePolicy, key}, err
	})
}

// guidePage returns the guide of the site at an address, which is "" if it is not known.
func (s *Site) guidePage(home string) (page, error) {
	book, err := s.book()
	return page{Title: "Guide to concurrent requests · Inflight", Preview: s.guidePreview(home), Body: book}, err
}

// writeBook writes what the guide's page shows, with all its runs, which is slow enough to be done once.
func (s *Site) writeBook() (template.HTML, error) {
	demo := s.demoOf(nil)
	backend := engine.Backend{URL: demo.url, Refused: demo.refused}
	if demo.url == "" {
		backend = app.DemoBackend
	}
	html, err := s.shell.render("guide-book", &guide{backend: backend})
	return template.HTML(html), err
}

func (s *Site) guidePreview(home string) preview {
	p := s.previewAt(home, "/guide", app.Playground, model.DefaultLink,
		"How concurrent web requests behave: sessions, tasks, gather, as_completed, wait, task groups, timeouts. "+
			"Each idea is a timeline that you predict first and then run.")
	if p.Image != "" {
		p.Alt = "A timeline of three concurrent requests."
	}
	return p
}

// guide fills the template of the guide's text. The text takes all that it says about a run from the run itself.
type guide struct {
	backend engine.Backend
	lessons []*lesson
	runs    map[string]*view.Timeline // by their links; a lesson and a variation may share one
}

// run is the simulated run of a link.
func (g *guide) run(link string) (*view.Timeline, error) {
	if t := g.runs[link]; t != nil {
		return t, nil
	}
	scenario, err := engine.Parse(link)
	if err != nil {
		return nil, err
	}
	t, err := fold(context.Background(), scenario)
	if g.runs == nil {
		g.runs = map[string]*view.Timeline{}
	}
	g.runs[link] = t
	return t, err
}

// Lesson runs a link's scenario as one of the guide's examples, under an id of its own.
func (g *guide) Lesson(id, link string) (*lesson, error) {
	if slices.ContainsFunc(g.lessons, func(l *lesson) bool { return l.ID == id }) {
		return nil, fmt.Errorf("two examples have the id %q", id)
	}
	run, err := g.run(link)
	if err != nil {
		return nil, fmt.Errorf("example %q: %w", id, err)
	}
	l := newLesson(id, run, g.backend)
	g.lessons = append(g.lessons, l)
	return l, nil
}

// Variation runs a link's scenario to be talked about, and to be tried in another lesson's place.
func (g *guide) Variation(link string) (*lesson, error) {
	run, err := g.run(link)
	if err != nil {
		return nil, fmt.Errorf("variation %q: %w", link, err)
	}
	return newLesson("", run, g.backend), nil
}
