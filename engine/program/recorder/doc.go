// Package recorder holds inflight.py: one Python file that runs somebody's own asyncio program and takes down what it does, as a trace
// that opens here. docs/recorder.md says what people see of it, and has the trace's form. It imports nothing of ours.
package recorder

import _ "embed"

// Source is the file, as it is served at /inflight.py.
//
//go:embed inflight.py
var Source []byte
