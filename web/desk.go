package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// The bounds of a desk's lines: of one client, of all clients together, and the time that a request waits in its line.
const (
	mostWaiting = 64
	mostInLine  = 1000
	patience    = 30 * time.Second
)

// errBusy is for a request that a desk does not take in, or has let wait for too long.
var errBusy = errors.New("this server has too much to do at the moment: try again in " + retryAfter + " seconds")

// desk is where work of one kind is done, such as drawing pictures. It has so many places, and each client may take up half of them: the
// rest of its requests wait, in a line of their own. Clients take turns at a free place, since none has more than its share waiting for
// one.
//
// Pages and pictures have a desk each, so no page waits for a picture. Both share the processors, which the Go runtime divides fairly.
type desk struct {
	places *semaphore.Weighted
	share  int64

	mu      sync.Mutex
	clients map[string]*line // of those who have requests here
	inLine  int
}

// line has the requests of one client.
type line struct {
	turn   *semaphore.Weighted
	inLine int
}

// newDesk returns a desk with a place for each processor, and with two at least, so that no client takes up all.
func newDesk() *desk {
	places := int64(max(2, runtime.GOMAXPROCS(0)))
	return &desk{places: semaphore.NewWeighted(places), share: places / 2, clients: map[string]*line{}}
}

// do does the work for a request when it is its turn. The error is [errBusy]; or that of the request's context, if its client goes away
// first or before the work is done. Handlers write their answer after the work, since a client that reads slowly must not hold up the
// others.
func (d *desk) do(r *http.Request, work func(context.Context)) error {
	client := clientOf(r)
	l := d.enter(client)
	if l == nil {
		return errBusy
	}
	defer d.leave(client)
	waiting, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	for _, place := range []*semaphore.Weighted{l.turn, d.places} {
		if place.Acquire(waiting, 1) != nil {
			if err := r.Context().Err(); err != nil {
				return err
			}
			return errBusy
		}
		defer place.Release(1)
	}
	work(r.Context())
	return r.Context().Err()
}

// enter returns the client's line, one longer, or nil if it is full.
func (d *desk) enter(client string) *line {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.clients[client]
	if l == nil {
		l = &line{turn: semaphore.NewWeighted(d.share)}
	}
	if l.inLine == mostWaiting || d.inLine == mostInLine {
		return nil
	}
	d.clients[client] = l
	l.inLine++
	d.inLine++
	return l
}

func (d *desk) leave(client string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.clients[client]
	l.inLine--
	d.inLine--
	if l.inLine == 0 {
		delete(d.clients, client)
	}
}

// clientOf is the address that a request came from.
func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// retryAfter is how many seconds a client that was refused should wait.
const retryAfter = "5"

// askLater writes the headers of a refusal.
func askLater(h http.Header) {
	h.Set("Retry-After", retryAfter)
	h.Set("Access-Control-Expose-Headers", "Retry-After")
	h.Set("Cache-Control", "no-store")
}
