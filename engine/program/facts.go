package program

import (
	"slices"
	"strconv"
	"time"

	"inflight/engine"
)

// facts are what a program is written from: the scenario, and what can happen in it. A program handles what
// can happen, and nothing else. It goes by what is possible, not by one run's times: over a real network these vary.
type facts struct {
	*engine.Scenario
	collector *engine.Collector
	requests  []engine.Request
	names     []string // of the requests, no two equal
	attempts  int      // how often one task may make its requests
	links     int      // requests that follow each other in each task; 0 if they have not equally many
	hosted    bool     // the program has a name for each host; else one host stands for all
	clocked   bool     // the program times its coroutines
	blocks    bool     // the client does
	sockets   bool     // the client opens them
	shared    bool     // one session is there for all
	stacked   bool     // the caller itself holds all sockets

	fails        bool // some request may fail
	statusFails  bool // some request fails by its status
	errors       bool // some task's result may be an error
	handles      bool // … and that is a result like others: on_error=handle, return_exceptions
	around       bool // asyncio.timeout is around the strategy
	raises       bool // the strategy may raise
	returnsEarly bool // wait may return while tasks are pending
	leaves       bool // tasks may run on after the strategy
	cancels      bool // a task may be cancelled
	delays       bool // some task sleeps first
}

func newFacts(s *engine.Scenario) *facts {
	s = withinChains(s)
	f := &facts{Scenario: s, requests: s.Requests()}
	f.names, f.attempts, f.links = s.NamesOf(f.requests), s.Tries(), f.requests[0].Links
	if f.anyRequest(func(r engine.Request) bool { return r.Links != f.links }) {
		f.links = 0
	}
	f.stacked = s.Stacked()
	f.collector, f.blocks, f.sockets, f.shared = s.Collector(), s.Blocking(), s.Sockets(), s.Shared()
	f.delays = !f.sockets && f.anyRequest(func(r engine.Request) bool { return r.Delay > 0 })
	f.statusFails = f.anyRequest(f.failsByStatus)
	f.fails = f.anyRequest(f.mayFail) || f.Retries() || f.limitsEach() // which is about failures even where there are none
	f.errors = f.TimesOut() || f.anyRequest(func(r engine.Request) bool {
		return f.mayFail(r) && (f.wraps() || r.Attempt == f.attempts-1 || f.Retries() && f.isLasting(r))
	})
	f.handles = f.errors && f.handlesAll()
	f.around = f.hasTimeout() && !f.collector.OwnTimeout()
	f.raises = f.errorRaises() || f.timeoutRaises()
	f.returnsEarly = f.collector.Results == engine.InSets &&
		(f.hasTimeout() || s.ReturnWhen == engine.FirstCompleted || s.ReturnWhen == engine.FirstException && f.fails)
	f.leaves = f.mayLeave()
	f.fails = f.fails || f.closesSessionFirst() // whoever still uses the session
	f.cancels = f.around && f.collector.Reach != engine.ReachesNobody || f.shutsDown() || f.cancelsPending() || f.cancelsRest() ||
		f.cancelsOwn()
	return f
}

// anyRequest reports whether a request is such.
func (f *facts) anyRequest(such func(engine.Request) bool) bool {
	return slices.ContainsFunc(f.requests, such)
}

func (f *facts) hasTimeout() bool { return f.Timeout != engine.NoTimeout }

// timeoutRaises reports whether the strategy may raise a TimeoutError of the scenario's timeout.
func (f *facts) timeoutRaises() bool {
	return f.hasTimeout() && f.collector.Timeout != engine.TimeoutReturns
}

func (f *facts) failsByStatus(r engine.Request) bool {
	return f.RaiseForStatus && (r.Status >= 400 || r.URL != "" || f.mayTurnAway(r))
}

func (f *facts) mayFail(r engine.Request) bool {
	return fault(r) != "" || r.URL != "" || f.timesItself() || f.failsByStatus(r) || f.meetsServer(r) && f.Server.Down()
}

// timesItself reports whether the client gives each request a time.
func (f *facts) timesItself() bool { return f.Sessions() && f.ClientTimeout != engine.ClientTimeout{} }

// isLasting reports whether the request may fail so that it makes no sense to repeat it.
func (f *facts) isLasting(r engine.Request) bool {
	switch {
	case fault(r) != "":
		return !engine.MayGetBetter(fault(r))
	case r.URL != "":
		return f.RaiseForStatus
	}
	lasting := func(status int) bool { return status >= 400 && !engine.MayGetBetter("status "+strconv.Itoa(status)) }
	return f.failsByStatus(r) && (lasting(r.Status) || f.mayTurnAway(r) && lasting(f.Server.Status))
}

// meetsServer reports whether the scenario's server sees the request, and mayTurnAway whether it may answer it with a status of its own.
func (f *facts) meetsServer(r engine.Request) bool {
	return !f.sockets && r.URL == "" && !r.Sleeps && r.What.Arrives()
}
func (f *facts) mayTurnAway(r engine.Request) bool { return f.meetsServer(r) && f.Server.Status > 0 }

// minds reports whether a retry looks at what went wrong.
func (f *facts) minds() bool {
	return f.Retries() && (f.statusFails || f.anyRequest(f.isLasting))
}

// fault is how a request goes wrong without an answer.
func fault(r engine.Request) string {
	if r.What.Strikes() == 0 {
		return ""
	}
	return string(r.What)
}

// handlesAll reports whether an error would be a result to the caller.
func (f *facts) handlesAll() bool {
	return f.Has("on_error") && f.OnError == engine.HandleError || f.Has("return_exceptions") && f.ReturnExceptions
}

// mayAllFail reports whether each task may fail. A chain fails with any of its requests, and each attempt makes all of them; none follows
// one that makes no sense to repeat.
func (f *facts) mayAllFail() bool {
	for _, r := range f.requests {
		last := f.Retries() && slices.ContainsFunc(f.requests[r.First:r.Index], f.isLasting)
		if r.Link == 0 && !last && !slices.ContainsFunc(f.requests[r.Index:r.Index+r.Links], f.mayFail) {
			return false
		}
	}
	return true
}

// errorRaises reports whether the strategy may raise an error of its tasks. A race does only if all may fail.
func (f *facts) errorRaises() bool {
	if f.collector.Raises == engine.OnlyFailures && !f.limitsEach() {
		return f.mayAllFail()
	}
	return f.errors && !f.handles
}

// mayLeave reports whether the strategy may end while tasks run. asyncio.timeout cancels what is awaited: a gather with
// all its tasks, or one task, or a wait that passes nothing on.
func (f *facts) mayLeave() bool {
	switch c := f.collector; {
	case f.leavesSheltered() && !c.InLine() && !c.InCaller():
		return true
	case c.InLine() || c.InCaller(): // nothing else runs
		return false
	case c.Results == engine.InSets:
		return f.Pending != engine.CancelPending && f.errorRaises() || f.Pending == engine.LeavePending && f.returnsEarly
	case f.hasTimeout() && c.Reach != engine.ReachesAll:
		return true
	case c.RaisesGroup(): // when none runs any more
		return false
	}
	// A gather that is cancelled raises once the first of its tasks has ended, and a socket takes its time to close.
	atFirst := f.Queued() || f.collector.Results == engine.AllTogether && !f.handlesAll()
	return f.errorRaises() || f.around && f.sockets && atFirst
}

// leavesSheltered reports whether somebody may leave what is behind a shield, which runs on.
func (f *facts) leavesSheltered() bool {
	return f.shelters() && (f.hasClocks() || f.cancelsRest() || f.cancelsPending())
}

// leavesInLine reports whether somebody may where each task is created when the one before has ended.
func (f *facts) leavesInLine() bool {
	return f.leavesSheltered() && f.collector.Starts == engine.TaskByTask
}

// cancelsPending reports whether wait's second set is cancelled, and may hold anything.
func (f *facts) cancelsPending() bool { return f.Pending == engine.CancelPending && f.returnsEarly }

// lingers reports whether the program waits for the tasks that the strategy left, or else asks them all, where it may not have asked
// all that failed.
func (f *facts) lingers() bool {
	if f.leaves {
		return f.After == engine.LingerAfter
	}
	return f.unasked() && f.After != engine.ExitAfter
}

// unasked reports whether the strategy may end without having asked all its tasks, though none runs on.
func (f *facts) unasked() bool {
	return f.collector.Results == engine.FirstSuccess && f.fails || f.Has("pending") && f.Pending == engine.CancelPending && f.errorRaises()
}

// leavesUnasked reports whether the strategy may let one task's exception out while others have theirs, which it has not asked for.
func (f *facts) leavesUnasked() bool {
	fail := 0
	for _, r := range f.requests {
		if f.mayFail(r) {
			fail++
		}
	}
	return f.collector.Starts == engine.AllAtOnce && f.collector.Raises == engine.FirstInOrder && fail > 1
}

// closesSessionFirst reports whether it closes the session first, under those that may use it.
func (f *facts) closesSessionFirst() bool { return f.leaves && f.After == engine.CloseAfter }

// closesUnder reports whether requests may be under way on the session, or in line for it, when it closes.
func (f *facts) closesUnder() bool { return f.shared && (f.closesSessionFirst() || f.shutsDown()) }

// retriesClosed reports whether a retry may ask a session that was closed in the very moment: at the end of a delay, for the next link,
// or in its turn, when the time is up. To the retry that is a failure like others.
func (f *facts) retriesClosed() bool {
	return f.closesUnder() && f.Retries() && (f.delays || f.Chained() || f.hasTimeout())
}

// disconnects reports whether one of them may be a request that has just left, because another ended, and loses its connection so.
func (f *facts) disconnects() bool {
	return f.shared && f.shutsDown() && (f.limitsHoldBack() || f.HoldsBack())
}

// cancelsInLine reports whether the closing session may cancel requests that stand in line.
func (f *facts) cancelsInLine() bool { return f.closesSessionFirst() && f.limitsHoldBack() }

// cancelsTasks reports whether tasks may be cancelled, by whomever.
func (f *facts) cancelsTasks() bool { return f.cancels || f.cancelsInLine() }

// shutsDown reports whether the tasks that the strategy left are cancelled when the program ends.
func (f *facts) shutsDown() bool { return f.leaves && f.After == engine.ExitAfter }

// cancelsRest reports whether the strategy itself cancels tasks when another has ended.
func (f *facts) cancelsRest() bool {
	return f.collector.Cancels == engine.CancelsAtSuccess || f.collector.Cancels == engine.CancelsAtFailure && f.fails
}

// cancelsOwn reports whether a task cancels a request of its own.
func (f *facts) cancelsOwn() bool { return f.TimesOut() || f.Hedges() || len(f.Each) > 0 }

// hasClocks reports whether something but a sleep depends on the time: a timeout, or when a hedge asks again.
func (f *facts) hasClocks() bool { return f.hasTimeout() || f.TimesOut() || f.Hedges() }

// limitsEach reports whether a wrapper gives each task a time.
func (f *facts) limitsEach() bool { return len(f.Each) > 0 && f.TimesOut() }

// abandons reports whether the timeout ends the strategy and leaves all tasks alone.
func (f *facts) abandons() bool {
	return f.timeoutRaises() && f.collector.Reach == engine.ReachesNobody
}

// limitsHoldBack reports whether the session's limits can hold a request back.
func (f *facts) limitsHoldBack() bool {
	return f.shared && !f.blocks && f.mostAtOnce() < len(f.requests)
}

// mostAtOnce is how many requests the session lets out at once.
func (f *facts) mostAtOnce() int {
	most := len(f.requests)
	if f.LimitPerHost > 0 {
		most = 0
		for _, n := range f.requestsByHost() {
			most += min(n, f.LimitPerHost)
		}
	}
	if f.Limit > 0 {
		most = min(most, f.Limit)
	}
	return most
}

// requestsByHost is how many requests go to each host.
func (f *facts) requestsByHost() []int {
	by := make([]int, f.CountPlaces())
	for _, r := range f.requests {
		by[r.Host]++
	}
	return by
}

// hostLimit is the limit for each host. Where the demo backend has one host only, that stands for all, and has what they have together.
func (f *facts) hostLimit() int {
	if f.hosted {
		return f.LimitPerHost
	}
	return f.LimitPerHost * f.CountHosts()
}

// limitsInAll and limitsHosts report which of the two limits can hold a request back, in a program that has several hosts.
func (f *facts) limitsInAll() bool { return f.hosted && f.Limit > 0 && f.Limit < len(f.requests) }
func (f *facts) limitsHosts() bool {
	return f.hosted && f.LimitPerHost > 0 && slices.Max(f.requestsByHost()) > f.LimitPerHost
}

// duration is a time as Go and the task list write it: 1.5s.
func duration(d time.Duration) string { return engine.Entry{Latency: d, Count: 1}.String() }
