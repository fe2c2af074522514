package backend

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// throughProxy puts Go's own reverse proxy before a server, and returns it with a client. A proxy holds a body back as long as it likes.
func throughProxy(t *testing.T, before *httptest.Server, http2 bool) (*httptest.Server, *http.Client) {
	t.Helper()
	address, err := url.Parse(before.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(address)
	proxy.Transport, proxy.ErrorLog = before.Client().Transport, log.New(io.Discard, "", 0)
	server := httptest.NewUnstartedServer(proxy)
	server.EnableHTTP2 = http2
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, server.Client()
}

// TestAProxyIsToldOf, whichever trace it leaves; a browser, and its socket, leaves none.
func TestAProxyIsToldOf(t *testing.T) {
	server := listen(t, "HTTP/1.1")
	task := 0
	for header, proxied := range map[string]bool{
		"Accept: */*": false, "Origin: http://a.example": false, "Connection: keep-alive": false,
		"Via: 1.1 cache": true, "Forwarded: for=192.0.2.1": true, "X-Forwarded-For: 192.0.2.1": true, "X-Real-IP: 192.0.2.1": true,
		"Connection: close": true,
	} {
		r, err := http.NewRequest("GET", server.URL+"/request?run=r&task="+strconv.Itoa(task), nil)
		if err != nil {
			t.Fatal(err)
		}
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
		r.Close = value == "close"
		response, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if got := account(t, server.Client(), server.URL)[task].Proxied; got != proxied {
			t.Errorf("%s: got proxied %v", header, got)
		}
		task++
	}
}

func TestTheHeadersComeAtOnceThroughAProxy(t *testing.T) {
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(protocol, func(t *testing.T) {
			server, client := throughProxy(t, listen(t, "HTTP/1.1"), protocol == "HTTP/2.0")
			whole(t, client, server.URL+"/request?run=r&task=0") // opens the connections
			for query, broken := range map[string]bool{"": false, "&size=1000": false, "&fault=reset": true} {
				start := time.Now()
				response, err := client.Get(server.URL + "/request?run=r&task=1&latency=500ms" + query)
				if err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took > 250*time.Millisecond || response.Proto != protocol {
					t.Errorf("%q: the headers came after %v over %s, want at once over %s", query, took, response.Proto, protocol)
				}
				_, err = io.Copy(io.Discard, response.Body)
				if took := time.Since(start); took < 500*time.Millisecond || (err != nil) != broken {
					t.Errorf("%q: the body ended after %v (%v), want 500ms, broken: %v", query, took, err, broken)
				}
				response.Body.Close()
			}
		})
	}
}

// TestAProxyThatSpeaksOldHTTPSeesABodyBreakOff: nginx asks in HTTP/1.0 unless it is told otherwise, where the end of an unmeasured body is
// the connection's.
func TestAProxyThatSpeaksOldHTTPSeesABodyBreakOff(t *testing.T) {
	server := httptest.NewServer(New(Options{}))
	t.Cleanup(server.Close)
	for query, want := range map[string]string{"": "task 0: status 200 after 0s\n", "&size=3": "inf", "&fault=reset": ""} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, "GET /request?run=r&task=0"+query+" HTTP/1.0\r\n\r\n")
		text, _ := io.ReadAll(conn)
		head, body, _ := strings.Cut(string(text), "\r\n\r\n")
		measured := strings.Contains(head, "Content-Length: "+strconv.Itoa(len(body))+"\r\n")
		if whole := query != "&fault=reset"; measured != whole || whole && len(body) != len(early)+len(want) {
			t.Errorf("%q: got %q\nand %q, want %q after the early byte, and the length that it should have", query, head, body, want)
		}
	}
}
