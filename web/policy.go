package web

import (
	"net/url"
	"regexp"
	"strings"
)

// hostSource is what a policy can name: letters, digits, dots and hyphens, a port, and a * as the whole first label.
// Everything else stays out, since a URL's host may well have a semicolon in it, which would begin a new rule.
var hostSource = regexp.MustCompile(`^(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?(:[0-9]+)?$`)

// originOf returns the origin of an http or https URL as a policy can name it, such as http://*.localhost:8001, or "" if a policy cannot.
func originOf(u *url.URL) string {
	if u.Scheme != "http" && u.Scheme != "https" || !hostSource.MatchString(u.Host) {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Who may frame a page. Nobody may frame the playground: it would act in its reader's name, under the address of another. An embed is
// made for frames, and does no more than its reader could. For anywhere the policy says nothing, since a * would leave out pages that
// have no origin, such as those in a sandbox.
const (
	nowhere  = "; frame-ancestors 'none'"
	anywhere = ""
)

// policy returns the page's Content-Security-Policy. The page may run its own scripts, and connect to its own server and to the given
// origins. Whatever a link says, it can load and call nothing else. framers, nowhere or anywhere, is who may show it in a frame. own is the
// site's own origin, or "" if it is not known: in a sandboxed frame, which has no origin, WebKit finds nothing that is 'self'. styles is
// the hash of the style in the page, or "" where it has none.
func policy(own string, connect []string, framers, styles string) string {
	if styles != "" {
		styles = " '" + styles + "'"
	}
	rules := strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'" + styles,
		"img-src 'self' data:",
		"frame-src 'self'",
		"worker-src blob:", // of the page's own making, under its own rules: a client that blocks
		"connect-src 'self' " + strings.Join(connect, " "),
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ") + framers
	if framers == nowhere || own == "" {
		return rules
	}
	return strings.ReplaceAll(rules, "'self'", "'self' "+own)
}
