package web

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// CheckPublic says what keeps the visitors of a site from its demo backend. Both addresses have been read elsewhere, where it says what is
// wrong with one that cannot be.
func CheckPublic(site, backend string) error {
	home, err := url.Parse(site)
	at, wrong := url.Parse(strings.Replace(backend, "*.", "", 1))
	switch {
	case err != nil || wrong != nil || home.Hostname() == "" || isOwn(home.Hostname()):
		return nil
	case isOwn(at.Hostname()):
		return fmt.Errorf("visitors of %s cannot reach the demo backend: %s is, for each of them, their own machine; "+
			"say with -backend-url where they reach it, or serve it under the same address with -backend-addr \"\"", site, backend)
	case home.Scheme == "https" && at.Scheme == "http":
		return fmt.Errorf("browsers do not let pages of %s call %s: want an https address of the demo backend with -backend-url, "+
			"or the same address for both with -backend-addr \"\"", site, backend)
	}
	return nil
}

// isOwn reports whether a host is everybody's own machine.
func isOwn(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && (addr.IsLoopback() || addr.IsUnspecified())
}
