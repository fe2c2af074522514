// Package program writes the program that a scenario stands for: in Python, Go and JavaScript against the demo
// backend, and as a Python script that replays it in virtual time.
//
// A program is a frame (python.go, golang.go, javascript.go, virtual.go) around a section that is the strategy
// itself; each strategy has one file, which adds its section for each language to the list. What a task talks to its server
// with is in files of its own too: sockets (socket_python.go, …, virtual_socket.go), a blocking client (blocking.go), the
// script's pool of connections (virtual_client.go). Every line knows what it stands for, by tags written in its margin:
//
//	create  | tasks = [asyncio.create_task(fetch(session, *request)) for request in REQUESTS]
//	await   | for result in await asyncio.gather(*tasks):
//	deliver |     log("deliver", result)
//
// So a view of a log can mark the line at which the caller or a task stands ([CallerAt], [TaskAt]), and the events of
// a line ([Program.Events]).
package program
