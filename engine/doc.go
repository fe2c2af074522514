// Package engine is a small, exact asyncio for concurrent web requests: it runs a scenario under one of asyncio's
// strategies, in virtual time or against a real server, and leaves a log of what happened. It needs nothing but the
// standard library, and any Go program can use it.
//
// # The words
//
// A [Scenario] says what to run: a [Strategy] with its options, the tasks as [Entry] values, the session's
// limits. [Run] runs it in a [World]: [Simulated] has a virtual clock, [Live] makes real requests through a
// [Transport]. A run is its [Log] of events, and nothing else; what it means says package view, how it looks package picture.
//
// # The tour, in reading order
//
//	scenario.go link.go tasks.go presets.go     what to run, and its text form
//	keys.go values.go                           the keys of a link: all that is said of each, in one table
//	notes.go                                    the author's own words
//	query.go packed.go                          the text form on its way: versions, escapes, long links
//	variant.go comparelink.go                   the same tasks under several strategies, and their text form
//	loop.go future.go task.go                   the event loop, and what runs on it
//	client.go                                   with what the tasks talk to the server
//	pool.go session.go fetch.go                 places, connections; the coroutine of one request
//	socket.go                                   a socket as an async context manager
//	caller.go run.go                            main(), and asyncio.run
//	strategy.go, then one file a collector      how the caller waits: a table of traits, and its coroutines
//	each.go wrapper.go, then one file a wrapper what each task does around its request: in a link, and likewise
//	simulated.go server.go live.go              the two worlds; what the first one's server does to all requests together
//	transport.go                                what carries the second one's requests and sockets, and where to
//	account.go                                  what the server saw of a live run, and what the browser tells of it
//	event.go log.go laws.go                     what happened, and the laws that a log obeys
//	proof.go                                    how many scenarios CPython ran, too
//
// CPython 3.11 is the reference for all that the loop does. Comments name the function of asyncio that a piece
// of code stands for, and a test compares whole traces with those that CPython left.
package engine
