package engine

import (
	"errors"
	"time"
)

// ErrTimeout is asyncio's TimeoutError.
var ErrTimeout = errors.New("timeout")

// timeout is async with asyncio.timeout(delay): body. A cancellation becomes a TimeoutError only if nobody else
// asked for one meanwhile (Timeout.__aexit__).
func (fn *function) timeout(delay time.Duration, body func() error) error {
	before, expired := fn.task.cancelling, false
	expire := callbackFunc(func(*future) {
		expired = true
		fn.task.cancel(ByTimeout)
	})
	var handle *timer
	if delay > 0 {
		handle = fn.loop.callLater(delay, expire)
	} else {
		handle = &timer{callback: expire}
		fn.loop.callSoon(handle, nil)
	}
	err := body()
	handle.cancelled = true
	if expired && fn.task.uncancel() <= before && isCancelled(err) {
		return ErrTimeout
	}
	return err
}

// sleep is await asyncio.sleep(delay).
func (fn *function) sleep(delay time.Duration) error {
	if delay <= 0 {
		return fn.pause(nil)
	}
	f := fn.loop.newFuture()
	t := fn.loop.callLater(delay, f)
	_, err := fn.await(f)
	t.cancelled = true
	return err
}
