package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// Site is the app's side of the server: its methods are the handlers.
type Site struct {
	shell   *shell
	backend string                        // public URL of the demo backend; may have a * as its first label
	refused string                        // a URL on which nothing listens
	connect []string                      // the origins of backend and refused, for requests and for sockets
	slots   chan struct{}                 // see compute
	book    func() (template.HTML, error) // what the guide shows
	public  string                        // the site's own address; "" if it is the host that requests name
	files   bool                          // the site is written as files, so nothing in it can depend on a request
}

// New returns the site with the shell in files (see [Files]). The URL backend is that of the demo backend; a * as the first label of its
// host stands for any label. Without a demo backend it is "", and all runs are simulated. The error is [ErrNotBuilt], or says what is
// wrong with the URL.
func New(files fs.FS, backend string) (*Site, error) {
	shell, err := openShell(files)
	if err != nil {
		return nil, err
	}
	s := &Site{shell: shell, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	s.book = sync.OnceValues(s.writeBook)
	if backend == "" {
		return s, nil
	}
	return s, s.callBackend(backend)
}

// callBackend sets the URL of the demo backend, and what pages may connect to.
func (s *Site) callBackend(backend string) error {
	u, err := url.Parse(strings.TrimSuffix(backend, "/"))
	if err != nil || originOf(u) == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("backend URL %q: want an address such as https://demo.example.com or "+
			"http://*.localhost:8001, in which * is the whole first label", backend)
	}
	s.backend = u.String()
	if s.refused, err = refusedURL(u); err != nil {
		return err
	}
	connect := []string{originOf(u), s.refused}
	for _, origin := range connect {
		if plain := model.PlainAddress(origin); plain != origin {
			connect = append(connect, plain) // for browsers that do not find the other
		}
	}
	for _, origin := range connect {
		connect = append(connect, "ws"+strings.TrimPrefix(origin, "http")) // http: in a policy does not mean ws: too
	}
	s.connect = connect
	return nil
}

// refusedURL returns an address of the backend's first host, on a port that was free a moment ago. The system hands out such ports in
// turn, so it stays free for long. The host is the backend's and not simply this machine: browsers ask people before a page on the
// internet may call their own machine.
func refusedURL(backend *url.URL) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "", err
	}
	host := strings.Replace(backend.Hostname(), "*", "b0", 1)
	return backend.Scheme + "://" + host + ":" + port, nil
}

// compute does the work when a processor is free for it: more at once would only take memory. If the client goes away first, it reports
// false and does nothing. Handlers write their answer after the work, since a client that reads slowly must not hold up the others.
func (s *Site) compute(r *http.Request, work func()) bool {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
		work()
		return true
	case <-r.Context().Done():
		return false
	}
}

// Page answers with the playground and the link's scenario in it. A link that cannot be read is no error: the editor of its page shows
// what was typed and marks the place.
func (s *Site) Page(w http.ResponseWriter, r *http.Request) {
	s.app(w, r, app.Render)
}

// Compare answers likewise with the page of the link's comparison.
func (s *Site) Compare(w http.ResponseWriter, r *http.Request) {
	s.app(w, r, app.RenderCompare)
}

// Which answers likewise with the page of questions and the link's answers.
func (s *Site) Which(w http.ResponseWriter, r *http.Request) {
	s.app(w, r, app.RenderWhich)
}

// app answers with a page of the app.
func (s *Site) app(w http.ResponseWriter, r *http.Request, render func(link string) app.Opened) {
	var opened app.Opened
	var p page
	if !s.compute(r, func() { opened = render(r.URL.RawQuery); p = s.pageOf(r, opened) }) {
		return
	}
	p.Name = opened.Name
	w.Header().Set("Content-Security-Policy", policy(slices.Concat(s.connect, origins(opened.Model)), nowhere))
	s.html(w, r, http.StatusOK, "index", p)
}

// pageOf returns a page of the app for its template. The handler sets the page's name.
func (s *Site) pageOf(r *http.Request, opened app.Opened) page {
	return page{
		Title: opened.Model.Title(), Preview: s.preview(r, opened), Body: template.HTML(opened.Markup), Backend: s.backend, Refused: s.refused,
	}
}

// origins returns the origins of the URLs in the link's own task list. A run may call them once the reader has agreed; the page's policy
// forbids all others.
func origins(shown model.Told) []string {
	var found []string
	for _, address := range shown.Calls() {
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		if origin := originOf(u); origin != "" && !slices.Contains(found, origin) {
			found = append(found, origin)
		}
	}
	return found
}

// html answers with a page of the shell. Browsers ask for it anew each time, so that it names the newest files.
func (s *Site) html(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	html, err := s.shell.render(name, p)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	answer(w, r, status, "text/html; charset=utf-8", html)
}

// Trace answers with the simulated run of a link as a JSON object. For a wrong link the object has an error.
func (s *Site) Trace(w http.ResponseWriter, r *http.Request) {
	var text []byte
	var err error
	if !s.compute(r, func() { text, err = trace(r.URL.RawQuery) }) {
		return
	}
	status := http.StatusOK
	if err != nil {
		status = http.StatusBadRequest
		text, _ = json.Marshal(map[string]string{"error": err.Error()}) // strings always marshal
	}
	share(w.Header(), status)
	answerOnce(w, r, status, "application/json", append(text, '\n'))
}

func trace(link string) ([]byte, error) {
	scenario, log, err := simulate(link)
	if err != nil {
		return nil, err
	}
	return json.Marshal(view.NewTrace(scenario, log))
}

// simulate runs a link's scenario in virtual time.
func simulate(link string) (*engine.Scenario, engine.Log, error) {
	scenario, err := engine.Parse(link)
	if err != nil {
		return nil, nil, err
	}
	log, err := engine.Simulate(scenario)
	return scenario, log, err
}

// share marks an answer that depends on its URL alone. Other pages may read and show it.
func share(h http.Header, status int) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // pages that isolate themselves show nothing without it
	if status == http.StatusOK {
		h.Set("Cache-Control", "public, max-age=300")
	}
}

// Asset is a static file, under the path that shell.path gave it: /assets/{hash}/{name}.
func (s *Site) Asset(w http.ResponseWriter, r *http.Request) {
	a := s.shell.find(r.PathValue("hash"), r.PathValue("name"))
	if a == nil {
		s.Missing(w, r)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Access-Control-Allow-Origin", "*") // a page in a sandboxed frame has no origin, and loads the wasm by CORS
	coding := preferredCoding(r.Header)
	send(w, http.StatusOK, a.contentType, coding, a.codings[coding]())
}

// Favicon is for the pages that name no icon, such as a picture opened on its own.
func (s *Site) Favicon(w http.ResponseWriter, r *http.Request) {
	path, err := s.shell.path("icon.svg")
	if err != nil {
		s.Missing(w, r)
		return
	}
	http.Redirect(w, r, path, http.StatusFound)
}

// Health says that the server answers.
func (s *Site) Health(w http.ResponseWriter, r *http.Request) {
	answer(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte("ok"))
}

// Missing is the page for an address that does not exist.
func (s *Site) Missing(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy(nil, nowhere))
	s.html(w, r, http.StatusNotFound, "missing", page{Title: "Not found: Inflight"})
}
