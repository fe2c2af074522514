package web

import (
	"html/template"
	"net/http"
	"slices"

	"inflight/app"
	"inflight/app/model"
)

// Embed is the playground for the pages of others: without its chrome, and with the program still to be asked for. What it
// shows is in the HTML.
func (s *Site) Embed(w http.ResponseWriter, r *http.Request) {
	query := r.URL.RawQuery
	var p page
	if !s.compute(r, func() { p = s.embedPage(r, query) }) {
		return
	}
	_, link, _ := model.ParseEmbed(query)
	w.Header().Set("Content-Security-Policy", policy(slices.Concat(s.connect, origins(link)), anywhere))
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	s.html(w, r, http.StatusOK, "embed", p)
}

func (s *Site) embedPage(r *http.Request, query string) page {
	markup, title, theme := app.RenderEmbed(query)
	name := app.Playground
	embed, link, _ := model.ParseEmbed(query)
	if embed.Shows("compare") {
		name = app.Comparison
	}
	return page{
		Name: app.Embedded, Title: title, Preview: s.preview(r, name, link), Theme: string(theme), Body: template.HTML(markup), Backend: s.backend, Refused: s.refused,
	}
}

// EmbedScript is what authors put into their pages: the element that makes the frames. Its address stays the same for ever, so
// it is asked for anew every hour.
func (s *Site) EmbedScript(w http.ResponseWriter, r *http.Request) {
	a := s.shell.assets["embed.js"]
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	coding := preferred(r.Header)
	send(w, http.StatusOK, a.contentType, coding, a.codings[coding]())
}
