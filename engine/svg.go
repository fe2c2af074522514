package engine

// SVGOptions says what kind of SVG is written.
type SVGOptions struct {
	Standalone bool   // a file of its own: with colours and rules inside; otherwise the page's CSS draws it
	Theme      string // of a standalone one: "light", "dark", or "" for what the reader's system prefers
	ID         string // prefix of ids; two pictures in one page need two. "" is "timeline"
}

// PictureCSS is how a picture's classes look, with colours as the custom properties --ink, --muted, --grid, --page,
// --lane, --in-flight, --good, --bad, --cancelled, --waiting. Standalone pictures carry it; a page includes it in its style sheet.
const PictureCSS = ``

// SVG draws the scene. No text of a scenario gets into it unescaped, and the same scene gives the same bytes.
func (sc *Scene) SVG(o SVGOptions) string { panic("being written") }
