//go:build js

package fetch

import (
	"encoding/binary"
	"math"
	"syscall/js"
	"time"

	"inflight/engine"
)

// Timings collects what the browser tells of a run's requests, some time after each has ended.
type Timings struct{ helper js.Value }

// protocols are the versions of HTTP, as web/fetch.js counts them and as an [engine.Seen] has them.
var protocols = [...]string{"", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0"}

// timingFields is how many float64s a row of web/fetch.js has.
const timingFields = 9

// NewTimings begins to collect the timings of a run. It has to begin before the run does.
func NewTimings(run string) *Timings {
	return &Timings{js.Global().Call("inflightTimings", run)}
}

// Take returns those that have come since the last call, on a clock that was at zero at start.
func (t *Timings) Take(start time.Time) []engine.Timing {
	taken := t.helper.Call("take")
	now := time.Since(start)
	bytes := make([]byte, taken.Length())
	js.CopyBytesToGo(bytes, taken)
	numbers := make([]float64, len(bytes)/8)
	for i := range numbers {
		numbers[i] = math.Float64frombits(binary.LittleEndian.Uint64(bytes[8*i:]))
	}
	moment, rows := numbers[0], numbers[1:]
	timings := make([]engine.Timing, 0, len(rows)/timingFields)
	for ; len(rows) > 0; rows = rows[timingFields:] {
		timings = append(timings, timingOf(rows, func(at float64) time.Duration {
			if at == 0 {
				return engine.Never
			}
			return (now - time.Duration((moment-at)*float64(time.Millisecond))).Truncate(time.Microsecond)
		}))
	}
	return timings
}

// timingOf reads one row. A request that took an open connection has its "connect" where its fetch began.
func timingOf(row []float64, at func(float64) time.Duration) engine.Timing {
	t := engine.Timing{
		Task: int(row[0]), Asked: at(row[1]), Connect: engine.Never, Connected: engine.Never,
		Requested: at(row[5]), Answered: at(row[6]), Ended: at(row[7]), Protocol: protocols[int(row[8])],
	}
	if fetched, connect, connected := row[2], row[3], row[4]; connected > connect || connect > fetched {
		t.Connect, t.Connected = at(connect), at(connected)
	}
	return t
}

// Close ends the collecting.
func (t *Timings) Close() { t.helper.Call("close") }
