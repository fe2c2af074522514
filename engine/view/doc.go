// Package view says what a log means at a moment: as lanes, connections, sentences, figures, files. Everything here is a pure
// function of a scenario, a log and a moment, and nothing here knows a pixel.
//
// # The tour, in reading order
//
//	fold.go timeline.go spans.go    a log as lanes; poolview.go: who waited for a place
//	connections.go                  the same, by connection; serverload.go: what a server with limits did
//	heading.go words.go             what a run is called, and how its parts are said
//	narrate.go, then narrate*.go    a log in sentences; vocabulary.go: what they say of one strategy alone
//	printed.go                      the lines that the Python program would print
//	summary.go                      a log in numbers
//	trace.go import.go              a log as JSON, and back, held against the laws
//	export.go                       as CSV; exportchrome.go exporthar.go: for Perfetto, for DevTools
//	compare.go columns.go           several strategies in figures, verdict.go: in words, turning.go: where that turns
//	runs.go runsverdict.go          many runs, as distributions, and which row to take; sweep.go: over an axis
//	advice.go advisory.go           which strategy for which need
package view
