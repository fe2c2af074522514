package enginetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"inflight/engine"
)

// palettes are the times that a random scenario is made of. The fewer there are, the more things happen at
// the same moment: that is where an event loop is easily got wrong.
var palettes = [][]time.Duration{
	{100 * time.Millisecond},
	{0, 100 * time.Millisecond},
	{0, 100 * time.Millisecond, 200 * time.Millisecond},
	{100 * time.Millisecond, 200 * time.Millisecond, 300 * time.Millisecond, 400 * time.Millisecond},
	{0, 1 * time.Microsecond, 99_999 * time.Microsecond, 100 * time.Millisecond, 100_001 * time.Microsecond},
}

// first is how many strategies there were when scenarios were first drawn for the corpus that CPython ran.
const first = 15

// The strategies whose tasks can be requests: those from which a scenario draws its own, and those that came later. Each of these
// has draws of its own, so that it changes none that was recorded.
var (
	requesting = withRequests(engine.Strategies[:first])
	younger    = withRequests(engine.Strategies[first:])
)

func withRequests(strategies []engine.Strategy) []engine.Strategy {
	return slices.DeleteFunc(slices.Clone(strategies), func(s engine.Strategy) bool { return s.Starts == engine.OnAStack })
}

// RandomScenarios returns scenarios that depend on the seed alone: so many, and behind them its share for each of the strategies
// that came later.
func RandomScenarios(seed uint64, count int) []*engine.Scenario {
	return drawn(seed, 0, count, randomScenario)
}

// drawn are the scenarios of RandomScenarios, as draw makes them under one of some strategies.
func drawn(seed, stream uint64, count int, draw func(*rand.Rand, []engine.Strategy) *engine.Scenario) []*engine.Scenario {
	var scenarios []*engine.Scenario
	r := rand.New(rand.NewPCG(seed, stream))
	for range count {
		scenarios = append(scenarios, draw(r, requesting))
	}
	for i := range younger {
		r := rand.New(rand.NewPCG(seed, stream+1000*uint64(i+1)))
		for range count/len(requesting) + 1 {
			scenarios = append(scenarios, draw(r, younger[i:i+1]))
		}
	}
	return scenarios
}

// These are the keys that random scenarios have had from the start, and topical those that topics draw. The order of the draws is what
// the recorded scenarios depend on, so another key is not added here: the topic "keys" draws it.
var (
	drawnFirst = []string{"limit", "raise_for_status", "after", "seed"}
	drawnIfHad = []string{"return_exceptions", "on_error", "return_when", "pending"}
	drawnNext  = []string{"task_timeout", "hedge_after", "backoff", "concurrency", "batch", "attempts", "timeout"}
	topical    = []string{"client", "session", "limit_per_host", "connect", "size", "closing", "hosts", "each", "server", "client_timeout"}
)

// slow is a palette for programs in real time: what differs, differs by much.
var slow = []time.Duration{0, 300 * time.Millisecond, 600 * time.Millisecond, 900 * time.Millisecond, 1200 * time.Millisecond}

// RandomSlow returns scenarios with times that are far apart, half of them about the other topics.
func RandomSlow(seed uint64, count int) []*engine.Scenario {
	names := append(slices.Sorted(maps.Keys(topics)), make([]string, len(topics))...)
	return drawn(seed, 7, count, func(r *rand.Rand, strategies []engine.Strategy) *engine.Scenario {
		s := randomOf(r, Pick(r, strategies), slow)
		if topic := Pick(r, names); topic != "" {
			topics[topic](r, s, slow)
		}
		return s
	})
}

// randomScenario draws a scenario of a few tasks, with options that its strategy has.
func randomScenario(r *rand.Rand, strategies []engine.Strategy) *engine.Scenario {
	strategy := Pick(r, strategies)
	return randomOf(r, strategy, Pick(r, palettes))
}

func randomOf(r *rand.Rand, strategy engine.Strategy, palette []time.Duration) *engine.Scenario {
	s := engine.NewScenario(randomEntries(r, palette)...)
	s.Strategy = strategy.Name
	for _, name := range drawnFirst {
		draw(r, s, name, palette)
	}
	for _, name := range drawnIfHad {
		if slices.Contains(strategy.Options, name) {
			draw(r, s, name, palette)
		}
	}
	for _, name := range drawnNext {
		draw(r, s, name, palette)
	}
	for i := range engine.Keys {
		if k := &engine.Keys[i]; isYounger(k) && s.Has(k.Name) {
			draw(r, s, k.Name, palette)
		}
	}
	return s
}

// isYounger reports whether only strategies have the key that came later, and have draws of their own.
func isYounger(k *engine.Key) bool {
	has := func(s engine.Strategy) bool { return slices.Contains(s.Options, k.Name) }
	return k.Own() && !slices.ContainsFunc(engine.Strategies[:first], has)
}

// draw gives the scenario a value of a key: one that the table of keys has for it, or else a time of the palette.
func draw(r *rand.Rand, s *engine.Scenario, name string, palette []time.Duration) {
	switch k := engine.KeyNamed(name); {
	case name == "timeout":
		if r.IntN(2) == 0 {
			s.Timeout = randomTimeout(r, s, palette)
		}
	case k.Tries != nil:
		set(s, k, Pick(r, k.Tries))
	default:
		set(s, k, Pick(r, palette).String())
		if name == "backoff" && r.IntN(4) == 0 {
			s.BackoffJitter = (s.Backoff / 2).Truncate(time.Microsecond)
		}
	}
}

// set is for values that can be read unless the table is wrong.
func set(s *engine.Scenario, k *engine.Key, value string) {
	if err := k.Set(s, value); err != nil {
		panic("enginetest: " + k.Name + ": " + err.Error())
	}
}

// Others are the keys that no draw above knows, though they may change a run: those that came into the table later.
func Others() []*engine.Key {
	var others []*engine.Key
	for i := range engine.Keys {
		k := &engine.Keys[i]
		known := slices.Concat(drawnFirst, drawnIfHad, drawnNext, topical)
		if !k.Inert && k.Place != engine.OwnControl && !slices.Contains(known, k.Name) && !isYounger(k) {
			others = append(others, k)
		}
	}
	return others
}

// Topics are what random scenarios are about beside strategies. There is one more where there are keys that the others do not draw.
// It has a random stream of its own, as they have, so that the scenarios of the others stay what they were.
var Topics = func() map[string]topic {
	all := maps.Clone(topics)
	if len(Others()) > 0 {
		all["keys"] = drawOthers
	}
	return all
}()

// topic gives a random scenario what it needs.
type topic = func(r *rand.Rand, s *engine.Scenario, palette []time.Duration)

// drawOthers draws the keys that the other topics do not, in scenarios of all of them.
func drawOthers(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
	if name := Pick(r, append(slices.Sorted(maps.Keys(topics)), "")); name != "" {
		topics[name](r, s, palette)
	}
	for _, k := range Others() {
		if s.Has(k.Name) {
			draw(r, s, k.Name, palette)
		}
	}
}

// stacking is the strategy whose caller holds all sockets.
var stacking = engine.Strategies[slices.IndexFunc(engine.Strategies,
	func(s engine.Strategy) bool { return s.Starts == engine.OnAStack })].Name

var topics = map[string]topic{
	"connections": connections,
	"sockets":     sockets,
	"exit stack": func(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
		s.Strategy, s.Closing = stacking, Pick(r, append(palette, 0))
		withoutStatus(r, s)
	},
	"named hosts": func(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
		for i := range s.Entries {
			s.Entries[i].Host = Pick(r, []string{"", "api", "cdn", "cdn"})
		}
		draw(r, s, "hosts", palette)
		draw(r, s, "limit_per_host", palette)
		s.Limit, s.Connect = Pick(r, []int{0, 1, 2, 3, 4}), Pick(r, append(palette, 0))
		if r.IntN(4) == 0 {
			s.After = engine.CloseAfter
		}
	},
	"each": func(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
		drawEach(r, s, palette)
	},
	"each, elsewhere": func(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
		topics := []topic{connections, sockets, blocking}
		drawEach(r, s, palette)
		Pick(r, topics)(r, s, palette)
	},
	"blocking": blocking,
	"chains":   chains,
	"client timeout": func(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
		for range r.IntN(3) {
			Pick(r, []topic{drawEach, servers})(r, s, palette)
		}
		clientTimeouts(r, s, palette)
	},
	"server": servers,
	"sleeping tasks": func(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
		Pick(r, []topic{connections, blocking, drawEach, drawEach})(r, s, palette)
		for i, e := range s.Entries {
			if r.IntN(2) == 0 {
				s.Entries[i] = engine.Entry{Name: e.Name, Delay: max(Pick(r, palette), time.Microsecond), Sleeps: true, Count: e.Count}
			}
		}
	},
	"server, elsewhere": func(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
		Pick(r, []topic{connections, blocking, drawEach})(r, s, palette)
		servers(r, s, palette)
	},
}

// withoutStatus turns outcomes that a socket cannot have into others.
func withoutStatus(r *rand.Rand, s *engine.Scenario) {
	for i := range s.Entries {
		if e := &s.Entries[i]; e.What == "503" || e.What == "404" || e.What != "" && r.IntN(3) == 0 {
			e.What = engine.Unclean
		}
	}
}

// RandomAbout returns scenarios about a topic, otherwise as [RandomScenarios] does.
func RandomAbout(topic string, seed uint64, count int) []*engine.Scenario {
	return drawn(seed, uint64(len(topic)), count, func(r *rand.Rand, strategies []engine.Strategy) *engine.Scenario {
		s, palette := randomScenario(r, strategies), Pick(r, palettes)
		Topics[topic](r, s, palette)
		return s
	})
}

// randomTimeout draws a sum of the palette's times, so that it often falls on the moment at which something
// ends. A caller that waits again and again gets a longer one: with none at all it would never stop waking.
func randomTimeout(r *rand.Rand, s *engine.Scenario, palette []time.Duration) time.Duration {
	var timeout time.Duration
	for range Pick(r, []int{0, 1, 1, 2, 2, 3, 4}) {
		timeout += Pick(r, palette)
	}
	if s.Pending == engine.WaitAgain {
		timeout = max(timeout, 10*time.Millisecond)
	}
	return timeout
}

func randomEntries(r *rand.Rand, palette []time.Duration) []engine.Entry {
	entries := make([]engine.Entry, 1+r.IntN(Pick(r, []int{3, 6, 10})))
	failures := Pick(r, []float64{0, 0.1, 0.2, 0.6})
	delays := Pick(r, []float64{0, 0.2, 0.7})
	for i := range entries {
		e := engine.Entry{Latency: Pick(r, palette), Count: Pick(r, []int{1, 1, 1, 1, 2, 3})}
		if r.Float64() < delays {
			e.Delay = Pick(r, palette)
		}
		if r.Float64() < failures {
			e.What = Pick(r, append(engine.OutcomesOf(false), engine.Reset, "503", "404"))
			e.Times = r.IntN(3)
		} else if r.IntN(20) == 0 {
			e.Jitter = (e.Latency / 2).Truncate(time.Microsecond)
		}
		if r.IntN(20) == 0 {
			e.Name = fmt.Sprintf("t%d", i)
		}
		entries[i] = e
	}
	return entries
}

func Pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func connections(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
	draw(r, s, "hosts", palette)
	draw(r, s, "limit_per_host", palette)
	s.Connect, s.Size = Pick(r, append(palette, 0)), int(Pick(r, append(palette, 0)).Microseconds())
	switch r.IntN(6) {
	case 0:
		s.Session = engine.SessionPerRequest
	case 1, 2:
		s.After = engine.CloseAfter
	}
	if r.IntN(20) == 0 { // so that connections are idle for as long as they are kept, or longer
		s.Entries[0].Delay = 15*time.Second + Pick(r, palette)
		s.Hosts, s.HostNames = 1, 1
	}
}

func sockets(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
	s.Client, s.Closing = engine.SocketClient, Pick(r, append(palette, 0))
	withoutStatus(r, s)
}

func blocking(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
	s.Client, s.Hosts = engine.BlockingClient, 1+r.IntN(3)
	s.HostNames = s.Hosts
	s.Connect, s.Size = Pick(r, append(palette, 0)), int(Pick(r, append(palette, 0)).Microseconds())
}

// drawEach draws up to three wrappers, under a strategy that may have them. Some times are sums, so that they fall on others.
func drawEach(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
	for !s.MayWrap() {
		s.Strategy = Pick(r, requesting).Name
	}
	s.Each = nil
	for range 1 + r.IntN(3) {
		w := Pick(r, engine.Wrappers)
		at := Pick(r, palette) + Pick(r, append(palette, 0, 0))
		wrap := engine.Wrap{Name: w.Name}
		switch {
		case w.Retries:
			wrap.Count, wrap.Time = 1+r.IntN(3), at
			if r.IntN(4) == 0 {
				wrap.Jitter = (at / 2).Truncate(time.Microsecond)
			}
			wrap.RetryAfter = r.IntN(4) == 0
		case w.Name == "semaphore":
			wrap.Count = 1 + r.IntN(3)
		case w.HoldsBack:
			wrap.Count, wrap.Time = 1+r.IntN(3), max(at, 10*time.Microsecond)
		case !w.Shields:
			wrap.Time = at
		}
		s.Each = append(s.Each, wrap)
	}
}

// servers draws what the server does to all requests together; what it turns away is often tried again.
func servers(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
	at := Pick(r, palette) + Pick(r, append(palette, 0, 0))
	switch n := 1 + r.IntN(3); r.IntN(4) {
	case 0:
		s.Server = engine.ServerModel{Name: "at_once", Count: n}
	case 1:
		s.Server = engine.ServerModel{Name: "at_once", Count: n, Status: Pick(r, []int{429, 503})}
	case 2:
		s.Server = engine.ServerModel{Name: "rate", Count: n, Status: 429, Period: max(at, 10*time.Microsecond)}
	case 3:
		s.Server = engine.ServerModel{Name: "down", From: at, To: at + max(Pick(r, palette), time.Microsecond)}
	}
	if s.Server.Status > 0 && r.IntN(3) > 0 {
		s.RaiseForStatus = true
	}
	if s.MayWrap() && len(s.Each) == 0 && r.IntN(2) == 0 {
		s.Each = []engine.Wrap{{Name: "retry", Count: 1 + r.IntN(4), Time: Pick(r, palette), RetryAfter: r.IntN(2) == 0}}
	}
}

// clientTimeouts draws the times that the client gives each request, most of which fall on something else, and places that are rare.
// Some are above five seconds, which aiohttp rounds up.
func clientTimeouts(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
	s.Client = engine.HTTPClient
	connections(r, s, palette)
	s.Limit = Pick(r, []int{0, 1, 1, 2, 3})
	if s.Session == engine.SessionPerRequest {
		s.Limit, s.LimitPerHost = engine.NewScenario().Limit, 0
	}
	at := func(of int) time.Duration {
		if r.IntN(of) == 0 {
			return 0
		}
		var sum time.Duration
		for range 1 + r.IntN(3) {
			sum += Pick(r, palette)
		}
		return max(sum, time.Microsecond)
	}
	s.ClientTimeout = engine.ClientTimeout{Total: at(2), Connect: at(2), SockConnect: at(3), SockRead: at(3)}
	if r.IntN(12) == 0 {
		s.Entries[0].Latency += 6 * time.Second
		s.Connect += Pick(r, []time.Duration{0, 5 * time.Second})
		s.ClientTimeout.Total += 5 * time.Second
		s.ClientTimeout.SockConnect += 5 * time.Second
	}
}

// chains has some tasks make further requests, each once the one before has its answer, within whatever may be around them.
func chains(r *rand.Rand, s *engine.Scenario, palette []time.Duration) {
	nothing := func(*rand.Rand, *engine.Scenario, []time.Duration) {}
	others := []topic{connections, blocking, drawEach, drawEach, servers, clientTimeouts, nothing}
	for range 1 + r.IntN(2) {
		Pick(r, others)(r, s, palette)
	}
	if !s.Shared() && s.After == engine.CloseAfter { // of one topic each
		s.After = engine.LingerAfter
	}
	same := r.IntN(3)
	for i := range s.Entries {
		links := r.IntN(4)
		if same > 0 {
			links = same
		}
		for range links {
			then := randomEntries(r, palette)[0]
			then.Name, then.Count = "", 1
			if r.IntN(6) == 0 {
				then.Chances = []engine.Chance{{What: "503", Hundredths: 5000}}
				then.What, then.Times = "", 0
			}
			s.Entries[i].Then = append(s.Entries[i].Then, then)
		}
	}
}
