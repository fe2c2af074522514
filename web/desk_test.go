package web_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"inflight/engine"
)

// longest is as long to simulate as a scenario can be, some tenths of a second; n makes it another one.
func longest(n int) string {
	return fmt.Sprintf("strategy=wait&return_when=FIRST_COMPLETED&pending=again&tasks=1s~%dms*10000", 900-n)
}

// from is a client at an address of this machine: each is somebody else for the server.
func from(t *testing.T, address string) *http.Client {
	transport := &http.Transport{DisableCompression: true} // or the clients would spend the time that the server needs on unpacking
	transport.DialContext = (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}).DialContext
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// burst asks for links over and over, so many at once, until stop is called, which waits for its end.
func burst(t *testing.T, client *http.Client, atOnce int, link func(n int) string) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for worker := range atOnce {
		all.Go(func() {
			for n := worker; ctx.Err() == nil; n += atOnce {
				r, err := http.NewRequestWithContext(ctx, "GET", link(n), nil)
				if err != nil {
					t.Error(err)
					return
				}
				r.Header.Set("Accept-Encoding", "gzip")
				if response, err := client.Do(r); err == nil {
					io.Copy(io.Discard, response.Body)
					response.Body.Close()
					if response.StatusCode == http.StatusServiceUnavailable {
						time.Sleep(100 * time.Millisecond) // it comes back sooner than it was told
					}
				}
			}
		})
	}
	return func() { cancel(); all.Wait() }
}

// TestAPageAnswersWithinASecondWhileOneAddressDoesItsWorst: each kind of work, and more of it at once than there is room for.
func TestAPageAnswersWithinASecondWhileOneAddressDoesItsWorst(t *testing.T) {
	server := httptest.NewServer(testSite(t))
	defer server.Close()
	reader := from(t, "127.0.0.1")
	ordinary := func(t *testing.T) time.Duration { return timePage(t, reader, server.URL) }
	ordinary(t)
	embedded := url.QueryEscape(server.URL + "/?")
	for name, test := range map[string]struct {
		atOnce int
		link   func(n int) string
	}{
		"16 traces":      {16, func(n int) string { return "/trace.json?" + longest(n%100) }},
		"16 pages":       {16, func(n int) string { return "/?" + longest(n%100) }},
		"200 pictures":   {200, func(n int) string { return fmt.Sprintf("/timeline.svg?width=%d&tasks=1s*10000", 300+n) }},
		"200 same again": {200, func(int) string { return "/trace.json?tasks=1s*10000" }},
		"all together": {200, func(n int) string {
			return []string{"/?", "/compare?strategies=wait+FIRST_COMPLETED+again,gather&", "/timeline.svg?", "/timeline.png?", "/embed?",
				"/trace.json?", "/oembed?url=" + embedded}[n%7] + longest(n%100)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			stop := burst(t, from(t, "127.0.0.2"), test.atOnce, func(n int) string { return server.URL + test.link(n) })
			defer stop()
			time.Sleep(300 * time.Millisecond)
			for try := 1; ; try++ { // once more where the machine has other work, too
				longest := time.Duration(0)
				for range 5 {
					longest = max(longest, ordinary(t))
					time.Sleep(50 * time.Millisecond)
				}
				if longest <= time.Second {
					return
				}
				if t.Logf("try %d: an ordinary page took %v", try, longest); try == 3 {
					t.Fatal("want a second at most")
				}
			}
		})
	}
}

// timePage is how long an ordinary page takes.
func timePage(t *testing.T, reader *http.Client, site string) time.Duration {
	t.Helper()
	start := time.Now()
	response, err := reader.Get(site + "/?tasks=1s,2s")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || response.StatusCode != 200 || !strings.Contains(string(body), "<svg") {
		t.Errorf("got %d and %d bytes (%v), want the page", response.StatusCode, len(body), err)
	}
	return time.Since(start)
}

// TestAPageAnswersWithinASecondWhileManyAddressesDoTheirWorst: costly work of others takes no place of ordinary work.
func TestAPageAnswersWithinASecondWhileManyAddressesDoTheirWorst(t *testing.T) {
	server := httptest.NewServer(testSite(t))
	defer server.Close()
	reader := from(t, "127.0.0.1")
	get := func() time.Duration { return timePage(t, reader, server.URL) }
	get()
	for n := range 16 {
		client := from(t, fmt.Sprintf("127.0.0.%d", n+2))
		disguised := n == 0
		defer burst(t, client, 8, func(n int) string {
			link := []string{"/?", "/timeline.svg?", "/compare?strategies=gather,wait&"}[n%3] + longest(n%100)
			if disguised {
				link = strings.ReplaceAll(link, "*", "%252A")
			}
			return server.URL + link
		})()
	}
	time.Sleep(500 * time.Millisecond)
	for try := 1; ; try++ { // once more where the machine has other work, too
		longest := time.Duration(0)
		for range 5 {
			longest = max(longest, get())
		}
		if longest <= time.Second {
			return
		}
		if t.Logf("try %d: an ordinary page took %v", try, longest); try == 3 {
			t.Fatal("want a second at most")
		}
	}
}

// TestPagesDoNotWaitForPictures, not even for those of their own address.
func TestPagesDoNotWaitForPictures(t *testing.T) {
	server := httptest.NewServer(testSite(t))
	defer server.Close()
	client := from(t, "127.0.0.2")
	stop := burst(t, client, 16, func(n int) string { return server.URL + "/timeline.svg?" + longest(n%100) })
	defer stop()
	time.Sleep(200 * time.Millisecond)
	took := time.Hour
	for try := 0; try < 3 && took > time.Second; try++ {
		start := time.Now()
		response, err := client.Get(server.URL + "/?tasks=1s")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		took = time.Since(start)
	}
	if took > time.Second {
		t.Errorf("the page took %v, want a second at most", took)
	}
}

// TestWhoAsksForTooMuchIsToldToComeAgain: in words, in the form of what was asked for, and readable for other pages.
func TestWhoAsksForTooMuchIsToldToComeAgain(t *testing.T) {
	h := testSite(t)
	var all sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	defer all.Wait()
	defer cancel()
	for n := range 64 {
		for _, target := range []string{"/runs.json?runs=200&tasks=1s~%dus*1000", "/compare?strategies=all&tasks=1s~%dus*3000"} {
			all.Go(func() {
				for other := n; ctx.Err() == nil; other += 64 { // until all is asked
					target := fmt.Sprintf(target, 900_000+other)
					h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", target, nil))
				}
			})
		}
	}
	time.Sleep(300 * time.Millisecond)
	for target, contentType := range map[string]string{
		"/trace.json?tasks=1s":                          "application/json",
		"/script.py?tasks=1s":                           "text/plain; charset=utf-8",
		"/timeline.svg?tasks=1s":                        "image/svg+xml",
		"/timeline.png?tasks=1s":                        "text/plain; charset=utf-8",
		"/oembed?url=http://example.com/%3Ftasks=1s,2s": "text/plain; charset=utf-8",
		"/?tasks=1s":                                    "text/html; charset=utf-8",
		"/embed?tasks=1s":                               "text/html; charset=utf-8",
		"/compare":                                      "text/html; charset=utf-8",
		"/which":                                        "text/html; charset=utf-8",
		"/guide":                                        "text/html; charset=utf-8",
	} {
		w := get(h, target)
		header := w.Header()
		if w.Code != 503 || header.Get("Retry-After") == "" || header.Get("Content-Type") != contentType ||
			header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %d %v, want 503 with Retry-After and %s", target, w.Code, header, contentType)
		}
		if text := w.Body.String(); !strings.Contains(text, "too much to do") {
			t.Errorf("%s: got %s, want it said that there is too much to do", target, text)
		}
		page := strings.HasPrefix(contentType, "text/html")
		framed := !strings.Contains(header.Get("Content-Security-Policy"), "frame-ancestors")
		if page && framed != strings.HasPrefix(target, "/embed") {
			t.Errorf("%s: got the policy %s", target, header.Get("Content-Security-Policy"))
		}
		if !page && (header.Get("Access-Control-Allow-Origin") != "*" || header.Get("Access-Control-Expose-Headers") != "Retry-After") {
			t.Errorf("%s: got %v, want it readable for other pages", target, header)
		}
	}
	for _, target := range []string{"/healthz", "/embed.js", "/nowhere"} {
		if w := get(h, target); w.Code == 503 {
			t.Errorf("%s: got 503, want it answered: it is no work", target)
		}
	}
	other := httptest.NewRequest("GET", "/?tasks=1s", nil)
	other.RemoteAddr = "192.0.2.77:1234"
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, other); w.Code != 200 {
		t.Errorf("another address: got %d, want 200", w.Code)
	}
}

// TestWorkEndsWhenNobodyWaitsForIt: the next request of the same client does not wait for what was abandoned.
func TestWorkEndsWhenNobodyWaitsForIt(t *testing.T) {
	h := testSite(t)
	const many = "tasks=1s~900ms*3000" // of each strategy
	for _, target := range []string{
		"/trace.json?" + longest(0), "/timeline.svg?" + longest(0), "/timeline.png?" + longest(0), "/?" + longest(0), "/embed?" + longest(0),
		"/timeline.svg?view=compare&strategies=all&" + many, "/compare?strategies=all&" + many,
		"/runs.json?runs=200&tasks=1s~900ms*1000", "/oembed?url=http://example.com/%3F" + url.QueryEscape(longest(0)),
	} {
		took := time.Hour
		for range 3 { // the machine may have other work, too
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", target, nil))
			if ctx.Err() == nil {
				t.Errorf("%s: the work was done after %v, want it longer than anybody waits here", target, time.Since(start))
			}
			cancel()
			if took = min(took, time.Since(start)); took < 600*time.Millisecond {
				break
			}
		}
		if took > 600*time.Millisecond {
			t.Errorf("%s: the work ended after %v, want soon after its client had gone at 10 ms", target, took)
		}
	}
}

// TestPicturesAndTracesAreDrawnOnce for all links that say the same, in each form.
func TestPicturesAndTracesAreDrawnOnce(t *testing.T) {
	h := testSite(t)
	const link, same = "tasks=a=1s,b=2s&limit=2", "limit=2&strategy=gather&tasks=a%3D1000ms%2Cb%3D2s"
	for _, test := range []struct {
		target string
		drawn  int
	}{
		{"/timeline.svg?" + link, 1}, {"/timeline.svg?" + same, 0}, {"/timeline.svg?width=960&" + link, 0},
		{"/timeline.svg?theme=dark&" + link, 1}, {"/timeline.svg?width=400&" + link, 1}, {"/timeline.svg?at=1s&" + link, 1},
		{"/timeline.svg?play=1&" + link, 1}, {"/timeline.svg?view=connections&" + link, 1},
		{"/trace.json?" + link, 1}, {"/trace.json?" + same, 0},
		{"/timeline.png?" + link, 1}, {"/timeline.png?" + same, 0},
		{"/timeline.svg?view=compare&strategies=gather,wait&" + link, 2}, {"/timeline.svg?view=compare&strategies=gather,wait&" + same, 0},
		{"/timeline.svg?view=compare&strategies=wait,gather&" + link, 2},
		{"/timeline.svg?" + link, 0},
	} {
		if got := len(workOf(t, h, test.target)["simulate"]); got != test.drawn {
			t.Errorf("%s: simulated %d scenarios, want %d", test.target, got, test.drawn)
		}
	}
	first := get(h, "/trace.json?tasks=1s*100", "Accept-Encoding", "gzip")
	again := get(h, "/trace.json?tasks=1s*100", "Accept-Encoding", "gzip")
	if first.Body.String() != again.Body.String() || fmt.Sprint(first.Header()) != fmt.Sprint(again.Header()) ||
		again.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("got %v, then %v, want the same in gzip", first.Header(), again.Header())
	}
	plain := get(h, "/trace.json?tasks=1s*100")
	if plain.Header().Get("Content-Encoding") != "" || plain.Header().Get("ETag") != first.Header().Get("ETag") {
		t.Errorf("got %v, want the plain form under the same tag", plain.Header())
	}
}

// TestAWrongLinkIsNotKept: what is wrong with it is found anew.
func TestAWrongLinkIsNotKept(t *testing.T) {
	h := testSite(t)
	const link = "/timeline.svg?tasks=" + "https://example.com/"
	for range 2 {
		if w := get(h, link); w.Code != 400 || !strings.Contains(w.Body.String(), "live") {
			t.Errorf("got %d %s, want 400 and why", w.Code, w.Body)
		}
	}
	if _, err := engine.Parse("tasks=https://example.com/"); err != nil {
		t.Fatal(err)
	}
}
