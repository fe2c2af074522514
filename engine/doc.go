// Package engine is a small, exact asyncio for concurrent web requests: it runs a scenario under one of asyncio's
// strategies, in virtual time or against a real server, and leaves a log of what happened. It needs nothing but the
// standard library, and any Go program can use it.
//
// # The words
//
// A [Scenario] says what to run: a [Strategy] with its options, the tasks as [Entry] values, the session's
// limits. [Run] runs it in a [World]: [Simulated] has a virtual clock, [Live] makes real requests through a
// [Transport]. A run is its [Log] of events, and nothing else; [view.Summarize], [view.Fold] and [view.NewTrace] are views of it.
//
// # The tour, in reading order
//
//	scenario.go link.go tasks.go presets.go     what to run, and its text form
//	query.go packed.go title.go                 the text form on its way: versions, escapes, long links
//	loop.go future.go task.go timeout.go        the event loop, and what runs on it
//	client.go                                   with what the tasks talk to the server
//	pool.go session.go fetch.go                 places, connections; the coroutine of one request
//	socket.go                                   a socket as an async context manager
//	caller.go run.go                            main(), and asyncio.run
//	strategy.go, then one file a strategy       how the caller waits
//	simulated.go live.go livesocket.go          the two worlds
//	transport.go address.go                     what carries the second one's requests and sockets, and where to
//	account.go timing.go                        what the server saw of a live run, and what the browser tells of it
//	event.go log.go laws.go                     what happened, and the laws that a log obeys
//	timeline.go fold.go spans.go                a log as lanes, and as connections: connections.go
//	layout.go lanes.go connectionrows.go        these as a picture: where things are
//	scene.go svg.go drawing.go                  and how they are drawn
//	svgplay.go stack.go                         a picture that plays, and one of a comparison
//	summary.go narrate.go, narrate*.go          a log in numbers, and in sentences
//	printed.go                                  the lines that a program would print
//	trace.go import.go export.go                a log as files: JSON and back, CSV; exportchrome.go, exporthar.go
//	variant.go comparelink.go                   the same tasks under several strategies: what to compare
//	compare.go columns.go verdict.go turning.go the comparison in figures and words, and where it turns
//	advice.go advisory.go                       which strategy for which need
//	proof.go                                    how many scenarios CPython ran, too
//
// CPython 3.11 is the reference for all that the loop does. Comments name the function of asyncio that a piece
// of code stands for, and a test compares whole traces with those that CPython left.
package engine
