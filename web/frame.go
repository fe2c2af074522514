package web

import (
	"bytes"
	"net/http"
	"path"

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

// EmbedScript is what authors put into their pages: the element that makes the frames, and what it loads where it is wanted. Its address
// stays the same for ever, so it is asked for anew every hour.
func (s *Site) EmbedScript(w http.ResponseWriter, r *http.Request) {
	sendScript(w, r, s.shell.assets[path.Base(r.URL.Path)], "public, max-age=3600")
}

// Cut is one of its cuts, which stay as they are.
func (s *Site) Cut(w http.ResponseWriter, r *http.Request) {
	sendScript(w, r, s.shell.cuts[path.Base(r.URL.Path)], immutable)
}

func sendScript(w http.ResponseWriter, r *http.Request, a *asset, caching string) {
	h := w.Header()
	h.Set("Cache-Control", caching)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	coding := preferredCoding(r.Header)
	send(w, http.StatusOK, a.contentType, coding, a.codings[coding]())
}

// Recorder answers with the file that records people's own programs. Its address stays the same for ever, too.
func (s *Site) Recorder(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Type", "text/x-python; charset=utf-8")
	w.Write(recorderOf(s.address(r)))
}

// recorderOf is that file as a site hands it out: its pictures in notebooks are that site's.
func recorderOf(site string) []byte {
	return bytes.Replace(recorder.Source, []byte("\nSITE = \"\""), []byte("\nSITE = \""+site+"\""), 1)
}
