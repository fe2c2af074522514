// Package exports holds an export of ours, for the tests of web, which read it back: see package programs, in testdata/programs of
// engine/program, for why it is embedded.
package exports

import _ "embed"

// LiveHAR is a live run as a HAR.
//
//go:embed live.har
var LiveHAR string
