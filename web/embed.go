package web

import "embed"

// Files are the shell's files, and in dist what `make build` compiles: app.wasm with its compressed
// forms, and wasm_exec.js of the Go that compiled it. On a fresh clone dist is empty; see [New].
//
//go:embed *.html *.js *.css *.svg all:dist all:cuts
var Files embed.FS
