package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestProxiesAreBelievedIfTheyAreTrusted(t *testing.T) {
	for _, test := range []struct {
		trusted, from, forwarded string
		client, scheme           string
	}{
		{"", "192.0.2.1:1000", "198.51.100.7", "192.0.2.1", ""},
		{"127.0.0.1", "192.0.2.1:1000", "198.51.100.7", "192.0.2.1", ""},
		{"127.0.0.1", "127.0.0.1:1000", "198.51.100.7", "198.51.100.7", "https"},
		{"127.0.0.1", "127.0.0.1:1000", "", "127.0.0.1", "https"},
		{"127.0.0.1", "127.0.0.1:1000", "made up, 198.51.100.7", "198.51.100.7", "https"},
		{"127.0.0.1", "127.0.0.1:1000", "10.0.0.9, 198.51.100.7", "198.51.100.7", "https"},
		{"127.0.0.1, 10.0.0.0/8", "127.0.0.1:1000", "203.0.113.5, 198.51.100.7,10.1.2.3", "198.51.100.7", "https"},
		{"127.0.0.1", "127.0.0.1:1000", "198.51.100.7:4000", "198.51.100.7", "https"},
		{"127.0.0.1", "127.0.0.1:1000", "unknown", "127.0.0.1", "https"},
		{"::1", "[::1]:1000", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "https"},
		{"", "[2001:db8:1:2::9]:1000", "", "2001:db8:1:2::/64", ""},
		{"127.0.0.1", "[::ffff:127.0.0.1]:1000", "198.51.100.7", "198.51.100.7", "https"},
	} {
		known, err := ParseProxies(test.trusted)
		if err != nil {
			t.Fatal(err)
		}
		var client, scheme string
		h := known.Before(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			client, scheme = r.RemoteAddr, r.Header.Get("X-Forwarded-Proto")
		}))
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = test.from
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-For", test.forwarded)
		h.ServeHTTP(httptest.NewRecorder(), r)
		if client != test.client || scheme != test.scheme {
			t.Errorf("%+v: got %s and %q", test, client, scheme)
		}
	}
	if _, ok := addressIn("fe80::1%eth0"); !ok || clientName(netip.MustParseAddr("::1")) != "::/64" {
		t.Error("want addresses with zones read, and clients of IPv6 known by their first 64 bits")
	}
}
