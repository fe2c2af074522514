package view

import (
	"cmp"
	"inflight/engine"
	"strconv"
	"strings"
	"time"
)

// InWords writes a time as people read it, with no more digits than help: "250 ms", "1.00 s", "2 min 5 s".
func InWords(d time.Duration) string {
	switch {
	case d == 0:
		return "0 s"
	case d < 10*time.Millisecond:
		return TrimZeros(float64(d)/float64(time.Millisecond), 1) + " ms"
	case d.Round(time.Millisecond) < time.Second:
		return strconv.FormatInt(d.Round(time.Millisecond).Milliseconds(), 10) + " ms"
	case d.Round(10*time.Millisecond) < time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', 2, 64) + " s"
	}
	d = d.Round(time.Second)
	if d < time.Hour {
		return pair(int(d/time.Minute), "min", int(d%time.Minute/time.Second), "s")
	}
	return pair(int(d/time.Hour), "h", int(d%time.Hour/time.Minute), "min")
}

// Seconds are the number nearest to a time: the sum of its whole seconds and the rest, as the library has it, may be one beside it.
func Seconds(d time.Duration) float64 { return float64(d) / float64(time.Second) }

// ExactWords writes a time that differs by milliseconds from another: "501 ms", "1.001 s".
func ExactWords(d time.Duration) string {
	if d < time.Second && d > 0 {
		return TrimZeros(float64(d)/float64(time.Millisecond), 3) + " ms"
	}
	return TrimZeros(d.Seconds(), 6) + " s"
}

// ChosenTime writes a time that somebody chose, with the digits that it has: "1.5 s".
func ChosenTime(d time.Duration) string {
	if d < time.Second || d >= time.Minute {
		return InWords(d)
	}
	return TrimZeros(d.Seconds(), 6) + " s"
}

func pair(a int, unitA string, b int, unitB string) string {
	text := strconv.Itoa(a) + " " + unitA
	if b > 0 {
		text += " " + strconv.Itoa(b) + " " + unitB
	}
	return text
}

// TrimZeros writes a number with at most so many decimals.
func TrimZeros(x float64, decimals int) string {
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// Plural is "1 task", "2 tasks", "9,600 tasks".
func Plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Thousands(n) + " " + noun
}

// Thousands is "9,600".
func Thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// ErrorInWords is what a log's error is called on a picture: "status 503", "bad scheme",
// "ExceptionGroup (reset, refused)".
func ErrorInWords(err string) string {
	if o := engine.OutcomeNamed(engine.What(err)); o != nil {
		return o.Title
	}
	clock := engine.ClockOf(err)
	switch {
	case clock != nil:
		return clock.Name + " timeout"
	case err == "timeout":
		return "TimeoutError"
	case err == "cancelled":
		return "CancelledError"
	case strings.HasPrefix(err, "group:"):
		return groupInWords(strings.Split(err[len("group:"):], ","))
	}
	return err
}

// groupInWords counts members that are equal, so that a group of a thousand stays short.
func groupInWords(members []string) string {
	var kinds []string
	counts := make(map[string]int)
	for _, m := range members {
		m = ErrorInWords(m)
		if counts[m]++; counts[m] == 1 {
			kinds = append(kinds, m)
		}
	}
	for i, k := range kinds {
		if counts[k] > 1 {
			kinds[i] = strconv.Itoa(counts[k]) + " × " + k
		}
	}
	return "ExceptionGroup (" + strings.Join(kinds, ", ") + ")"
}

// Words says in a few words how a lane ended: short, such as "200" or "cancelled", fits beside any
// cap; full adds who heard of it. Both are "" for a task that has not ended.
func (t *Timeline) Words(l *Lane) (short, full string) {
	short = t.ends(l)
	full = short
	switch {
	case t.Scenario.Recorded != nil && (l.Outcome == Finished || l.Outcome == Failed):
		full = cmp.Or(l.Text, l.Error, short)
	case l.Late() != nil:
		full += t.lateStage(l)
	case t.turnedAway(l):
		full += ", turned away"
	case t.foundItDown(l):
		full += ", the server was down"
	}
	by := ""
	if worker := t.workerOf(l); worker > 0 && full != "" && l.Start.Known() {
		by = ", worker " + Thousands(worker)
	}
	switch {
	case l.Logged.Known():
		full += ", never retrieved"
	case t.IsUnheard(l):
		full += ", nobody received it"
	case l.Handled && t.Scenario.Retries():
		full += ", tried again"
	case (l.By != "" || l.Late() != nil) && l.Noticed != engine.Never:
		return short, full + t.stage(l) + by + " · server noticed " + laterBy(l.End.T, l.Noticed)
	case t.isAtExit(l.By, l.End.Event):
		full += " at exit"
	case l.By == engine.ByGroup:
		full += " by the group"
	case l.By == engine.BySession:
		full += " when the session closed"
	}
	return short, full + t.stage(l) + by
}

// phaseWords say what a task is doing.
var phaseWords = [...]string{
	Sleeping: "sleeping", Pooling: "waiting in line", Connecting: "connecting", Browsing: "waiting in the browser", InFlight: "in flight",
	Arriving: "receiving the body", Open: "socket open", Exiting: "closing", HeldUp: "held up",
	Waiting: "waiting", Working: "working",
	Queueing: "waiting for the semaphore", Pacing: "waiting for the limiter", Pausing: "pausing before another attempt",
	AtServer: "waiting at the server",
}

// lateWords say what a request had come to when its client's time was up, of one or several.
var lateWords = map[Phase]string{
	Pooling: ", still waiting for a connection", Connecting: ", still connecting", Browsing: ", still in the browser",
	InFlight: ", in mid-request", Arriving: ", in mid-answer", AtServer: ", still waiting at the server",
}

// lateStage is that of a lane; "" if it had not come to anything yet.
func (t *Timeline) lateStage(l *Lane) string {
	spans := t.Spans(l, nil)
	if len(spans) == 0 {
		return ""
	}
	return lateWords[spans[len(spans)-1].Phase]
}

// DoingAt says what a lane is doing at a time, and since when: "b: in flight since 0 s".
func (t *Timeline) DoingAt(l *Lane, at time.Duration) string {
	name := t.Names[l.Task] + ": "
	for _, s := range t.Spans(l, nil) {
		if s.From <= at && at < s.To {
			words := t.spanWords(s)
			if s.Orphan {
				words = "an orphan, " + words
			}
			return name + words + " since " + InWords(s.From)
		}
	}
	end := t.EndOf(l)
	switch _, words := t.Words(l); {
	case end >= 0 && at >= end && l.Deliver.Known() && at < l.Deliver.T:
		return name + words + ", held since " + InWords(end)
	case words != "" && end >= 0 && at >= end:
		return name + words + " at " + InWords(end)
	case !l.Start.Known() || at < l.Start.T:
		return name + "not started"
	}
	return name + "running"
}

// LaneInWords tells a lane to those who cannot see it: "c: in flight from 0 s; orphan, in flight from 1.00 s; 200, nobody received it, at
// 2.00 s".
func (t *Timeline) LaneInWords(l *Lane) string {
	var parts []string
	swallowed := l.Swallowed
	for _, s := range t.Spans(l, nil) {
		for len(swallowed) > 0 && swallowed[0].T <= s.From {
			parts, swallowed = append(parts, swallowedWords(swallowed[:1])), swallowed[1:]
		}
		words := t.spanWords(s) + " from " + InWords(s.From)
		if s.Orphan {
			words = "an orphan, " + words
		}
		parts = append(parts, words)
	}
	if len(swallowed) > 0 {
		parts = append(parts, swallowedWords(swallowed))
	}
	_, words := t.Words(l)
	if end := t.EndOf(l); words != "" && end >= 0 {
		words += ", at " + InWords(end)
	}
	if l.Deliver.Known() && l.Deliver.T > l.End.T {
		words += ", received at " + InWords(l.Deliver.T)
	}
	if words != "" {
		parts = append(parts, words)
	}
	if from, to := t.Rest(l); to > from {
		parts = append(parts, "would still have taken "+InWords(to-from))
	}
	if len(parts) == 0 {
		parts = []string{"not started"}
	}
	return t.Names[l.Task] + ": " + strings.Join(parts, "; ")
}

// swallowedWords tell of cancellations in spite of which somebody went on.
func swallowedWords(facts []Fact) string {
	times := make([]string, len(facts))
	for i, f := range facts {
		times[i] = InWords(f.T)
	}
	return "goes on in spite of a cancellation at " + Listed(times)
}

// CallerInWords tells the caller's lane likewise.
func (t *Timeline) CallerInWords() string {
	words, wakes := "main(): ", t.Caller.Wakes
	if n := len(wakes); n > mostWakes {
		words += "woke " + Plural(n, "time") + "; "
		wakes = wakes[n-1:]
	}
	for _, w := range wakes {
		e := &t.Log[w.Event]
		words += "woke at " + InWords(w.T) + " with " + Thousands(e.Done) + " done and " + Thousands(e.Pending) + " pending; "
	}
	if n := len(t.Caller.Deliveries); n > 0 {
		words += Plural(n, "result") + " received; "
	}
	if s := t.Caller.Swallowed; len(s) > 0 {
		words += swallowedWords(s) + "; "
	}
	if ended := t.Caller.Words(); ended != "" {
		return words + ended
	}
	return words + "waits"
}

// mostWakes is how many wakes are told one by one. Of more only the last is: ten thousand are a megabyte of words, to which nobody listens.
const mostWakes = 40

// Canceller names who cancels at an event, given by its index in the log: "the caller", or else "stopping the run".
func (t *Timeline) Canceller(by engine.Cause, event int) string {
	switch {
	case by == engine.ByCaller:
		return "the caller"
	case by == engine.ByTimeout:
		return "the timeout"
	case by == engine.ByGroup:
		return "the group"
	case by == engine.BySession:
		return "the closing session"
	case t.isAtExit(by, event):
		return "the end of the program"
	}
	return "stopping the run"
}

// isAtExit reports whether what is cancelled at an event is cancelled because the program ends. Stopping a run has the same cause,
// and comes before the exit.
func (t *Timeline) isAtExit(by engine.Cause, event int) bool {
	return by == engine.ByShutdown && t.Caller.Exit.Known() && event > t.Caller.Exit.Event
}

// stage is how far a cancelled socket had come.
func (t *Timeline) stage(l *Lane) string {
	switch {
	case !t.Scenario.Sockets() || l.By == "":
		return ""
	case l.Close.Known():
		return ", closed"
	case l.Closing.Known():
		return " while closing"
	case l.Connect.Known():
		return " while connecting"
	}
	return ""
}

// laterBy is "9 ms later". The clocks of client and server are aligned by a guess, which may put the notice first.
func laterBy(cancelled, noticed time.Duration) string {
	if noticed-cancelled < time.Millisecond {
		return "at once"
	}
	return InWords((noticed - cancelled).Round(time.Millisecond)) + " later"
}

// result is what a task returned: a status, or of a socket its message.
func (t *Timeline) result(value int) string {
	if t.Scenario.Sockets() {
		return Plural(value, "byte")
	}
	return strconv.Itoa(value)
}

// cutWords are what stands beside a cap of what somebody's own program returned or raised, of any length.
func cutWords(text string) string {
	const most = 24
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return text
}

// ends is how the lane ended, in at most two words.
func (t *Timeline) ends(l *Lane) string {
	switch l.Outcome {
	case Finished:
		if t.Scenario.Recorded != nil {
			return cmp.Or(cutWords(l.Text), "done")
		}
		if t.Requests[l.Task].Sleeps {
			return "slept"
		}
		return t.result(l.Value)
	case Failed:
		if strings.HasPrefix(l.Error, "network") {
			return "network error"
		}
		if t.Scenario.Recorded != nil {
			kind, _, _ := strings.Cut(l.Error, ":")
			return cutWords(kind)
		}
		return strings.TrimPrefix(ErrorInWords(l.Error), "status ")
	case Cancelled:
		return "cancelled"
	case TimedOut:
		return "timed out"
	case NeverStarted:
		return "never started"
	case NotNeeded:
		if link := t.Requests[l.Task].Link; link > 0 && t.Lanes[l.Task-link].Outcome != NotNeeded {
			return "not made"
		}
		return "not needed"
	case Unread:
		return "not received"
	}
	return ""
}

// Words says how the strategy ended: "returned at 3.00 s", or "" if it has not.
func (c *CallerLane) Words() string {
	switch {
	case !c.Ended.Known():
		return ""
	case c.Raised != "":
		return "raised " + ErrorInWords(c.Raised) + " at " + InWords(c.Ended.T)
	}
	return "returned at " + InWords(c.Ended.T)
}
