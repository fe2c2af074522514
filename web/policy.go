package web

import (
	"net/url"
	"regexp"
	"strings"
)

// hostSource is what a policy can name: letters, digits, dots and hyphens, a port, and a * as the whole first label.
// Everything else stays out, since a URL's host may well have a semicolon in it, which would begin a new rule.
var hostSource = regexp.MustCompile(`^(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?(:[0-9]+)?$`)

// originOf is the origin of an http or https URL in the form that a policy can name, such as
// http://*.localhost:8001, or "" if there is none.
func originOf(u *url.URL) string {
	if u.Scheme != "http" && u.Scheme != "https" || !hostSource.MatchString(u.Host) {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Who may frame a page. The playground none: it would act in its reader's name, under the address of another. An embed
// is made for it, and does no more than its reader could.
// Anywhere is said by saying nothing: a * would leave out pages that have no origin, such as those in a sandbox.
const (
	nowhere  = "; frame-ancestors 'none'"
	anywhere = ""
)

// policy is the page's Content-Security-Policy. The page runs its own scripts, and connects to its own server and to
// these origins, and that is all: whatever a link says, nothing else can be loaded or called. framers may show it in a
// frame: nowhere or anywhere.
func policy(connect []string, framers string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		"img-src 'self' data:",
		"frame-src 'self'",
		"connect-src 'self' " + strings.Join(connect, " "),
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ") + framers
}
