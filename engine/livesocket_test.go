package engine

import (
	"errors"
	"net/url"
	"sync"
	"time"
)

// Open is the backend's end of a socket, and what of it reaches the client.
func (b *bench) Open(link string, heard Heard) (closing, abort func()) {
	u, err := url.Parse(link)
	if err != nil {
		panic(err)
	}
	q := u.Query()
	b.count(+1)
	b.started = append(b.started, q.Get("task"))
	life := new(life)
	landed := sync.OnceFunc(func() { b.count(-1) })
	end := func(status int, err error) {
		landed()
		heard.Done(Response{At: time.Now(), Status: status, Err: err})
	}
	switch fault := q.Get("fault"); {
	case u.Host == "refused":
		life.after(0, func() { end(0, errors.New("nothing listens")) })
	default:
		life.after(duration(q, "accept"), func() {
			heard.Sent(time.Now())
			life.after(duration(q, "latency"), func() {
				if fault == "reset" {
					end(101, errors.New("broken"))
					return
				}
				heard.Body(time.Now(), len("hello"))
			})
		})
		closing = func() {
			life.stop()
			life.after(duration(q, "closing"), func() {
				if fault == "unclean" {
					end(101, errors.New("broken"))
					return
				}
				end(101, nil)
			})
		}
	}
	return closing, func() {
		life.stop()
		landed()
		b.aborted = append(b.aborted, q.Get("task"))
	}
}
