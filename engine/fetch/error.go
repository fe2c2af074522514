package fetch

import "fmt"

// Reason says why a request failed, as far as it can be known.
type Reason uint8

// The reasons. A browser reports every failure before the headers with the same words, so there NoAnswer is what
// remains when nothing around the request tells more; net/http gives the cause as well.
const (
	NoAnswer  Reason = iota // no headers arrived
	Broken                  // the headers arrived, but not the whole body; or a socket broke that was open
	Policy                  // browser: the page's security policy forbids the host
	Mixed                   // browser: a page on https may not ask a host over http
	Offline                 // browser: the machine has no network
	Crowded                 // browser: more than 1,000 requests were outstanding
	TooLong                 // the body is longer than GetJSON reads
	BadURL                  // not an http or https URL (of a socket: ws or wss) with a host and without a password
	BadStatus               // an answer other than 200 to GetJSON or Ping
)

// Error is why a request failed, in one line for people.
type Error struct {
	Reason Reason
	Host   string // with its port, if it was given; of BadURL: what was given instead of a URL
	Number int    // of Crowded: requests outstanding; of BadStatus: the status
	Cause  error  // what net/http says; nil in the browser
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Error says what happened and, where that is known, why.
func (e *Error) Error() string {
	switch e.Reason {
	case Broken:
		return fmt.Sprintf("the connection to %s broke before its end%s", e.Host, e.causeWords(""))
	case Policy:
		return fmt.Sprintf("this page's security policy (connect-src) does not allow %s", e.Host)
	case Mixed:
		return fmt.Sprintf("a page on https may not ask %s over http", e.Host)
	case Offline:
		return fmt.Sprintf("no answer from %s: the browser is offline", e.Host)
	case Crowded:
		return fmt.Sprintf("no answer from %s: probably too many requests at once (%d were outstanding)", e.Host, e.Number)
	case TooLong:
		return fmt.Sprintf("the answer of %s is longer than %d MiB", e.Host, maxBody>>20)
	case BadURL:
		return fmt.Sprintf("bad URL %q: want http:// or https:// (of a socket: ws:// or wss://) and a host", e.Host)
	case BadStatus:
		return fmt.Sprintf("%s answered %d", e.Host, e.Number)
	}
	return fmt.Sprintf("no answer from %s%s", e.Host,
		e.causeWords(": the browser does not say why (nothing listens there, a wrong name, or no CORS headers)"))
}

// causeWords is the cause as the end of a sentence; without a cause it is the text unknown.
func (e *Error) causeWords(unknown string) string {
	if e.Cause == nil {
		return unknown
	}
	return ": " + e.Cause.Error()
}
