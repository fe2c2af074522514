package web

import (
	"net/http"

	"inflight/app"
	"inflight/engine/program/recorder"
)

// Embed answers with the playground for the pages of others, without its chrome. The HTML has all that it shows; the program is fetched
// only when it is needed.
func (s *Site) Embed(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp") // pages that isolate themselves show no frame without it
	s.app(w, r, appPage{render: app.RenderEmbed, embed: true, framers: anywhere})
}

// EmbedScript is what authors put into their pages: the element that makes the frames. Its address stays the same for ever, so
// it is asked for anew every hour.
func (s *Site) EmbedScript(w http.ResponseWriter, r *http.Request) {
	a := s.shell.assets["embed.js"]
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	coding := preferredCoding(r.Header)
	send(w, http.StatusOK, a.contentType, coding, a.codings[coding]())
}

// Recorder answers with the file that records people's own programs. Its address stays the same for ever, too.
func (s *Site) Recorder(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Type", "text/x-python; charset=utf-8")
	w.Write(recorder.Source)
}
