package backend

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestSaysWhatIsWrong(t *testing.T) {
	const request, socket = "/request?run=r&task=0", "/socket?run=r&task=0"
	const wantLatency = "want a duration such as 200ms or 1.5s, from 0s to 1h0m0s"
	const wantStatus = "want an HTTP status from 200 to 599 that may have a body, so not 204, 205 or 304"
	const wantTask = "want a task's index, from 0 to 9999"
	tests := []struct {
		target string
		status int
		want   string // the error begins so
	}{
		{"/", 404, "/: there is no such address: want /request, /socket, /run or /healthz"},
		{"/request/", 404, "/request/: there is no such address"},
		{"/request", 400, "run: missing: want a run's id: 1 to 64 letters, digits, - and _"},
		{"/request?run=", 400, `run: "": want a run's id`},
		{"/request?run=a%2Fb", 400, `run: "a/b": want`},
		{"/request?run=%C3%A9", 400, `run: "é": want`},
		{"/request?run=" + strings.Repeat("x", 65), 400, `run: "xxx`},
		{"/request?run=a&run=b", 400, "run: given 2 times: want one value"},
		{"/request?run=r", 400, "task: missing: " + wantTask},
		{"/request?run=r&task=x", 400, `task: "x": ` + wantTask},
		{"/request?run=r&task=-1", 400, `task: "-1": ` + wantTask},
		{"/request?run=r&task=10000", 400, `task: "10000": ` + wantTask},
		{"/request?run=r&task=99999999999999999999", 400, `task: "99999999999999999999": ` + wantTask},
		{request + "&latency=", 400, `latency: "": ` + wantLatency},
		{request + "&latency=5", 400, `latency: "5": ` + wantLatency},
		{request + "&latency=4x", 400, `latency: "4x": ` + wantLatency},
		{request + "&latency=-1s", 400, `latency: "-1s": ` + wantLatency},
		{request + "&latency=60m1ns", 400, `latency: "60m1ns": ` + wantLatency},
		{request + "&latency=9999999h", 400, `latency: "9999999h": ` + wantLatency},
		{request + "&status=100", 400, `status: "100": ` + wantStatus},
		{request + "&status=204", 400, `status: "204": ` + wantStatus},
		{request + "&status=205", 400, `status: "205": ` + wantStatus},
		{request + "&status=304", 400, `status: "304": ` + wantStatus},
		{request + "&status=600", 400, `status: "600": ` + wantStatus},
		{request + "&status=ok", 400, `status: "ok": ` + wantStatus},
		{request + "&fault=", 400, `fault: "": want reset, or no fault at all`},
		{request + "&fault=scheme", 400, `fault: "scheme": want reset`},
		{request + "&z=1&lat=1s", 400, `"lat": there is no such parameter: want run, task, latency, status, size, fault`},
		{request + "&latency=%zz", 400, `the address's query cannot be read: invalid URL escape "%zz"`},
		{request + "&size=-1", 400, `size: "-1": want a number of bytes from 0 to 100000000`},
		{request + "&size=100000001", 400, `size: "100000001": want`},
		{socket + "&accept=4x", 400, `accept: "4x": ` + wantLatency},
		{socket + "&closing=-1s", 400, `closing: "-1s": ` + wantLatency},
		{socket + "&fault=scheme", 400, `fault: "scheme": want reset or unclean, or no fault at all`},
		{socket + "&status=503", 400, `"status": there is no such parameter: want run, task, accept, latency, closing, fault`},
		{socket + "&accept=1h", 426, "this address opens a WebSocket, and the request asks for none"},
		{"/run", 400, "run: missing: want a run's id"},
		{"/run?run=r&task=0", 400, `"task": there is no such parameter: want run`},
		{"/run?run=r", 404, "run r is unknown: none of its requests has arrived, or it was forgotten (the latest 1000 runs are remembered)"},
	}
	for _, test := range tests {
		w := httptest.NewRecorder()
		New(Options{}).ServeHTTP(w, httptest.NewRequest("GET", test.target, nil))
		if got := errorIn(t, w); w.Code != test.status || !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: got %d %q, want %d %q", test.target, w.Code, got, test.status, test.want)
		}
	}
}

func TestAnswersEveryStatusThatMayHaveABody(t *testing.T) {
	for _, status := range []string{"200", "203", "206", "301", "303", "305", "404", "418", "503", "599"} {
		w := httptest.NewRecorder()
		New(Options{}).ServeHTTP(w, httptest.NewRequest("GET", "/request?run=r&task=9999&status="+status, nil))
		if got := w.Result().Status; !strings.HasPrefix(got, status) || w.Body.Len() == 0 {
			t.Errorf("status=%s: got %q with a body of %d bytes, want that status and a body", status, got, w.Body.Len())
		}
	}
}

func TestRefusesOtherMethods(t *testing.T) {
	for _, method := range []string{"HEAD", "POST", "PUT", "DELETE", "CONNECT", "NONSENSE"} {
		w := httptest.NewRecorder()
		New(Options{}).ServeHTTP(w, httptest.NewRequest(method, "/request?run=r&task=0", nil))
		if got, want := errorIn(t, w), method+": the demo backend answers GET only"; w.Code != 405 || got != want {
			t.Errorf("got %d %q, want 405 %q", w.Code, got, want)
		}
		if got, want := w.Header().Get("Allow"), "GET, OPTIONS"; got != want {
			t.Errorf("%s: got Allow %q, want %q", method, got, want)
		}
	}
}

// A server notices that the client has gone only after it has read the body.
func TestRefusesARequestWithABody(t *testing.T) {
	w := httptest.NewRecorder()
	New(Options{}).ServeHTTP(w, httptest.NewRequest("GET", "/request?run=r&task=0&latency=1h", strings.NewReader("x")))
	if got, want := errorIn(t, w), "the request has a body: want none"; w.Code != 400 || got != want {
		t.Errorf("got %d %q, want 400 %q", w.Code, got, want)
	}
}

func TestAnswersPreflights(t *testing.T) {
	for _, private := range []string{"", "true"} {
		r := httptest.NewRequest("OPTIONS", "/request?run=r&task=0", nil)
		r.Header.Set("Access-Control-Request-Private-Network", private)
		w := httptest.NewRecorder()
		New(Options{}).ServeHTTP(w, r)
		if w.Code != 204 || w.Body.Len() != 0 {
			t.Errorf("got %d and a body of %d bytes, want 204 and none", w.Code, w.Body.Len())
		}
		for header, want := range map[string]string{
			"Access-Control-Allow-Origin":          "*",
			"Access-Control-Allow-Methods":         "GET",
			"Access-Control-Allow-Private-Network": private,
		} {
			if got := w.Header().Get(header); got != want {
				t.Errorf("private %q: got %s %q, want %q", private, header, got, want)
			}
		}
	}
}

// TestEveryResponseCanBeReadByAnyPage has one response of every kind.
func TestEveryResponseCanBeReadByAnyPage(t *testing.T) {
	full := New(Options{})
	full.gate.atOnce = 0
	busy := New(Options{})
	busy.gate.atOnceByClient = 0
	for _, test := range []struct {
		backend        *Backend
		method, target string
		status         int
	}{
		{New(Options{}), "GET", "/healthz", 200},
		{New(Options{}), "GET", "/request?run=r&task=0&status=503", 503},
		{New(Options{}), "GET", "/request?run=r&task=0&latency=4x", 400},
		{New(Options{}), "GET", "/run?run=r", 404},
		{New(Options{}), "GET", "/nowhere", 404},
		{New(Options{}), "POST", "/request", 405},
		{busy, "GET", "/request?run=r&task=0", 429},
		{full, "GET", "/request?run=r&task=0", 503},
	} {
		w := httptest.NewRecorder()
		test.backend.ServeHTTP(w, httptest.NewRequest(test.method, test.target, nil))
		if w.Code != test.status {
			t.Errorf("%s %s: got %d, want %d", test.method, test.target, w.Code, test.status)
		}
		for header, want := range map[string]string{
			"Access-Control-Allow-Origin": "*", "Timing-Allow-Origin": "*", "Cache-Control": "no-store",
		} {
			if got := w.Header().Get(header); got != want {
				t.Errorf("%s %s: got %s %q, want %q", test.method, test.target, header, got, want)
			}
		}
	}
}

// FuzzParseRequest checks that whatever an address says, what is read from it is within the bounds.
func FuzzParseRequest(f *testing.F) {
	f.Add("run=ab12cd&task=3&latency=1s&status=503&size=1000&fault=reset")
	f.Add("run=r&task=0&latency=-1ns")
	f.Fuzz(func(t *testing.T, query string) {
		r := &http.Request{}
		r.URL = httptest.NewRequest("GET", "/request", nil).URL
		r.URL.RawQuery = query
		q, err := parseRequest(r)
		if err != nil {
			return
		}
		if q.run == "" || q.task < 0 || q.task > 9999 || q.latency < 0 || q.latency > time.Hour || q.status < 200 || q.status > 599 ||
			q.size < 0 ||
			q.size > 1e8 {
			t.Errorf("%q was read as %+v, which is out of bounds", query, q)
		}
	})
}

// errorIn is the sentence of an error response.
func errorIn(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var e struct{ Error string }
	if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil {
		t.Fatalf("the body %q is no error: %v", w.Body, err)
	}
	if got := w.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("got Content-Type %q, want application/json", got)
	}
	return e.Error
}
