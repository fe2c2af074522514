package engine

import "slices"

// What says how a request goes wrong, if it does: the name of an [Outcome], or a status as its three digits. "" is a plain 200.
type What string

// The outcomes without an answer, or without a whole one.
const (
	Scheme  What = "scheme"  // its URL is none of a web request: it never asks for a connection
	Refused What = "refused" // nothing listens there
	Reset   What = "reset"   // the connection breaks in the answer's body, or instead of the message
	Unclean What = "unclean" // the connection of a socket breaks instead of closing
)

// Outcome is a way for a request to go wrong. Both worlds, the backend and the programs ask when it strikes, and never for its
// name. Its words are here too, for whoever tells of it.
type Outcome struct {
	Name    What
	Strikes Moment
	Of      Clients
	Address string // of one that strikes before it connects: where a program's request goes, instead of to the backend

	Meaning string // behind its name, in a menu
	Title   string // of the error, on a picture
	Story   string // what is told of a task that ends so
	Manual  string // what the manual says of a task with it
	Misfit  string // the beginning of the error for a client that cannot have it; what such a client can have follows
}

// Moment is when in its life a request, or a socket, goes wrong.
type Moment uint8

// The moments, in their order.
const (
	BeforeConnecting Moment = iota + 1 // it does not even ask for a connection
	WhileConnecting                    // nothing listens there: it fails once it is sent, or while the socket connects
	WhileAnswering                     // the backend breaks the connection in the answer's body, or instead of the message, after the latency
	WhileClosing                       // the backend breaks the connection of a socket instead of closing it
	WithAnAnswer                       // it does not: what the answer's status says is for the client to judge
)

// Clients says whose requests can end in some way.
type Clients uint8

// Whose requests.
const (
	AnyClient  Clients = iota + 1
	Requesting         // those that are answered with a status
	Socketing          // those that open sockets
)

// Outcomes are in the order in which menus offer them.
var Outcomes = []Outcome{
	{Name: Reset, Strikes: WhileAnswering, Of: AnyClient,
		Meaning: "the connection breaks", Title: "reset", Story: "failed (reset)", Manual: "the connection breaks after a second"},
	{Name: Unclean, Strikes: WhileClosing, Of: Socketing,
		Meaning: "it breaks while closing", Title: "unclean",
		Story:  "failed (unclean: the peer broke the connection instead of closing it)",
		Manual: "the connection breaks instead of closing",
		Misfit: "only a socket ends unclean: want client=socket, or "},
	{Name: Refused, Strikes: WhileConnecting, Of: AnyClient,
		Meaning: "nothing listens there", Title: "refused", Story: "failed (refused: nothing listens there)",
		Manual: "nothing listens there: fails once it is sent"},
	{Name: Scheme, Strikes: BeforeConnecting, Of: AnyClient, Address: "python://",
		Meaning: "no URL for a web request", Title: "bad scheme", Story: "failed before it asked for a connection (bad scheme)",
		Manual: "has an address that cannot be asked: fails at once, without a connection"},
}

// BadStatus is the outcome of all statuses but 200.
var BadStatus = Outcome{Name: "503", Strikes: WithAnAnswer, Of: Requesting,
	Manual: "answers 503; so with each status from 200 to 599 that has a body and reaches the page",
	Misfit: "a socket has no status: want "}

// offeredStatuses are those that menus offer.
var offeredStatuses = []What{"200", "404", "429", "503"}

// unusable are statuses whose answer has no body (204, 205, 304: RFC 9110), and those that a browser keeps to itself:
// it takes 407 for a failed proxy, and sends a request again after 408 and 421.
var unusable = [...]int{204, 205, 304, 407, 408, 421}

// OutcomeNamed returns the outcome without an answer that has the name, or nil.
func OutcomeNamed(name What) *Outcome {
	for i := range Outcomes {
		if Outcomes[i].Name == name {
			return &Outcomes[i]
		}
	}
	return nil
}

// Strikes says when a request with this outcome goes wrong; 0 where it is answered.
func (w What) Strikes() Moment {
	if o := OutcomeNamed(w); o != nil {
		return o.Strikes
	}
	return 0
}

// Arrives reports whether the request gets to the server, where its latency begins.
func (w What) Arrives() bool { return w.Strikes() == 0 || w.Strikes() >= WhileAnswering }

// Fault is how the backend is asked for the outcome: "" where it need not do anything but answer.
func (w What) Fault() string {
	if s := w.Strikes(); s == WhileAnswering || s == WhileClosing {
		return string(w)
	}
	return ""
}

// OutcomesOf are the names of the outcomes without an answer that requests, or else sockets, can have: the earlier they strike,
// the earlier they come.
func OutcomesOf(sockets bool) []What {
	return namesOf(func(o *Outcome) bool { return o.Of.have(sockets) })
}

// FaultsOf are those of them that the backend makes.
func FaultsOf(sockets bool) []What {
	return namesOf(func(o *Outcome) bool { return o.Of.have(sockets) && o.Name.Fault() != "" })
}

func namesOf(such func(*Outcome) bool) []What {
	var names []What
	for _, o := range outcomesByMoment() {
		if such(&o) {
			names = append(names, o.Name)
		}
	}
	return names
}

func outcomesByMoment() []Outcome {
	return slices.SortedStableFunc(slices.Values(Outcomes), func(a, b Outcome) int { return int(a.Strikes) - int(b.Strikes) })
}

// OfferedOutcomes are those that a menu offers, for requests or else for sockets.
func OfferedOutcomes(sockets bool) []string {
	var offered []string
	if !sockets {
		for _, status := range offeredStatuses {
			offered = append(offered, string(status))
		}
	}
	for _, o := range Outcomes {
		if o.Of.have(sockets) {
			offered = append(offered, string(o.Name))
		}
	}
	return offered
}

func (c Clients) have(sockets bool) bool { return c == AnyClient || sockets == (c == Socketing) }

// misfitOf says why a task cannot end as its entry wants it, with this client; "" if it can.
func (s *Scenario) misfitOf(w What) string {
	o := OutcomeNamed(w)
	if _, status := ParseStatus(string(w)); status {
		o = &BadStatus
	}
	if o == nil || o.Of.have(s.Sockets()) {
		return ""
	}
	want := OutcomesOf(s.Sockets())
	if BadStatus.Of.have(s.Sockets()) {
		want = append(want, "a status such as 503")
	}
	return o.Misfit + joinOr(want)
}
