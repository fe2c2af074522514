package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// PublishAt says under which address browsers reach the site: pages and link cards name it in full. Without it, it is what
// each request asks for.
func (s *Site) PublishAt(address string) error {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || originOf(u) == "" || strings.HasPrefix(u.Host, "*") || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("%q: want the site's public address, such as https://inflight.example.com", address)
	}
	s.public = originOf(u)
	return nil
}

// address is that of the site, without a slash at its end, or "" if the request asks for a host that is none. Which scheme a
// proxy before this server speaks cannot be known: PublishAt is for that.
func (s *Site) address(r *http.Request) string {
	if s.public != "" {
		return s.public
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return originOf(&url.URL{Scheme: scheme, Host: r.Host})
}
