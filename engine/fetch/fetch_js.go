//go:build js

package fetch

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"
	"syscall/js"
	"time"

	"inflight/engine"
)

// The kinds of notices, as web/fetch.js counts them. From failed on they are failed plus a Reason.
const (
	sent = iota
	body
	done
	failed
)

// noticeSize is the length of a notice: the float64s request, kind, age in milliseconds, number.
const noticeSize = 4 * 8

// Transport is an [engine.Transport] on the browser's fetch. One function serves all its requests. That function
// runs on the browser's event handler, so callbacks must not block.
type Transport struct {
	helper, begin, dial, bye, abort, ask js.Value
	notify                               js.Func

	mu      sync.Mutex // wasm has one thread, but goroutines can take turns in the middle of a function
	last    int
	line    []int         // requests that the helper has not been told of yet, …
	burst   int           // … and how many of them it sends at once
	calls   map[int]*call // those that have not ended and were not aborted
	notices []byte        // room for one batch
}

// call is a request under way.
type call struct {
	address, host string
	keep          int // how many bytes of the body are kept
	status        int // 0 until the headers have arrived
	after         time.Duration
	heard         engine.Heard
	kept          func(body []byte)
}

// New returns a transport. It panics if the page has not loaded web/fetch.js.
func New() *Transport {
	t := &Transport{calls: make(map[int]*call)}
	t.notify = js.FuncOf(func(_ js.Value, args []js.Value) any {
		t.read(time.Now(), args[0], args[1])
		return nil
	})
	t.helper = js.Global().Call("inflightFetch", t.notify)
	t.begin, t.dial, t.bye, t.abort = t.helper.Get("start"), t.helper.Get("open"), t.helper.Get("bye"), t.helper.Get("abort")
	t.ask, t.burst = t.helper.Get("ask"), t.helper.Get("burst").Int()
	return t
}

// Close aborts what is still under way and releases the transport, which must not be used any more.
func (t *Transport) Close() {
	t.mu.Lock()
	clear(t.calls)
	t.mu.Unlock()
	t.helper.Call("close")
	t.notify.Release() // safe: close has made the helper forget it
}

// start is Start for a request of whose body up to keep bytes are kept, and given to kept before it is done.
func (t *Transport) start(address string, keep int, heard engine.Heard, kept func([]byte)) func() {
	host, err := hostOf(address, "http")
	id := t.add(&call{address: address, host: host, keep: keep, heard: heard, kept: kept})
	if err != nil {
		return t.refuse(id, err)
	}
	t.mu.Lock()
	t.line = append(t.line, id)
	waiting := len(t.line)
	t.mu.Unlock()
	switch waiting {
	case 1:
		go t.tell() // once whoever starts requests waits for something
	case t.burst:
		t.tell()
	}
	return func() { t.drop(id) }
}

// tell tells the helper of the requests in line. They cross the border to JavaScript in one string, for each that does costs a finalizer.
func (t *Transport) tell() {
	t.mu.Lock()
	var text []byte
	for _, id := range t.line {
		if c := t.calls[id]; c != nil {
			text = strconv.AppendInt(text, int64(id), 10)
			text = strconv.AppendInt(append(text, '\n'), int64(c.keep), 10)
			text = strconv.AppendBool(append(text, '\n'), c.heard.Body != nil)
			text = append(append(append(text, '\n'), strings.ReplaceAll(c.address, "\n", "")...), '\n') // as browsers do; a fragment may have some
		}
	}
	t.line = t.line[:0]
	t.mu.Unlock()
	if len(text) > 0 {
		t.begin.Invoke(string(text))
	}
}

// Hire finds the worker that blocks in the page's place ([Transport.Hold]). The error says why there is none.
func (t *Transport) Hire(ctx context.Context) error {
	told := make(chan string, 1)
	tell := js.FuncOf(func(_ js.Value, args []js.Value) any {
		told <- args[0].String()
		return nil
	})
	defer tell.Release()
	t.helper.Call("hire", tell)
	select {
	case problem := <-told:
		if problem != "" {
			return errors.New("a client that blocks needs a worker, or it would freeze the page, and this browser gives the page none: " + problem)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hold is Start in the worker.
func (t *Transport) hold(address string, heard engine.Heard) func() {
	host, err := hostOf(address, "http")
	id := t.add(&call{address: address, host: host, heard: heard, kept: func([]byte) {}})
	if err != nil {
		return t.refuse(id, err)
	}
	t.ask.Invoke(id, address)
	return func() { t.drop(id) }
}

// open opens a socket.
func (t *Transport) open(address string, heard engine.Heard) (closing, abort func()) {
	host, err := hostOf(address, "ws")
	id := t.add(&call{address: address, host: host, heard: heard})
	if err != nil {
		return func() {}, t.refuse(id, err)
	}
	t.dial.Invoke(id, address)
	return func() { t.bye.Invoke(id) }, func() { t.drop(id) }
}

func (t *Transport) add(c *call) (id int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	t.calls[t.last] = c
	return t.last
}

// refuse ends a request that cannot be made.
func (t *Transport) refuse(id int, err error) (abort func()) {
	now := time.Now()
	go t.end(id, engine.Response{At: now, Err: err})
	return func() { t.remove(id) }
}

func (t *Transport) drop(id int) {
	if t.remove(id) != nil {
		t.abort.Invoke(id)
	}
}

// read takes in one batch of notices. It crosses the border to JavaScript twice, however many there are.
func (t *Transport) read(now time.Time, notices, bodies js.Value) {
	t.keep(bodies)
	size := notices.Length()
	if size > len(t.notices) {
		t.notices = make([]byte, size)
	}
	js.CopyBytesToGo(t.notices, notices)
	for i := 0; i < size; i += noticeSize {
		id, kind := int(t.number(i)), int(t.number(i+8))
		age := time.Duration(t.number(i+16) * float64(time.Millisecond))
		t.passNotice(id, kind, now.Add(-age), int(t.number(i+24)))
	}
}

// number is the number at an offset of the batch, which is in the byte order of every platform that has wasm.
func (t *Transport) number(offset int) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(t.notices[offset:]))
}

// keep gives the bodies, if there are any, to their calls.
func (t *Transport) keep(bodies js.Value) {
	if bodies.IsUndefined() {
		return
	}
	for i := 0; i < bodies.Length(); i += 2 {
		if c := t.call(bodies.Index(i).Int()); c != nil {
			c.kept([]byte(bodies.Index(i + 1).String()))
		}
	}
}

// passNotice passes one notice on. A request that was aborted meanwhile has none.
func (t *Transport) passNotice(id, kind int, at time.Time, number int) {
	c := t.call(id)
	switch {
	case c == nil:
	case kind == sent:
		c.status, c.after = number%1000, time.Duration(number/1000)*time.Second
		c.heard.Sent(at)
	case kind == body && c.heard.Body != nil:
		c.heard.Body(at, number)
		c.heard.Body = nil
	case kind == body:
	case kind == done:
		t.end(id, engine.Response{At: at, Status: cmp.Or(c.status, number), After: c.after})
	default:
		t.end(id, engine.Response{At: at, Status: c.status, Err: c.failure(Reason(kind-failed), number)})
	}
}

// failure is the error for a reason that the helper has found.
func (c *call) failure(reason Reason, outstanding int) *Error {
	switch reason {
	case BadURL:
		return &Error{Reason: reason, Host: c.address}
	case Crowded:
		return &Error{Reason: reason, Host: c.host, Number: outstanding}
	}
	return &Error{Reason: reason, Host: c.host}
}

// end calls done, unless the request was aborted.
func (t *Transport) end(id int, r engine.Response) {
	if c := t.remove(id); c != nil {
		c.heard.Done(r)
	}
}

// call returns the request, nil if it has ended or was aborted.
func (t *Transport) call(id int) *call {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.calls[id]
}

// remove returns the request for the last time.
func (t *Transport) remove(id int) *call {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.calls[id]
	delete(t.calls, id)
	return c
}
