package engine

import _ "embed"

// Oracle is the Python program that runs scenarios on CPython's own asyncio.
//
//go:embed testdata/cpython/trace.py
var Oracle string

// ProvedScenarios is how many scenarios CPython's own asyncio ran for the tests, which hold every event of each against
// the engine's. `make traces` writes the number, and a test counts them.
const ProvedScenarios = 4534
