package backend

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// early is a byte before each body, which counts for nothing. It leaves with the headers: they alone would not tell a page that its
// request has arrived, since Firefox waits for the body's first byte, and so do many reverse proxies.
var early = []byte("\n")

// answer sends the headers and the early byte at once and the body after the latency, or half a line of it where a reset is wanted,
// and enters into the account how that ended.
//
// No length is said: Go's ReverseProxy, and Caddy with it, hold back what has a length until all of it is there. But over HTTP/1.0, which
// nginx speaks unless it is told otherwise, only a length shows that a body broke off.
//
// The end is entered before the body's last piece leaves: a client that has its answer, and then asks for the
// account, finds it there. Should that piece not leave after all, the client was already gone, and the entry is amended.
func answer(w http.ResponseWriter, r *http.Request, q request, e *entry, v *visit) {
	line := fmt.Sprintf("task %d: status %d after %v\n", q.task, q.status, q.latency)
	if !r.ProtoAtLeast(1, 1) {
		w.Header().Set("Content-Length", strconv.Itoa(len(early)+q.length(line)))
	}
	w.WriteHeader(q.status)
	b := body{w, http.NewResponseController(w)}
	b.send(early) // if the client has gone, its context says so too

	ends := time.Now().Add(q.latency)
	if v != nil {
		if !await(r.Context(), v.begun) {
			e.noteUnanswered()
			return
		}
		e.noteServed(v.begins)
		ends = v.begins.Add(q.latency)
	}
	if !sleep(r.Context(), time.Until(ends)) {
		e.noteUnanswered()
		return
	}
	if q.breaks() {
		v.end(ends)
		e.noteBroken()
		b.send([]byte(line[:len(line)/2]))
		willReset(r)
		panic(http.ErrAbortHandler) // net/http's way to break a connection
	}
	last := []byte(line)
	if q.size > 0 {
		if !b.stream(r.Context(), q.size-1) {
			e.noteUnanswered()
			return
		}
		last, ends = filling[:1], ends.Add(time.Duration(q.size)*pace)
	}
	v.end(ends)
	e.noteAnswered()
	if b.send(last) != nil {
		e.noteUnanswered()
	}
}

// answerInTurn is answer at a server that does something to all requests together.
func answerInTurn(w http.ResponseWriter, r *http.Request, q request, e *entry, v *visit) {
	switch {
	case !await(r.Context(), v.decided):
		e.noteUnanswered()
	case v.status > 0:
		if v.after > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(v.after/time.Second)))
		}
		e.noteTurnedAway(v.status)
		e.noteAnswered()
		w.WriteHeader(v.status)
		fmt.Fprintf(w, "task %d: the server turned it away\n", q.task)
	default:
		answer(w, r, q, e, v)
	}
}

// length is how long the body says that it is. More of one that breaks off is never sent.
func (q *request) length(line string) int {
	if q.breaks() {
		return max(len(line), q.size)
	}
	return cmp.Or(q.size, len(line))
}

// body is the body of an answer. What was sent of it is on its way, and waits for nothing more.
type body struct {
	io.Writer
	*http.ResponseController
}

func (b body) send(part []byte) error {
	if _, err := b.Write(part); err != nil {
		return err
	}
	return b.Flush()
}

const (
	pace  = time.Microsecond      // a byte: 1 MB/s, whatever the network could do
	piece = 50 * time.Millisecond // of a long body leaves at once
)

// filling is what long bodies are made of.
var filling = bytes.Repeat([]byte("inflight\n"), int(piece/pace)/9+1)[:piece/pace]

// stream sends so many bytes and reports true when one more would be due, or false as soon as the client has gone.
// The first leaves at once, so that the client sees the body begin.
func (b body) stream(ctx context.Context, size int) bool {
	began := time.Now()
	for sent, next := 0, min(1, size); sent < size; next = min(next+len(filling), size) {
		if !sleep(ctx, time.Until(began.Add(time.Duration(next-1)*pace))) || b.send(filling[:next-sent]) != nil {
			return false
		}
		sent = next
	}
	return sleep(ctx, time.Until(began.Add(time.Duration(size+1)*pace)))
}

// sleep waits for so long and reports true, or false as soon as the client has gone.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
