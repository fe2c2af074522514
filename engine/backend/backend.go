package backend

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"inflight/engine"
)

// Options bound what a backend does and remembers. A bound that is zero has its default.
type Options struct {
	// AtOnce is how many requests are being answered at once, in all. The default, 4,000, costs about
	// 70 MB over HTTP/1.1.
	AtOnce int

	// AtOnceByClient is how many of them may come from one client address. One page has up to 1,000
	// outstanding and must always get them, even if it starts its next run while the backend still
	// notices that the last one has gone. The default, 1,500, leaves room for that, and for the small
	// runs of a classroom behind one address, but never lets one address take more than three eighths
	// of the default AtOnce. Behind a reverse proxy all clients share its address,
	// unless whoever serves the backend puts theirs into RemoteAddr.
	AtOnceByClient int

	// Runs is how many runs are remembered, 1,000 by default. The run that has been without a new request for
	// longest is forgotten first.
	Runs int

	// Requests is how many requests are remembered, of all runs together. The default, 200,000, costs
	// about 15 MB and holds a classroom's thirty runs of 1,000 six times over.
	Requests int

	// RequestsByRun is how many requests one run may make: by default engine.MaxTasks, all that a scenario can ask for.
	RequestsByRun int
}

// withDefaults returns the options with every zero replaced. One run never holds more than all together.
func (o Options) withDefaults() Options {
	o.AtOnce = cmp.Or(o.AtOnce, 4_000)
	o.AtOnceByClient = cmp.Or(o.AtOnceByClient, 1_500)
	o.Runs = cmp.Or(o.Runs, 1_000)
	o.Requests = cmp.Or(o.Requests, 200_000)
	o.RequestsByRun = min(cmp.Or(o.RequestsByRun, engine.MaxTasks), o.Requests)
	return o
}

// Backend is the demo backend, an [http.Handler]. Its methods may be called from any goroutine.
//
// Serve it with a ReadHeaderTimeout, but without ReadTimeout and WriteTimeout: both run on while a request
// waits for its latency, and the first would look as if the client had left. Give the server this package's
// [ConnContext]. It needs no closing: waiting requests end when their server is closed, or when its BaseContext is
// done, and sockets by the latter, since a server forgets connections that have become sockets.
type Backend struct {
	gate   *gate
	ledger *ledger
}

// New returns a backend within these bounds.
func New(o Options) *Backend {
	o = o.withDefaults()
	return &Backend{gate: newGate(o), ledger: newLedger(o)}
}

// ServeHTTP is the route table.
func (b *Backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	writeCommonHeaders(w.Header())
	var err error
	switch {
	case r.Method == http.MethodOptions:
		allowPreflight(w, r)
	case r.Method != http.MethodGet:
		err = methodError(r.Method)
	case r.URL.Path == "/request":
		err = b.request(w, r)
	case r.URL.Path == "/socket":
		err = b.socket(w, r)
	case r.URL.Path == "/run":
		err = b.run(w, r)
	case r.URL.Path == "/healthz":
		io.WriteString(w, "ok")
	default:
		err = errorf(http.StatusNotFound, "%s: there is no such address: want /request, /socket, /run or /healthz", r.URL.Path)
	}
	if err != nil {
		writeError(w, err)
	}
}

// request answers one task's request, if the bounds admit it.
func (b *Backend) request(w http.ResponseWriter, r *http.Request) error {
	wanted, err := parseRequest(r)
	if err != nil {
		return err
	}
	server := b.ledger.serverOf(wanted)
	if server != nil && server.down(time.Now()) { // it refuses, as far as something that listens can
		willReset(r)
		panic(http.ErrAbortHandler)
	}
	seen := engine.Unseen(wanted.task)
	seen.Status, seen.Protocol, seen.Proxied = wanted.status, r.Proto, isProxied(r)
	return b.admit(r, wanted.run, seen, func(e *entry) {
		if server == nil {
			answer(w, r, wanted, e, nil)
			return
		}
		v := server.receive(wanted.task)
		defer func() { v.leave(time.Now()) }()
		answerInTurn(w, r, wanted, e, v)
	})
}

// socket is the peer of one task's socket, if the bounds admit it.
func (b *Backend) socket(w http.ResponseWriter, r *http.Request) error {
	wanted, err := parseSocket(r)
	if err != nil {
		return err
	}
	seen := engine.Unseen(wanted.task)
	seen.Status, seen.Protocol, seen.Proxied = http.StatusSwitchingProtocols, "websocket", isProxied(r)
	return b.admit(r, wanted.run, seen, func(e *entry) { converse(w, r, wanted, e) })
}

// admit enters a request of a run into the account and serves it, or says which bound forbids that.
func (b *Backend) admit(r *http.Request, run string, seen engine.Seen, serve func(*entry)) error {
	client := clientOf(r)
	if err := b.gate.enter(client); err != nil {
		return err
	}
	defer b.gate.leave(client)
	e, err := b.ledger.receive(run, seen, connectionOf(r))
	if err != nil {
		return err
	}
	serve(e)
	return nil
}

// run tells the account of one run so far. It is not counted by the gate, since it is asked for while the run
// goes on; a client that is slow to read it is cut off instead.
func (b *Backend) run(w http.ResponseWriter, r *http.Request) error {
	id, err := parseRun(r)
	if err != nil {
		return err
	}
	account, err := b.ledger.account(id)
	if err != nil {
		return err
	}
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(accountTimeout))
	w.Header().Set("Content-Type", "application/json")
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return json.NewEncoder(w).Encode(engine.Report{Origin: engine.OriginOf(scheme, r.Host), Requests: account})
}

// accountTimeout is how long a client may take to read an account, at most about 1 MB.
const accountTimeout = 30 * time.Second
