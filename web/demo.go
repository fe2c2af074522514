package web

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"inflight/app/model"
)

// demo is where pages find the demo backend.
type demo struct {
	url     string   // may have a * as its first label; "" if there is no demo backend
	refused string   // a URL on which nothing listens
	connect []string // the origins of both, for requests and for sockets
}

// demoAt returns the demo backend at a URL.
func demoAt(backend string) (demo, error) {
	u, err := url.Parse(strings.TrimSuffix(backend, "/"))
	if err != nil || originOf(u) == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return demo{}, fmt.Errorf("backend URL %q: want an address such as https://demo.example.com or "+
			"http://*.localhost:8001, in which * is the whole first label", backend)
	}
	port, err := freePort()
	if err != nil {
		return demo{}, err
	}
	d := demo{url: u.String(), refused: u.Scheme + "://" + strings.Replace(hostOf(u), "*", "b0", 1) + ":" + port}
	d.connect = []string{originOf(u), d.refused}
	for _, origin := range d.connect {
		if plain := model.PlainAddress(origin); plain != origin {
			d.connect = append(d.connect, plain) // for browsers that do not find the other
		}
	}
	for _, origin := range d.connect {
		d.connect = append(d.connect, "ws"+strings.TrimPrefix(origin, "http")) // http: in a policy does not mean ws: too
	}
	return d, nil
}

// hostOf is a URL's host without its port.
func hostOf(u *url.URL) string { return strings.TrimSuffix(u.Host, ":"+u.Port()) }

// freePort is a port that was free a moment ago. The system hands out such ports in turn, so it stays free for long. A URL on which
// nothing listens has the backend's own host and not simply this machine: browsers ask people before a page on the internet may call
// their own machine.
var freePort = sync.OnceValues(func() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
})

// BackendBesides says that the demo backend is on the site's own address, under a path such as /demo.
func (s *Site) BackendBesides(path string) { s.besides = path }

// demoOf is the demo backend for the page that answers a request; r is nil for what all readers see.
func (s *Site) demoOf(r *http.Request) demo {
	if s.besides == "" {
		return s.demo
	}
	home := s.public
	if r != nil {
		home = s.address(r)
	}
	if home == "" {
		return demo{}
	}
	d, err := demoAt(home + s.besides)
	if err != nil {
		return demo{} // there is no port to be had
	}
	return d
}
