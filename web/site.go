package web

import (
	"cmp"
	"context"
	"encoding/json"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// Site is the app's side of the server: its methods are the handlers.
type Site struct {
	shell        *shell
	demo         demo                          // the demo backend, if it has an address of its own
	besides      string                        // the path under which it is on the site's own address, else ""
	pages        *desk                         // where pages are made …
	pictures     *desk                         // … and where pictures and traces are
	cache        *cache                        // of the latter
	book         func() (template.HTML, error) // what the guide shows
	pythonAt     string                        // below which Python's files are, if they are not the site's own
	pythonOrigin string
	public       string // the site's own address; "" if it is the host that requests name
	files        bool   // the site is written as files, so nothing in it can depend on a request
}

// New returns the site with the shell in files (see [Files]). The URL backend is that of the demo backend; a * as the first label of its
// host stands for any label. Without a demo backend it is "", and all runs are simulated. The error is [ErrNotBuilt], or says what is
// wrong with the URL.
func New(files fs.FS, backend string) (*Site, error) {
	shell, err := openShell(files)
	if err != nil {
		return nil, err
	}
	s := &Site{shell: shell, pages: newDesk(), pictures: newDesk(), cache: newCache(cacheBytes)}
	s.book = sync.OnceValues(s.writeBook)
	if backend != "" {
		s.demo, err = demoAt(backend)
	}
	return s, err
}

// Page answers with the playground and the link's scenario in it. A link that cannot be read is no error: the editor of its page shows
// what was typed and marks the place.
func (s *Site) Page(w http.ResponseWriter, r *http.Request) {
	s.app(w, r, appPage{render: app.Render, framers: nowhere})
}

// Compare answers likewise with the page of the link's comparison.
func (s *Site) Compare(w http.ResponseWriter, r *http.Request) {
	s.app(w, r, appPage{render: app.RenderCompare, framers: nowhere})
}

// Which answers likewise with the page of questions and the link's answers.
func (s *Site) Which(w http.ResponseWriter, r *http.Request) {
	s.app(w, r, appPage{render: app.RenderWhich, framers: nowhere})
}

// appPage is a page of the app.
type appPage struct {
	render  func(ctx context.Context, query string) app.Opened
	embed   bool
	framers string // nowhere or anywhere
}

// app answers with a page of the app.
func (s *Site) app(w http.ResponseWriter, r *http.Request, a appPage) {
	s.writePage(w, r, a.framers, func(ctx context.Context) (filled, error) {
		opened, demo := a.render(ctx, r.URL.RawQuery), s.demoOf(r)
		f := filled{template: "index", page: s.pageOf(r, opened, demo)}
		if a.embed {
			f.page.Name, f.template = app.Embedded, "embed"
			f.page.Ask = askedOf(opened.Model, r.URL.RawQuery)
			e, _, _ := model.ParseEmbed(r.URL.RawQuery)
			f.page.Fit, f.page.Style = e.Accent+e.Background+e.Fonts != "", lettersOf(e.FontSize)
		}
		connect := slices.Concat(demo.connect, origins(opened.Model), s.pythonOrigins())
		f.policy = policy(s.address(r), connect, a.framers, f.page.Style.hash)
		var err error
		if opened.Name == app.Playground {
			f.page.Python, err = s.pythonSetup("")
		}
		return f, cmp.Or(ctx.Err(), err)
	})
}

// filled is a page with all that is needed to write it.
type filled struct {
	template string
	page     page
	policy   string // its Content-Security-Policy
	key      string // under which it is kept; "" if it is made each time
}

// writePage answers with a page that is made when it is its turn.
func (s *Site) writePage(w http.ResponseWriter, r *http.Request, framers string, fill func(context.Context) (filled, error)) {
	var f filled
	var made reply
	var wrong error
	err := s.pages.do(r, func(ctx context.Context) {
		if f, wrong = fill(ctx); wrong == nil {
			made, wrong = s.html(r, f.template, f.page)
		}
		if f.key != "" && wrong == nil {
			s.cache.put(f.key, made)
		}
	})
	if err != nil {
		s.refuse(w, r, err, framers)
		return
	}
	w.Header().Set("Content-Security-Policy", f.policy)
	if f.template == "index" { // browsers ask for its program before they have read the page; an embed's comes when somebody wants it
		program, _ := s.shell.path("app.wasm") // it is there: see openShell
		w.Header().Set("Link", "<"+program+`>; rel=preload; as=fetch; type="application/wasm"; crossorigin`)
	}
	sendPage(w, http.StatusOK, made, wrong)
}

// refuse answers with a page that says what prevents the one that was asked for; if the client has gone, nobody reads it.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, problem error, framers string) {
	if problem != errBusy {
		return
	}
	askLater(w.Header())
	soon := "It has too much to do at the moment. Try again in " + retryAfter + " seconds."
	s.tell(w, r, http.StatusServiceUnavailable, framers, message{"Busy: Inflight", "This server is busy", soon, "", "Try again"})
}

// pageOf returns a page of the app for its template.
func (s *Site) pageOf(r *http.Request, opened app.Opened, demo demo) page {
	return page{
		Name: opened.Name, Theme: string(opened.Theme),
		Title: opened.Model.Title(), Preview: s.preview(r, opened), Body: template.HTML(opened.Markup), Backend: demo.url, Refused: demo.refused,
		Script: s.shell.pin(asItIs), Style: s.shell.styles[opened.Name],
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

// html makes a page of the shell.
func (s *Site) html(r *http.Request, template string, with any) (reply, error) {
	html, err := s.shell.render(template, with)
	return packFor(r, htmlType, html), err
}

// htmlType is the content type of pages.
const htmlType = "text/html; charset=utf-8"

// sendPage answers with a page, unless making it has failed. Browsers ask for it anew each time, so that it names the newest files.
func sendPage(w http.ResponseWriter, status int, made reply, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-cache")
	}
	send(w, status, htmlType, made.coding, made.body)
}

// message is a page that only says something.
type message struct {
	Title, Heading, Text string
	To, Link             string // where to go from there; an empty address is the page's own
}

// tell answers with such a page.
func (s *Site) tell(w http.ResponseWriter, r *http.Request, status int, framers string, m message) {
	w.Header().Set("Content-Security-Policy", policy(s.address(r), nil, framers, ""))
	made, err := s.html(r, "message", m)
	sendPage(w, status, made, err)
}

// Trace answers with the simulated run of a link as a JSON object. For a wrong link the object has an error.
func (s *Site) Trace(w http.ResponseWriter, r *http.Request) { s.serve(w, r, traces) }

// traces are the runs of links as JSON.
var traces = format{"trace", "application/json", parseTrace, "application/json", func(problem string) []byte {
	text, _ := json.Marshal(map[string]string{"error": problem}) // strings always marshal
	return append(text, '\n')
}}

func parseTrace(query string) (drawing, error) {
	scenario, err := engine.Parse(query)
	if err != nil {
		return drawing{}, err
	}
	return drawing{scenario.Link(), func(ctx context.Context) ([]byte, error) {
		log, err := engine.SimulateUntil(ctx, scenario)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(view.NewTrace(scenario, log))
		return append(text, '\n'), err
	}}, nil
}

// Script answers with the Python script that runs a link's scenario in virtual time, and prints its trace.
func (s *Site) Script(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Disposition", `attachment; filename="inflight.py"`)
	s.serve(w, r, scripts)
}

var scripts = format{"script", "text/x-python; charset=utf-8", parseScript, "text/plain; charset=utf-8", func(problem string) []byte {
	return []byte(problem + "\n")
}}

func parseScript(query string) (drawing, error) {
	scenario, err := engine.Parse(query)
	if err != nil {
		return drawing{}, err
	}
	return drawing{scenario.Link(), func(context.Context) ([]byte, error) {
		script, err := program.Script(scenario)
		return []byte(script), err
	}}, nil
}

// Runs answers with the simulated runs of a link under as many seeds as it says, and their distributions, as a JSON object; for a
// comparison's link, row by row. For a wrong link the object has an error.
func (s *Site) Runs(w http.ResponseWriter, r *http.Request) { s.serve(w, r, runs) }

// RunsTable answers with the same runs as CSV.
func (s *Site) RunsTable(w http.ResponseWriter, r *http.Request) { s.serve(w, r, runsTable) }

var runs = format{"runs", "application/json", parseRuns(view.RunsJSON), "application/json", traces.words}

var runsTable = format{"runs table", "text/csv; charset=utf-8", parseRuns(func(rows []view.RunsRow) ([]byte, error) {
	return view.RunsCSV(rows), nil
}), "text/plain; charset=utf-8", func(problem string) []byte { return []byte(problem + "\n") }}

// parseRuns reads a link whose runs are written so.
func parseRuns(write func([]view.RunsRow) ([]byte, error)) func(query string) (drawing, error) {
	return func(query string) (drawing, error) {
		rows, key, err := runsRows(query)
		return drawing{key, func(ctx context.Context) ([]byte, error) {
			for _, r := range rows {
				for !r.Done() {
					if err := r.Next(ctx); err != nil {
						return nil, err
					}
				}
			}
			return write(rows)
		}}, err
	}
}

// runsRows are what a link's runs are of, and its canonical form: one scenario without a label, or the rows of a comparison.
func runsRows(query string) (rows []view.RunsRow, link string, err error) {
	if !strings.Contains("&"+query, "&strategies=") {
		scenario, err := engine.Parse(query)
		if err != nil {
			return nil, "", err
		}
		return []view.RunsRow{{Runs: &view.Runs{Scenario: scenario}}}, scenario.Link(), nil
	}
	shared, variants, err := engine.ParseComparison(query)
	if err != nil {
		return nil, "", err
	}
	for _, r := range view.ComparedRows(shared, variants) {
		if r.Err != nil {
			return nil, "", r.Err
		}
		rows = append(rows, view.RunsRow{Label: r.Label, Runs: &view.Runs{Scenario: r.Scenario}})
	}
	return rows, engine.ComparisonLink(shared, variants), nil
}

// share marks an answer that depends on its URL alone. Other pages may read and show it.
func share(h http.Header, status int) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // pages that isolate themselves show nothing without it
	if status == http.StatusOK {
		h.Set("Cache-Control", "public, max-age=300")
	}
}

// immutable is for what has its hash, or a number that stays, in its address.
const immutable = "public, max-age=31536000, immutable"

// Asset is a static file, under the path that shell.path gave it: /assets/{hash}/{name}.
func (s *Site) Asset(w http.ResponseWriter, r *http.Request) {
	a := s.shell.find(r.PathValue("hash"), r.PathValue("name"))
	if a == nil {
		s.Missing(w, r)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", immutable)
	// A page in a sandboxed frame has no origin: it loads the wasm by CORS, and as an embed no script without the policy.
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	coding := preferredCoding(r.Header)
	if a.codings[coding] == nil {
		coding = plain
	}
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
	s.tell(w, r, http.StatusNotFound, nowhere, message{
		"Not found: Inflight", "There is no such page", "The address may be mistyped, or from another version of Inflight.",
		"/", "Open the playground",
	})
}
