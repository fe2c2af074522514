package web

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"inflight/engine"
)

// The bounds of a desk's lines: of one client, of all clients together for each kind of work, and the time that a request waits.
const (
	mostWaiting = 64
	mostInLine  = 1000
	patience    = 30 * time.Second
)

// errBusy is for a request that a desk does not take in, or has let wait for too long.
var errBusy = errors.New("this server has too much to do at the moment: try again in " + retryAfter + " seconds")

// The kinds of work. Work is costly if it simulates more than cheap requests, in all; so many take less than a tenth of a second.
const (
	ordinary = iota
	costly
	kinds
)

const cheap = 1000

// desk is where work is done, such as drawing pictures. It has so many places for ordinary work, of which each client may take up half:
// the rest of its requests wait, in a line of their own. Clients take turns at a free place, since none has more than its share waiting
// for one. Costly work has places of its own, half as many, so however many clients ask for it, ordinary work finds a place and a
// processor. Costly is what looks so, and what turns out to be, which then gives its ordinary place back.
//
// Pages and pictures have a desk each, so no page waits for a picture. Both share the processors, which the Go runtime divides fairly.
type desk struct {
	places [kinds]*semaphore.Weighted
	share  int64

	mu      sync.Mutex
	clients map[string]*line // of those who have requests here
	inLine  [kinds]int
}

// line has the requests of one client.
type line struct {
	turns  [kinds]*semaphore.Weighted
	inLine int
}

// newDesk returns a desk with a place for each processor, and with two at least, so that no client takes up all.
func newDesk() *desk {
	places := int64(max(2, runtime.GOMAXPROCS(0)))
	return &desk{
		places: [kinds]*semaphore.Weighted{ordinary: semaphore.NewWeighted(places), costly: semaphore.NewWeighted(places / 2)},
		share:  places / 2, clients: map[string]*line{},
	}
}

// times matches how often a task of a link is repeated.
var times = regexp.MustCompile(`\*([0-9]+)`)

// kindOf is the kind of work that a link looks like. One that is written so as to look like less is found out when it is simulated.
func kindOf(query string) int {
	const long = 8 << 10
	if plain, err := url.QueryUnescape(query); err == nil {
		query = plain
	}
	requests := 0
	for _, found := range times.FindAllStringSubmatch(query[:min(len(query), long)], -1) {
		n, _ := strconv.Atoi(found[1]) // what is too large for a number is wrong
		requests += min(n, engine.MaxTasks)
	}
	if requests > cheap || len(query) >= long || strings.Contains(query, "z=") {
		return costly
	}
	return ordinary
}

// do does the work for a request when it is its turn. The error is [errBusy]; or that of the request's context, if its client goes away
// first or before the work is done. Handlers write their answer after the work, since a client that reads slowly must not hold up the
// others.
func (d *desk) do(r *http.Request, work func(context.Context)) error {
	v := &visit{desk: d, client: clientOf(r), kind: kindOf(r.URL.RawQuery)}
	if v.line = d.enter(v.client, v.kind); v.line == nil {
		return errBusy
	}
	defer func() { d.leave(v.client, v.kind) }()
	waiting, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if v.take(waiting) != nil {
		return cmp.Or(r.Context().Err(), errBusy)
	}
	defer func() { v.giveBack() }()
	working, refuse := context.WithCancel(r.Context())
	defer refuse()
	work(engine.WithAnnounce(working, func(requests int) {
		if v.requests += requests; v.requests > cheap && v.kind == ordinary && v.move(waiting) != nil {
			refuse()
		}
	}))
	if working.Err() != nil {
		return cmp.Or(r.Context().Err(), errBusy)
	}
	return nil
}

// visit is one request at a desk.
type visit struct {
	desk     *desk
	client   string
	line     *line
	kind     int
	requests int                   // simulated for it
	held     []*semaphore.Weighted // its client's turn and its place
}

// take waits for the client's turn and then for a place.
func (v *visit) take(ctx context.Context) error {
	for _, place := range []*semaphore.Weighted{v.line.turns[v.kind], v.desk.places[v.kind]} {
		if err := place.Acquire(ctx, 1); err != nil {
			v.giveBack()
			return err
		}
		v.held = append(v.held, place)
	}
	return nil
}

func (v *visit) giveBack() {
	for _, place := range v.held {
		place.Release(1)
	}
	v.held = nil
}

// move goes on among the costly.
func (v *visit) move(ctx context.Context) error {
	v.giveBack()
	d := v.desk
	d.mu.Lock()
	full := d.inLine[costly] == mostInLine
	if !full {
		d.inLine[ordinary]--
		d.inLine[costly]++
		v.kind = costly
	}
	d.mu.Unlock()
	if full {
		return errBusy
	}
	return v.take(ctx)
}

// enter returns the client's line, one longer, or nil if it is full.
func (d *desk) enter(client string, kind int) *line {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.clients[client]
	if l == nil {
		l = &line{turns: [kinds]*semaphore.Weighted{semaphore.NewWeighted(d.share), semaphore.NewWeighted(d.share)}}
	}
	if l.inLine == mostWaiting || d.inLine[kind] == mostInLine {
		return nil
	}
	d.clients[client] = l
	l.inLine++
	d.inLine[kind]++
	return l
}

func (d *desk) leave(client string, kind int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.clients[client]
	l.inLine--
	d.inLine[kind]--
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
