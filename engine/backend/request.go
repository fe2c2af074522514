package backend

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// request is what one task wants of the backend.
type request struct {
	run     string
	task    int
	latency time.Duration
	status  int
	size    int         // bytes of the body; 0 is a line that says what was asked for
	fault   engine.What // of those that the table of outcomes has for requests
	model   engine.ServerModel
	delay   time.Duration // after the run's beginning, when the first request comes of one whose server is down for a while
}

// breaks reports whether the connection is to be broken instead of ending the body.
func (q *request) breaks() bool { return q.fault.Strikes() == engine.WhileAnswering }

// socket is what one task wants of the backend as the peer of its socket.
type socket struct {
	run     string
	task    int
	accept  time.Duration // until the socket is accepted
	latency time.Duration // from then on until the message
	closing time.Duration // from the client's bye on until the socket is closed
	fault   engine.What   // of those that the table of outcomes has for sockets
}

// parameter is one that an address may have.
type parameter struct {
	name     string
	required bool
	want     string                 // what its value may be
	set      func(text string) bool // reports whether the value is such
}

// parseRequest reads the address of /request. It refuses a request with a body: the server only notices
// that a client has gone once the body was read.
func parseRequest(r *http.Request) (request, error) {
	q := request{status: http.StatusOK}
	if r.ContentLength != 0 {
		return q, errorf(http.StatusBadRequest, "the request has a body: want none")
	}
	err := parse(r.URL.RawQuery, []parameter{
		{"run", true, wantRun, setRun(&q.run)},
		{"task", true, wantTask, setNumber(&q.task, engine.MaxTasks-1)},
		{"latency", false, wantDuration, setDuration(&q.latency)},
		{"status", false, "an HTTP status from 200 to 599 that may have a body, so not 204, 205 or 304", q.setStatus},
		{"size", false, fmt.Sprintf("a number of bytes from 0 to %d", maxSize), setNumber(&q.size, maxSize)},
		{"fault", false, wantFault(engine.FaultsOf(false)), setFault(&q.fault, engine.FaultsOf(false))},
		{"server", false, "a server such as at_once:10, at_once:10:503, rate:5/1s or down:2s-4s", q.setModel},
		{"delay", false, wantDuration, setDuration(&q.delay)},
	})
	return q, err
}

// parseSocket reads the address of /socket.
func parseSocket(r *http.Request) (socket, error) {
	var q socket
	err := parse(r.URL.RawQuery, []parameter{
		{"run", true, wantRun, setRun(&q.run)},
		{"task", true, wantTask, setNumber(&q.task, engine.MaxTasks-1)},
		{"accept", false, wantDuration, setDuration(&q.accept)},
		{"latency", false, wantDuration, setDuration(&q.latency)},
		{"closing", false, wantDuration, setDuration(&q.closing)},
		{"fault", false, wantFault(engine.FaultsOf(true)), setFault(&q.fault, engine.FaultsOf(true))},
	})
	if err == nil && !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		err = &httpError{http.StatusUpgradeRequired, "Upgrade", "websocket", "this address opens a WebSocket, and the request asks for none"}
	}
	return q, err
}

// parseRun reads the address of /run.
func parseRun(r *http.Request) (run string, err error) {
	err = parse(r.URL.RawQuery, []parameter{{"run", true, wantRun, setRun(&run)}})
	return run, err
}

// parse gives each parameter its value. Its error names the parameter, the value and what was expected.
func parse(query string, parameters []parameter) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errorf(http.StatusBadRequest, "the address's query cannot be read: %v", err)
	}
	var names []string
	for _, p := range parameters {
		if err := p.parse(values[p.name]); err != nil {
			return err
		}
		names = append(names, p.name)
		delete(values, p.name)
	}
	if len(values) > 0 {
		unknown := slices.Min(slices.Collect(maps.Keys(values)))
		return errorf(http.StatusBadRequest, "%q: there is no such parameter: want %s", unknown, strings.Join(names, ", "))
	}
	return nil
}

func (p parameter) parse(values []string) error {
	switch {
	case len(values) == 0 && !p.required:
		return nil
	case len(values) == 0:
		return errorf(http.StatusBadRequest, "%s: missing: want %s", p.name, p.want)
	case len(values) > 1:
		return errorf(http.StatusBadRequest, "%s: given %d times: want one value", p.name, len(values))
	case !p.set(values[0]):
		return errorf(http.StatusBadRequest, "%s: %q: want %s", p.name, values[0], p.want)
	}
	return nil
}

const (
	maxRun   = 64          // characters of a run's id
	maxSize  = 100_000_000 // bytes of a body, which take 100 seconds
	wantRun  = "a run's id: 1 to 64 letters, digits, - and _"
	runChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
)

var (
	wantTask     = fmt.Sprintf("a task's index, from 0 to %d", engine.MaxTasks-1)
	wantDuration = fmt.Sprintf("a duration such as 200ms or 1.5s, from 0s to %v", engine.MaxDuration)
)

func setRun(to *string) func(string) bool {
	return func(text string) bool {
		*to = text
		return text != "" && len(text) <= maxRun && strings.Trim(text, runChars) == ""
	}
}

func setNumber(to *int, most int) func(string) bool {
	return func(text string) (ok bool) {
		*to, ok = parseInt(text, 0, most)
		return ok
	}
}

func setDuration(to *time.Duration) func(string) bool {
	return func(text string) bool {
		d, err := time.ParseDuration(text)
		*to = d
		return err == nil && d >= 0 && d <= engine.MaxDuration
	}
}

func wantFault(faults []engine.What) string {
	want := ""
	for _, fault := range faults {
		want += string(fault) + " or "
	}
	return strings.TrimSuffix(want, " or ") + ", or no fault at all"
}

func setFault(to *engine.What, faults []engine.What) func(string) bool {
	return func(text string) bool {
		*to = engine.What(text)
		return slices.Contains(faults, *to)
	}
}

func (q *request) setStatus(text string) (ok bool) {
	q.status, ok = parseInt(text, 200, 599)
	bodiless := q.status == http.StatusNoContent || q.status == http.StatusResetContent || q.status == http.StatusNotModified
	return ok && !bodiless
}

func (q *request) setModel(text string) bool {
	model, err := engine.ParseServer(text)
	q.model = model
	return err == nil
}

func parseInt(text string, from, to int) (n int, ok bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= from && n <= to
}
