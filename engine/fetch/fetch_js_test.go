package fetch

import (
	"errors"
	"os"
	"syscall/js"
	"testing"
)

// TestMain loads the helper as the page does, before anything asks for it.
func TestMain(m *testing.M) {
	helper, err := os.ReadFile("../../web/fetch.js")
	if err != nil {
		panic(err)
	}
	js.Global().Call("eval", string(helper))
	os.Exit(m.Run())
}

// server is the address of the server that TestInNode has started: wasm cannot listen.
func server(t *testing.T) string { return fromEnvironment(t, "FETCH_TEST_SERVER") }

// nobody is an address at which nothing listens.
func nobody(t *testing.T) string { return fromEnvironment(t, "FETCH_TEST_NOBODY") }

func fromEnvironment(t *testing.T, name string) string {
	address := os.Getenv(name)
	if address == "" {
		t.Skipf("%s is not set: run this by the native test TestInNode", name)
	}
	return address
}

func TestTheBrowserKnowsMoreBadURLs(t *testing.T) {
	w := watchURL(open(t), "http://256.1.1.1/", "")
	r := next(t, "done", w.done)
	var got *Error
	if !errors.As(r.Err, &got) || got.Reason != BadURL || got.Host != "http://256.1.1.1/" {
		t.Errorf("got error %v, want BadURL with the whole URL", r.Err)
	}
}

// TestWhatIsAbortedAtOnceNeverLeaves: in one turn of the program, as by a timeout of no time.
func TestWhatIsAbortedAtOnceNeverLeaves(t *testing.T) {
	transport := open(t)
	w, other := watch(t, transport, "headers=1m"), watch(t, transport, "")
	w.abort()
	next(t, "done", other.done)
	w.quiet(t)
	if got := w.fate(t); got != "" {
		t.Errorf("the server: got %q, want nothing", got)
	}
}

// TestNoURLIsTakenForMore: Go lets a fragment have line ends, at which the helper would see the next request.
func TestNoURLIsTakenForMore(t *testing.T) {
	transport := open(t)
	for _, odd := range []string{"#\n", "#\n\n\n\n", "#\n9\n0\nfalse\n" + server(t)} {
		w, other := watch(t, transport, "status=404"+odd), watch(t, transport, "status=503")
		for status, w := range map[int]*watched{404: w, 503: other} {
			if r := next(t, "done", w.done); r.Status != status || r.Err != nil {
				t.Errorf("%q: got status %d, error %v, want %d and none", odd, r.Status, r.Err, status)
			}
		}
	}
}
