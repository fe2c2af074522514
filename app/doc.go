// Package app is the screen: go-app components that draw the models of package model and turn clicks into messages to them, and the
// browser's doors (the files that end in _js.go, whose neighbours give the rest of the world the same functions).
//
// # The tour, in reading order
//
//	open.go page.go comparepage.go  the pages as components; mounted.go: what they have in common
//	view.go compareview.go          what they show; editor.go, picture.go, player.go, tables.go, …: one part a file
//	paint.go canvas_js.go           the picture as it moves: SVG, or for many rows a canvas
//	drag.go                         bars that can be dragged: its own tour leads through the other files that begin so
//	liverun.go feed.go              a live run, and its events on their way to the model
//	embedpage.go host.go            a page inside somebody else's, and what it is told from there
//	share.go sharedialog.go         the forms in which a scenario is shared
//	tidy.go                         pages as HTML, for the server, which opens them in open.go
//	browser.go browser_js.go        the door to the browser; policy.go: what a page may call
package app
