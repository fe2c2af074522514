// Package programs holds programs and the logs that they leave, for the tests of several rooms. They are embedded, so that go test, which
// goes by the time of files that a test opens, knows them in each checkout alike.
package programs

import "embed"

// Files are NAME.py and NAME.json.
//
//go:embed *.py *.json
var Files embed.FS
