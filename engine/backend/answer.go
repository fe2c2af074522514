package backend

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// answer sends the headers at once and the body after the latency, or half of it where a reset is wanted,
// and enters into the account how that ended.
//
// The end is entered before the body leaves: a client that has its answer, and then asks for the account,
// finds it there. Should the body not leave after all, the client was already gone, and the entry is amended.
func answer(w http.ResponseWriter, r *http.Request, q request, e *entry) {
	body := fmt.Sprintf("task %d: status %d after %v\n", q.task, q.status, q.latency)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(q.status)
	flush := http.NewResponseController(w).Flush
	flush() // if the client has gone, its context says so too

	if !sleep(r.Context(), q.latency) {
		e.abandoned()
		return
	}
	if q.reset {
		e.broken()
		io.WriteString(w, body[:len(body)/2])
		flush()
		panic(http.ErrAbortHandler) // net/http's way to break a connection
	}
	e.answered()
	_, err := io.WriteString(w, body)
	if err == nil {
		err = flush()
	}
	if err != nil {
		e.abandoned()
	}
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
