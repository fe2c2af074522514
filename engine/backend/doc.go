// Package backend is the demo backend: a server that answers as late, and as badly, as it is asked to, and
// keeps an account of what it saw of each run.
//
//	GET /request?run=ab12cd&task=3&latency=1s&status=503   answers 503 after a second
//	GET /request?run=ab12cd&task=4&latency=1s&fault=reset  breaks the connection in mid-body after a second
//	GET /request?run=ab12cd&task=5&latency=1s&size=500000  answers half a megabyte, from 1 s to 1.5 s: it travels at 1 MB/s
//	GET /socket?run=ab12cd&task=6&accept=1s&latency=2s     a WebSocket; says accepted after a second, and hello 2 s later
//	GET /run?run=ab12cd                                    the account of the run so far
//	GET /healthz                                           ok
//
// A socket is closed by its client's saying bye, and then by the server, closing=50ms later or at once.
// With fault=reset the server breaks the connection instead of saying hello; with fault=unclean, instead of closing it.
//
// The headers of an answer leave at once and its body after the latency, so that a client knows the moment at
// which its request had really arrived. Every error is a JSON object with an error, which any page may read.
package backend
