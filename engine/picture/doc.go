// Package picture says where marks stand and how they look. A timeline of package view is laid out as a scene, a flat list of marks,
// each with its meaning; pens draw scenes: as SVG here, as PNG in package png, on a canvas in the browser. No pen knows a strategy.
//
// # The tour, in reading order
//
//	scene.go                        marks and their meanings
//	layout.go axis.go header.go     where things are
//	lanes.go callerlane.go          a task's lane, main()'s; serverlane.go: a server's with limits;
//	                                connectionrows.go: a connection's
//	legend.go stack.go lens.go      the signs explained; the rows of a comparison as one picture, and what is too small there
//	svg.go svgstyle.go thumb.go     the pen for SVG; the style sheet of pages; a run as small as a thumb
//	svgplain.go svgplay.go          the colours of a picture that is a file of its own; one that plays
//	drawing.go                      a log as text, for tests and terminals
//	textwidth.go                    how wide letters are
package picture
