package engine

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Backend says where the demo backend is.
type Backend struct {
	URL     string // such as http://*.localhost:8001; a * becomes b0, b1, … so that a browser sees many hosts
	Refused string // a URL at which nothing listens
}

// host is the backend's address under one of its names.
func (b Backend) host(name string) string { return strings.Replace(b.URL, "*", name, 1) }

// HealthURL is where the backend answers "ok".
func (b Backend) HealthURL() string { return b.host("account") + "/healthz" }

// AccountURL is where the backend tells what it saw of a run, as JSON; its host carries no other requests.
func (b Backend) AccountURL(run string) string {
	return b.host("account") + "/run?run=" + url.QueryEscape(run)
}

// RequestURL is where a task's request goes. No two are equal: browsers make equal ones wait for each other.
func (b Backend) RequestURL(run string, s *Scenario, r Request) string {
	u := b.taskURL("request", run, r) + "&latency=" + formatDuration(r.Latency)
	if r.Status != 200 {
		u += fmt.Sprintf("&status=%d", r.Status)
	}
	if s.Size > 0 {
		u += fmt.Sprintf("&size=%d", s.Size)
	}
	return u + fault(r)
}

// SocketURL is where a task's socket connects to: ws for http, and wss for https.
func (b Backend) SocketURL(run string, s *Scenario, r Request) string {
	u := "ws" + strings.TrimPrefix(b.taskURL("socket", run, r), "http")
	for _, p := range []struct {
		name  string
		value time.Duration
	}{{"accept", r.Delay}, {"latency", r.Latency}, {"closing", s.Closing}} {
		if p.value > 0 {
			u += "&" + p.name + "=" + formatDuration(p.value)
		}
	}
	return u + fault(r)
}

// taskURL is an address of the backend, on the host of the request, that names run and task.
func (b Backend) taskURL(path, run string, r Request) string {
	base := b.host(fmt.Sprintf("b%d", r.Host))
	if r.What.Strikes() == WhileConnecting {
		base = b.Refused
	}
	return fmt.Sprintf("%s/%s?run=%s&task=%d", base, path, url.QueryEscape(run), r.Index)
}

// fault is how the backend is told to break the connection, if it is.
func fault(r Request) string {
	if fault := r.What.Fault(); fault != "" {
		return "&fault=" + fault
	}
	return ""
}
