package view

import (
	"cmp"
	"encoding/json"
	"inflight/engine"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Origin is what the log of a live run does not tell about it.
type Origin struct {
	Started time.Time // when the log's clock was at zero
	Backend engine.Backend
	Run     string // the run's name in the backend's account
	Timings []engine.Timing
}

// The HTTP Archive format, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/): the fields that it requires
// and those optional ones that we know. Names with an underscore are extensions that DevTools reads.
type (
	harFile struct {
		Log harLog `json:"log"`
	}
	harLog struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Entries []harEntry `json:"entries"`
		Comment string     `json:"comment,omitempty"`
	}
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harEntry struct {
		Started      string       `json:"startedDateTime"`
		Time         float64      `json:"time"`
		Request      harRequest   `json:"request"`
		Response     harResponse  `json:"response"`
		Cache        struct{}     `json:"cache"`
		Timings      harTimings   `json:"timings"`
		Connection   string       `json:"connection,omitempty"`
		Comment      string       `json:"comment,omitempty"`
		Initiator    harInitiator `json:"_initiator"`
		ResourceType string       `json:"_resourceType"`
		Messages     []harMessage `json:"_webSocketMessages,omitempty"`

		at time.Duration
	}
	harMessage struct {
		Type   string  `json:"type"`
		Time   float64 `json:"time"` // seconds since 1970
		Opcode int     `json:"opcode"`
		Data   string  `json:"data"`
	}
	harInitiator struct {
		Type string `json:"type"`
	}
	harRequest struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		QueryString []harPair `json:"queryString"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		HTTPVersion string     `json:"httpVersion"`
		Cookies     []harPair  `json:"cookies"`
		Headers     []harPair  `json:"headers"`
		Content     harContent `json:"content"`
		RedirectURL string     `json:"redirectURL"`
		HeadersSize int        `json:"headersSize"`
		BodySize    int        `json:"bodySize"`
		Error       string     `json:"_error,omitempty"`
	}
	harContent struct {
		Size     int    `json:"size"`
		MimeType string `json:"mimeType"`
	}
	harTimings struct {
		Blocked  float64 `json:"blocked"`
		DNS      float64 `json:"dns"`
		Connect  float64 `json:"connect"`
		SSL      float64 `json:"ssl"`
		Send     float64 `json:"send"`
		Wait     float64 `json:"wait"`
		Receive  float64 `json:"receive"`
		Queueing float64 `json:"_blocked_queueing"` // the part of Blocked that was the session's pool
	}
)

const (
	unknownSize    = -1 // what the format wants for a size that is not known
	unknownVersion = "unknown"
)

// HAR writes the requests of a live run as an HTTP Archive, which DevTools' network panel imports. The account is
// the backend's, on the log's clock ([engine.Account.Aligned]), or nil; it says when the backend received a request. What a
// page does not learn (headers, sizes) is given as unknown. Where the browser's own timings are known, they are taken.
func HAR(s *engine.Scenario, log engine.Log, account engine.Account, o Origin) []byte {
	t := Fold(s, log, WholeLog).WithAccount(account).WithTimings(o.Timings)
	seen := make(map[int]*engine.Seen, len(account))
	for i := range account {
		seen[account[i].Task] = &account[i]
	}
	file := harFile{harLog{
		Version: "1.2", Creator: harCreator{"Inflight", "1"}, Entries: []harEntry{}, Comment: s.Link(),
	}}
	for i := range t.Lanes {
		switch l := &t.Lanes[i]; {
		case s.Sockets() && l.Connect.Known():
			file.Log.Entries = append(file.Log.Entries, t.harSocket(l, o))
		case l.Send.Known():
			file.Log.Entries = append(file.Log.Entries, t.harRequest(l, seen[i], o))
		}
	}
	slices.SortStableFunc(file.Log.Entries, func(a, b harEntry) int { return cmp.Compare(a.at, b.at) })
	text, err := json.Marshal(file)
	if err != nil {
		panic("engine: an HTTP archive is plain data: " + err.Error())
	}
	return text
}

func (t *Timeline) harRequest(l *Lane, seen *engine.Seen, o Origin) harEntry {
	asked, timings := t.harTimings(l)
	version, connection := t.harConnection(l, seen)
	address := t.Requests[l.Task].URL
	if address == "" {
		address = o.Backend.RequestURL(o.Run, t.Scenario, t.Requests[l.Task])
	}
	e := t.harEntry(l, o.Started.Add(asked), address, version)
	e.at, e.ResourceType, e.Connection, e.Timings, e.Response = asked, "fetch", connection, timings, t.harResponse(l, version)
	e.Time = timings.Blocked + max(0, timings.Connect) + timings.Send + timings.Wait + timings.Receive
	return e
}

// harEntry is what entries of requests and of sockets have in common.
func (t *Timeline) harEntry(l *Lane, started time.Time, address, version string) harEntry {
	_, words := t.Words(l)
	return harEntry{
		Started: started.UTC().Format("2006-01-02T15:04:05.000000Z"),
		Request: harRequest{
			Method: "GET", URL: withoutFragment(address), HTTPVersion: version,
			Cookies: []harPair{}, Headers: []harPair{}, QueryString: queryPairs(address), HeadersSize: unknownSize,
		},
		Comment:   strings.TrimSuffix(t.Names[l.Task]+": "+words, ": "),
		Initiator: harInitiator{"script"},
	}
}

// harSocket is a socket as the request that opened it, whose answer lasts until it is closed: so DevTools writes them. The messages
// are those that the demo backend and its clients exchange: see [engine.Transport].
func (t *Timeline) harSocket(l *Lane, o Origin) harEntry {
	opened, end := l.Connect.T, t.Now
	for _, m := range []Fact{l.End, l.Close} {
		if m.Known() {
			end = m.T
			break
		}
	}
	e := t.harEntry(l, o.Started.Add(opened), o.Backend.SocketURL(o.Run, t.Scenario, t.Requests[l.Task]), "HTTP/1.1")
	e.at, e.ResourceType, e.Time = opened, "websocket", milliseconds(end-opened)
	e.Response = t.harResponse(l, "HTTP/1.1")
	e.Timings = harTimings{DNS: -1, Connect: -1, SSL: -1, Wait: e.Time}
	e.Response.Status = 0
	if !l.Enter.Known() {
		return e
	}
	e.Response.Status = 101 // switching protocols
	e.Timings.Wait = milliseconds(l.Enter.T - opened)
	e.Timings.Receive = e.Time - e.Timings.Wait
	said := func(kind string, at time.Duration, text string) {
		e.Messages = append(e.Messages, harMessage{kind, float64(o.Started.Add(at).UnixMicro()) / 1e6, 1, text})
	}
	said("receive", l.Enter.T, engine.Accepted)
	if l.Outcome == Finished {
		said("receive", l.Closing.T, engine.Hello)
	}
	if l.Closing.Known() {
		said("send", l.Closing.T, engine.Bye)
	}
	return e
}

// harConnection returns the request's version of HTTP, and the number of its connection as the backend counts them.
func (t *Timeline) harConnection(l *Lane, seen *engine.Seen) (version, connection string) {
	version = unknownVersion
	if seen != nil && seen.Connection > 0 && t.Proxy == "" {
		connection = strconv.Itoa(seen.Connection)
	}
	switch {
	case l.Timing != nil && l.Timing.Protocol != "":
		version = l.Timing.Protocol
	case seen != nil && seen.Protocol != "" && t.Proxy == "":
		version = seen.Protocol
	}
	return version, connection
}

// harTimings divides a request's time: blocked until it was sent (first by the session's pool, then by the browser),
// waiting for the headers, receiving the body. It also returns when the task asked for a connection.
func (t *Timeline) harTimings(l *Lane) (asked time.Duration, timings harTimings) {
	asked, end := l.Send.T, t.Now
	for _, span := range t.Spans(l, nil) {
		if span.Phase == Pooling {
			asked = min(asked, span.From)
		}
	}
	if l.End.Known() {
		end = l.End.T
	}
	if l.Timing != nil {
		timings = browserTimings(l.Timing, asked, end)
		timings.Queueing = milliseconds(l.Send.T - asked)
		return asked, timings
	}
	headers := end // until which it waited
	if l.Sent.Known() {
		headers = min(l.Sent.T, end)
	}
	sent := l.Send.T
	switch {
	case l.Received != engine.Never:
		sent = min(max(l.Received, sent), headers)
	case l.Sent.Known(), t.Live && l.By != "" && t.Requests[l.Task].URL == "":
		sent = headers // the browser held it back, perhaps for ever; the way there cannot be told apart
	}
	return asked, harTimings{
		Blocked: milliseconds(sent - asked), DNS: -1, Connect: -1, SSL: -1,
		Wait: milliseconds(headers - sent), Receive: milliseconds(end - headers),
		Queueing: milliseconds(l.Send.T - asked),
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// harResponse is the answer, as far as there was one.
func (t *Timeline) harResponse(l *Lane, version string) harResponse {
	r := harResponse{
		HTTPVersion: version, Cookies: []harPair{}, Headers: []harPair{},
		Content: harContent{unknownSize, "x-unknown"}, HeadersSize: unknownSize, BodySize: unknownSize,
	}
	if l.Sent.Known() && t.Requests[l.Task].URL == "" {
		r.Status = t.Requests[l.Task].Status // the headers had come
	}
	status, answered := engine.ParseStatus(strings.TrimPrefix(l.Error, "status "))
	switch {
	case l.Outcome == Finished:
		r.Status = l.Value
	case l.Outcome == Failed && answered:
		r.Status = status
	case l.Outcome == Failed:
		r.Error = ErrorInWords(l.Error)
	case l.By != "":
		r.Error = "net::ERR_ABORTED" // what DevTools itself writes
	}
	return r
}

func withoutFragment(address string) string {
	address, _, _ = strings.Cut(address, "#")
	return address
}

// queryPairs lists an address' parameters in their order.
func queryPairs(address string) []harPair {
	pairs := []harPair{}
	_, query, _ := strings.Cut(withoutFragment(address), "?")
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		if part != "" {
			pairs = append(pairs, harPair{unescape(name), unescape(value)})
		}
	}
	return pairs
}

// unescape returns a query's text decoded, or as it is where it cannot be.
func unescape(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// browserTimings divides the request's time as the browser saw it. asked is the moment of the log at which it asked for a connection.
// A request that was never sent was blocked until it was aborted.
func browserTimings(t *engine.Timing, asked, end time.Duration) harTimings {
	h := harTimings{DNS: -1, Connect: -1, SSL: -1}
	if t.Requested == engine.Never {
		h.Blocked = milliseconds(end - asked)
		return h
	}
	requested := min(max(t.Requested, asked), end)
	answered := end
	if t.Answered != engine.Never {
		answered = min(max(t.Answered, requested), end)
	}
	ready := requested
	if t.Connect != engine.Never && t.Connected != engine.Never {
		ready = min(max(t.Connect, asked), requested)
		connected := min(max(t.Connected, ready), requested)
		h.Connect = milliseconds(connected - ready)
		ready += requested - connected // what the browser did between the two is blocked too
	}
	h.Blocked, h.Wait, h.Receive = milliseconds(ready-asked), milliseconds(answered-requested), milliseconds(end-answered)
	return h
}
