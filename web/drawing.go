package web

import (
	"cmp"
	"context"
	"net/http"
	"strings"
)

// drawing is what the address of a picture or a trace asks for.
type drawing struct {
	key  string // equal for all addresses that ask for the same
	draw func(context.Context) ([]byte, error)
}

// format is a kind of answer that depends on its address alone: it is kept in the site's cache, and other pages may read and show it.
type format struct {
	name, contentType string
	parse             func(query string) (drawing, error)
	wordsType         string                      // the content type of …
	words             func(problem string) []byte // … an answer that has words instead
}

// serve answers with the link's picture or trace: at once if the cache has it under this very address, else when it is its turn. Even
// reading a link takes milliseconds, of which a client must not have hundreds at once.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, f format) {
	coding := codingFor(r, f.contentType)
	address := strings.Join([]string{f.name, coding, r.URL.RawQuery}, " ")
	found, known := s.cache.get(address)
	var wrong error
	if !known {
		err := s.pictures.do(r, func(ctx context.Context) { found, wrong = s.draw(ctx, f, r.URL.RawQuery, coding, address) })
		if wrong = cmp.Or(err, wrong); err != nil && err != errBusy {
			return // the client has gone away
		}
	}
	if wrong != nil {
		f.refuse(w, r, wrong)
		return
	}
	share(w.Header(), http.StatusOK)
	sendOnce(w, r, f.contentType, found)
}

// draw returns a picture or a trace, and keeps it for those who ask for the same, whatever their address.
func (s *Site) draw(ctx context.Context, f format, query, coding, address string) (reply, error) {
	d, err := f.parse(query)
	if err != nil {
		return reply{}, err
	}
	key := strings.Join([]string{f.name, coding, d.key}, " ")
	if found, known := s.cache.get(key); known {
		s.cache.link(address, key)
		return found, nil
	}
	body, err := d.draw(ctx)
	if err != nil || ctx.Err() != nil {
		return reply{}, err
	}
	made := pack(coding, body)
	made.tag = tagOf(body)
	s.cache.put(key, made)
	s.cache.link(address, key)
	return made, nil
}

// refuse answers with words.
func (f format) refuse(w http.ResponseWriter, r *http.Request, problem error) {
	status := http.StatusBadRequest
	if problem == errBusy {
		status = http.StatusServiceUnavailable
		askLater(w.Header())
	}
	share(w.Header(), status)
	answer(w, r, status, f.wordsType, f.words(problem.Error()))
}
