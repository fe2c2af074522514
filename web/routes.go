package web

import "net/http"

// Handler is the map of the site.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.Page)
	mux.HandleFunc("GET /embed", s.Embed)
	mux.HandleFunc("GET /embed.js", s.EmbedScript)
	mux.HandleFunc("GET /embed-steps.js", s.EmbedScript)
	for name := range s.shell.cuts {
		mux.HandleFunc("GET /"+name, s.Cut)
	}
	mux.HandleFunc("GET /inflight.py", s.Recorder)
	mux.HandleFunc("GET /compare", s.Compare)
	mux.HandleFunc("GET /which", s.Which)
	mux.HandleFunc("GET /guide", s.Guide)
	mux.HandleFunc("GET /reference", s.Reference)
	mux.HandleFunc("GET /python", s.Python)
	mux.HandleFunc("GET /trace.json", s.Trace)
	mux.HandleFunc("GET /script.py", s.Script)
	mux.HandleFunc("GET /runs.json", s.Runs)
	mux.HandleFunc("GET /runs.csv", s.RunsTable)
	mux.HandleFunc("GET /timeline.svg", s.Timeline)
	mux.HandleFunc("GET /timeline.png", s.Card)
	mux.HandleFunc("GET /oembed", s.OEmbed)
	mux.HandleFunc("GET /assets/{hash}/{name}", s.Asset)
	mux.HandleFunc("GET /favicon.ico", s.Favicon)
	mux.HandleFunc("GET /healthz", s.Health)
	mux.HandleFunc("GET /", s.Missing)
	return withHeaders(mux)
}

// withHeaders sets the headers that every answer has. A link's text stays with this server: browsers tell no other server our addresses.
//
// Cross-Origin-Opener-Policy is not among them. A browser that reads it in an answer puts aside the process that it has got ready for the
// page, and starts another: the first picture came 60 to 100 ms later. The policy would part our pages from a window that has opened them.
// What such a window can do all the same is to lead ours elsewhere, close it, and send it messages, of which our scripts hear those of
// their own frames alone. Our pages know nobody, keep no secret, and open others with noopener.
func withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
