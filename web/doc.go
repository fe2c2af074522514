// Package web is what an address answers: the page's shell with its static files, and the handlers that serve it, the traces, the
// pictures and the guide. It is no part of what the browser downloads.
//
// # The tour, in reading order
//
//	routes.go                       the map of the site
//	site.go encoding.go policy.go   the pages: what they hold, how they are packed, whom they may call; demo.go: the demo backend
//	assets.go sheets.go snippets.go files under their content's address; the pictures and texts inside a page
//	frame.go embed.js frame.js fit.js  a timeline inside somebody else's page
//	                                and the recorder of people's own programs
//	cut.go embed-steps.js           the scripts of such pages, as they are and as they were
//	picture.go cardpicture.go       pictures of links; picturelink.go: their keys
//	desk.go drawing.go cache.go     whose turn it is, so that nobody starves the rest; what was drawn, kept
//	preview.go oembed.go public.go  what programs that make cards of links are told
//	guide.go lesson.go question.go  the guide, whose texts are guide-*.html
//	asked.go question.js order.js   the question of an embed, and the list that it shares with the guide
//	reference.go examples.go        the reference, and what palettes list: both from the tables
//	proxies.go reachable.go         whose word about a client counts; what keeps visitors from the demo backend
//	static.go                       the site as files, without a server
//	python.go python-frame.js python.js own.js    programs of people's own, in a frame without rights; npm/: what comes from npm
//	wrappers.go each.js             the editor of the chip each
//	numbers.js                      a HAR, a CSV or a column of times as a scenario
//	axis.js which.js                where the order turns; which strategy, with numbers
//	loader.js fetch.js canvas.js divider.js    the page's scripts beside the program
//	lean.go slim/ compress.go       what the build runs: go-app without its server half; the program without what only tracebacks
//	                                read; packing it
package web
