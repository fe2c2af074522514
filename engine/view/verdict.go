package view

import (
	"inflight/engine"
	"slices"
	"strings"
	"time"
)

// Finding is what a comparison has to say of rows with the same result.
type Finding struct {
	Rows []int  // indexes, ascending
	Who  string // a label, or "gather and wait", "all 7", "all others"
	Text string // "fails at 100 ms and cancels 1"
}

// manySame is from how many rows on those with the same result are not named one by one.
const manySame = 5

// Verdict sums the comparison up in one text, such as "task_group: fails at 100 ms and cancels 1; gather: fails at
// 100 ms and leaves 1 orphan for 200 ms; gather, return_exceptions: 300 ms, 1 answer and 1 error of 2". It is made of the
// figures alone.
func (c *Comparison) Verdict() string {
	findings := c.Findings()
	texts := make([]string, len(findings))
	for i, f := range findings {
		texts[i] = f.Who + ": " + f.Text
	}
	return strings.Join(texts, "; ")
}

// Findings are the parts of the verdict, in the order of the rows; the largest group comes last if it is too large to
// be named.
func (c *Comparison) Findings() []Finding {
	var findings []Finding
	results := make([]string, len(c.Rows))
	for i := range c.Rows {
		results[i] = c.comparedResult(i)
		same := slices.IndexFunc(findings, func(f Finding) bool { return c.sameResult(results, f.Rows[0], i) })
		if same < 0 {
			same = len(findings)
			findings = append(findings, Finding{})
		}
		findings[same].Rows = append(findings[same].Rows, i)
	}
	others := -1
	for i := range findings {
		f := &findings[i]
		f.Text = c.Rows[f.Rows[0]].result(c.timeWords(f.Rows))
		f.Who = c.rowNames(f.Rows)
		if len(f.Rows) >= manySame && (others < 0 || len(f.Rows) > len(findings[others].Rows)) {
			others = i
		}
	}
	if len(findings) == 1 && len(c.Rows) > 1 {
		findings[0].Who = "all " + Thousands(len(c.Rows))
	} else if others >= 0 && len(findings) > 1 {
		last := findings[others]
		last.Who = "all others"
		findings = append(slices.Delete(findings, others, others+1), last)
	}
	return findings
}

// Winner is the verdict in one sentence: who is first with all answers, and who follows; that none has all; or "" where there is no race.
func (c *Comparison) Winner() (who, text string) {
	var first []int
	next, whole, wanted := -1, 0, c.Rows[0].Expected
	for i := range c.Rows {
		r := &c.Rows[i]
		if wanted != r.Expected {
			wanted = 0
		}
		if r.Err != nil || !r.hasEnded() || !r.hasReturned() || r.Answers < r.Expected {
			continue
		}
		whole++
		switch {
		case len(first) == 0 || r.Ended < c.Rows[first[0]].Ended-c.tie():
			if len(first) > 0 {
				next = first[0]
			}
			first = []int{i}
		case r.Ended <= c.Rows[first[0]].Ended+c.tie():
			first = append(first, i)
		case next < 0 || r.Ended < c.Rows[next].Ended:
			next = i
		}
	}
	all := "all answers"
	if wanted > 1 {
		all = "all " + Thousands(wanted) + " answers"
	}
	switch {
	case len(c.Rows) < 2 || len(first) == len(c.Rows):
		return "", ""
	case whole == 0:
		return "", "None receives " + all + "."
	case len(first) >= manySame:
		who = Plural(len(first), "row")
	default:
		who = c.rowNames(first)
	}
	text = map[bool]string{true: " is", false: " are"}[len(first) == 1] + " first with " + all + ", after " +
		c.timeWords(first)(c.Rows[first[0]].Ended)
	if next < 0 {
		return who, text + "; no other receives them all."
	}
	return who, text + "; " + c.Rows[next].Label + " follows after " + InWords(c.Rows[next].Ended) + "."
}

// tie is the difference of times that counts for nothing.
func (c *Comparison) tie() time.Duration {
	if c.live {
		return liveTie
	}
	return 0
}

// comparedResult is the result of a row by which it is compared with others: the times of live runs are compared by themselves.
func (c *Comparison) comparedResult(i int) string {
	if c.live {
		return c.Rows[i].result(noTime)
	}
	return c.Rows[i].result(exactTime)
}

// sameResult reports whether two rows have the same result: the same things happened, at the same times.
func (c *Comparison) sameResult(results []string, i, j int) bool {
	return results[i] == results[j] && (!c.live || (c.Rows[i].Ended-c.Rows[j].Ended).Abs() <= liveTie)
}

// The ways in which a result speaks of a time.
func exactTime(d time.Duration) string { return InWords(d) }
func noTime(time.Duration) string      { return "" }

// timeWords speaks of the times of rows with the same result, which live runs do not share exactly.
func (c *Comparison) timeWords(rows []int) func(time.Duration) string {
	if !c.live || len(rows) == 1 {
		return exactTime
	}
	return func(d time.Duration) string { return "about " + InWords(d.Round(10*time.Millisecond)) }
}

// rowNames names rows in a sentence. A comma inside a name would part it there.
func (c *Comparison) rowNames(rows []int) string {
	if len(rows) == 1 {
		return c.Rows[rows[0]].Label
	}
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = strings.Replace(c.Rows[row].Label, ", ", " with ", 1)
	}
	return joinAnd(names)
}

// joinAnd joins texts as an English list.
func joinAnd(texts []string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " and " + texts[last]
}

// result is the row's run in a few words; at writes its times.
func (r *Row) result(at func(time.Duration) string) string {
	switch {
	case r.Err != nil:
		return "did not run: " + r.Err.Error()
	case !r.hasEnded():
		return "not run to its end"
	}
	effects := r.effects(at)
	if !r.hasReturned() {
		return joinAnd(append([]string{r.failure(at)}, effects...))
	}
	received := "nothing lost"
	if r.Answers < r.Expected {
		received = r.received()
	}
	return strings.Join(append([]string{at(r.Ended), received}, effects...), ", ")
}

// failure says how a strategy that did not return ended.
func (r *Row) failure(at func(time.Duration) string) string {
	text := "fails"
	switch raised := r.Timeline.Caller.Raised; {
	case isLate(raised):
		text = "times out"
	case raised == interrupted:
		text = "is stopped"
	}
	text += " at " + at(r.Ended)
	if r.Answers+r.Errors > 0 {
		text += " with " + r.received()
	}
	return text
}

// received says what the caller received: "2 of 3 received"; "38 answers and 2 errors of 40".
func (r *Row) received() string {
	if r.Errors > 0 {
		return r.answers()
	}
	return r.answers() + " received"
}

// effects says what a run did beside delivering its tasks' results.
func (r *Row) effects(at func(time.Duration) string) []string {
	var effects []string
	say := func(n int, verb, noun string) {
		if n > 0 {
			effects = append(effects, strings.TrimSpace(verb+" "+Thousands(n)+" "+noun))
		}
	}
	count := func(which func(l *Lane) bool) (n int) {
		for i := range r.Timeline.Lanes {
			if which(&r.Timeline.Lanes[i]) {
				n++
			}
		}
		return n
	}
	say(count(func(l *Lane) bool { return r.isFurtherAttempt(l) && l.Start.Known() }), "sends", "again")
	say(r.gaveUp(), "gives up on", "")
	say(count(r.isStopped), "cancels", "")
	say(count(func(l *Lane) bool { return l.Outcome == NeverStarted }), "never starts", "")
	lost := count(r.isLost)
	say(lost, "loses", strings.TrimPrefix(Plural(lost, "answer"), Thousands(lost)+" "))
	if r.Orphans > 0 {
		effects = append(effects, "leaves "+Plural(r.Orphans, "orphan")+r.orphansFate(at))
	}
	if r.connects && r.Connections > 0 {
		effects = append(effects, "opens "+Plural(r.Connections, "connection"))
	}
	return effects
}

// isFurtherAttempt reports whether the lane is a further attempt of another lane's task.
func (r *Row) isFurtherAttempt(l *Lane) bool { return r.Timeline.Requests[l.Task].Attempt > 0 }

// gaveUp counts the tasks whose result is that they took too long.
func (r *Row) gaveUp() (n int) {
	for _, d := range r.Timeline.Caller.Deliveries {
		if isLate(d.Error) {
			n++
		}
	}
	return n
}

// isLate reports whether an exception is that a time was up, of a wrapper or of a client.
func isLate(err string) bool { return err == engine.ErrTimeout.Error() || engine.ClockOf(err) != nil }

// isStopped reports whether the lane was cancelled before the strategy ended, and the caller was not told so as a result.
func (r *Row) isStopped(l *Lane) bool {
	return (l.Outcome == Cancelled || l.Outcome == TimedOut) && !l.Orphan && !l.Deliver.Known()
}

// isLost reports whether the lane's answer was there before the strategy ended, and nobody received it or that of
// another request of its task.
func (r *Row) isLost(l *Lane) bool {
	if l.Orphan || l.Outcome != Finished || !r.Timeline.IsUnheard(l) {
		return false
	}
	return !slices.ContainsFunc(r.Timeline.siblings(l), func(l *Lane) bool { return l.Deliver.Known() })
}

// orphansFate says what becomes of the orphans.
func (r *Row) orphansFate(at func(time.Duration) string) string {
	var last time.Duration
	for i := range r.Timeline.Lanes {
		l := &r.Timeline.Lanes[i]
		switch {
		case l.Orphan && r.Timeline.isAtExit(l.By, l.End.Event):
			return ", cancelled at exit"
		case l.Orphan && l.End.Known():
			last = max(last, l.End.T)
		}
	}
	if last <= r.Ended {
		return ""
	}
	return " for " + at(last-r.Ended)
}
