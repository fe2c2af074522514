package backend

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// writeCommonHeaders sets what every response has, errors too: without it a page could read none of them.
func writeCommonHeaders(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Retry-After")
	h.Set("Timing-Allow-Origin", "*") // lets the page see how long its browser kept the request back
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff") // a browser that sniffs holds the headers back until the body is there
	h.Set("X-Accel-Buffering", "no")           // nor may a reverse proxy hold them back
}

// proxyHeaders are what proxies write into requests, and browsers never do.
var proxyHeaders = []string{"Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"}

// isProxied reports whether a proxy has brought the request, as far as the request itself tells. A browser keeps its connections, while
// nginx, unless told otherwise, closes each.
func isProxied(r *http.Request) bool {
	return r.Close || slices.ContainsFunc(proxyHeaders, func(name string) bool { return r.Header.Get(name) != "" })
}

// allowPreflight answers a browser that asks whether a page may send its request. It may ask on behalf of a page
// on the internet too, whose requests to this machine are then allowed.
// See https://wicg.github.io/private-network-access/.
func allowPreflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Allow", allowedMethods)
	h.Set("Access-Control-Allow-Methods", "GET")
	h.Set("Access-Control-Allow-Headers", "*")
	h.Set("Access-Control-Max-Age", "600")
	if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
	h.Del("Content-Type")
	w.WriteHeader(http.StatusNoContent)
}

const allowedMethods = "GET, OPTIONS"

// httpError is a request that is not answered as it was meant.
type httpError struct {
	status int
	header string // "" or a header that belongs to the status …
	value  string // … and its value
	msg    string
}

func (e *httpError) Error() string { return e.msg }

func errorf(status int, format string, args ...any) error {
	return &httpError{status: status, msg: fmt.Sprintf(format, args...)}
}

func methodError(method string) error {
	return &httpError{http.StatusMethodNotAllowed, "Allow", allowedMethods, method + ": the demo backend answers GET only"}
}

// busyError is one that goes away when other requests end, so it says when to come again.
func busyError(status int, format string, args ...any) error {
	return &httpError{status, "Retry-After", "1", fmt.Sprintf(format, args...)}
}

// writeError tells the client what was wrong, unless the connection itself has failed: then nobody listens.
func writeError(w http.ResponseWriter, err error) {
	var e *httpError
	if !errors.As(err, &e) {
		return
	}
	if e.header != "" {
		w.Header().Set(e.header, e.value)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.status)
	json.NewEncoder(w).Encode(struct {
		Error string `json:"error"`
	}{e.msg})
}
