// Package web is the site around the app: the page's shell with its static files, and the handlers that serve
// them, the traces and the pictures. It is no part of what the browser downloads.
package web

import "embed"

// Files are the shell's files, and in dist what `make build` compiles: app.wasm with its compressed
// forms, and wasm_exec.js of the Go that compiled it. On a fresh clone dist is empty; see [New].
//
//go:embed *.html *.js *.css *.svg all:dist
var Files embed.FS
