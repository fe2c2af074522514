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
	reset   bool // break the connection instead of ending the body
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
		{"run", true, wantRun, q.setRun},
		{"task", true, fmt.Sprintf("a task's index, from 0 to %d", engine.MaxTasks-1), q.setTask},
		{"latency", false, fmt.Sprintf("a duration such as 200ms or 1.5s, from 0s to %v", engine.MaxDuration), q.setLatency},
		{"status", false, "an HTTP status from 200 to 599 that may have a body, so not 204, 205 or 304", q.setStatus},
		{"fault", false, "reset, or no fault at all", q.setFault},
	})
	return q, err
}

// parseRun reads the address of /run.
func parseRun(r *http.Request) (string, error) {
	var q request
	err := parse(r.URL.RawQuery, []parameter{{"run", true, wantRun, q.setRun}})
	return q.run, err
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
	maxRun   = 64 // characters of a run's id
	wantRun  = "a run's id: 1 to 64 letters, digits, - and _"
	runChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
)

func (q *request) setRun(text string) bool {
	q.run = text
	return text != "" && len(text) <= maxRun && strings.Trim(text, runChars) == ""
}

func (q *request) setTask(text string) (ok bool) {
	q.task, ok = parseInt(text, 0, engine.MaxTasks-1)
	return ok
}

func (q *request) setLatency(text string) bool {
	latency, err := time.ParseDuration(text)
	q.latency = latency
	return err == nil && latency >= 0 && latency <= engine.MaxDuration
}

func (q *request) setStatus(text string) (ok bool) {
	q.status, ok = parseInt(text, 200, 599)
	bodiless := q.status == http.StatusNoContent || q.status == http.StatusResetContent || q.status == http.StatusNotModified
	return ok && !bodiless
}

func (q *request) setFault(text string) bool {
	q.reset = text == "reset"
	return q.reset
}

func parseInt(text string, from, to int) (n int, ok bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= from && n <= to
}
