package web

import (
	"net/http"
	"testing"
)

func TestPreferredFollowsTheClientsWeights(t *testing.T) {
	for _, test := range []struct{ accept, want string }{
		{"gzip, deflate, br, zstd", brotliCoding},
		{"gzip", gzipCoding},
		{"br;q=0.5, gzip;q=0.8", gzipCoding},
		{"br; Q=0.8 , gzip;q=0.5", brotliCoding},
		{"br;q=0, *", gzipCoding},
		{"*", brotliCoding},
		{"*;q=0", plain},
		{"BR", brotliCoding},
		{"identity, br;q=0.5", plain},
		{"identity;q=0.5, br", brotliCoding},
		{"br;q=high", plain},
		{"deflate", plain},
		{";,;q=1,", plain},
		{"", plain},
	} {
		if got := preferredCoding(http.Header{"Accept-Encoding": {test.accept}}); got != test.want {
			t.Errorf("Accept-Encoding %q: got %s, want %s", test.accept, got, test.want)
		}
	}
}

func TestPreferredReadsEveryLineOfTheHeader(t *testing.T) {
	if got := preferredCoding(http.Header{"Accept-Encoding": {"gzip", "br"}}); got != brotliCoding {
		t.Errorf("got %s, want %s", got, brotliCoding)
	}
}
