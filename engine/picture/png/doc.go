// Package png draws pictures as PNG, for the cards that chat programs and social sites make of links: they show no SVG. It is the
// third pen for scenes, beside those for SVG and for the browser's canvas, and on the server only.
package png
