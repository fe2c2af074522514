package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// PublishAt says under which address browsers reach the site; pages and link cards name it in full. Without PublishAt they use the host
// that each request names.
func (s *Site) PublishAt(address string) error {
	origin, path, ok := publicAddress(address)
	if !ok || path != "" {
		return fmt.Errorf("%q: want the site's public address, such as https://inflight.example.com", address)
	}
	s.public = origin
	return nil
}

// PublishFilesAt says under which address browsers will find the files that [Site.Write] writes. Without it their pages name no pictures
// for link cards, which have to be named in full.
func (s *Site) PublishFilesAt(address string) error {
	origin, path, ok := publicAddress(address)
	if !ok {
		return fmt.Errorf("%q: want the folder's public address, such as https://example.com/docs/play", address)
	}
	s.public = origin + path
	return nil
}

func publicAddress(address string) (origin, path string, ok bool) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || originOf(u) == "" || strings.HasPrefix(u.Host, "*") || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", "", false
	}
	return originOf(u), u.EscapedPath(), true
}

// publicOrigin is the origin of the address that the site was published at, or "".
func (s *Site) publicOrigin() string {
	u, err := url.Parse(s.public)
	if err != nil {
		return ""
	}
	return originOf(u)
}

// address returns the site's address without a slash at its end, or "" if the request names no proper host. The scheme that a proxy spoke
// is in its header: whoever serves the site takes away the headers of those whom it does not trust.
func (s *Site) address(r *http.Request) string {
	if s.public != "" {
		return s.public
	}
	scheme := "http"
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		scheme = "https"
	}
	return originOf(&url.URL{Scheme: scheme, Host: r.Host})
}
