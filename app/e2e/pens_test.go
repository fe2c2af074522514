package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"inflight/engine/enginetest"
	drawing "inflight/engine/picture"
	"inflight/engine/view"
)

// fine is how many pixels of the screen, or of a card, there are to one of the scene.
const fine = 4

// drawn is a picture with the place of its scene: how many pixels one of the scene has, and where the scene begins.
type drawn struct {
	image.Image
	scale, left, top float64
}

// TestTheThreePensEndTicksAlike: SVG, canvas and card, each as people get them. What is compared is how much ink a tick has below
// its lower end, as a share of what a round end has there. It is one that no line of the grid goes on from.
func TestTheThreePensEndTicksAlike(t *testing.T) {
	t.Parallel()
	const link, class = "strategy=wait&return_when=FIRST_COMPLETED&pending=again&tasks=1300ms,2s", "wake-tick"
	p := newTab(t, site)
	p.do(chromedp.EmulateViewport(1280, 900, chromedp.EmulateScale(fine)))
	p.visit(link)
	p.until(`document.querySelector("#picture .sheet .wake-tick") !== null && document.querySelector("#run").disabled === false`)
	path := eval[string](p, `document.querySelector("#picture .sheet .wake-tick").getAttribute("d")`)
	var x, y, bottom float64
	if _, err := fmt.Sscanf(path, "M%f,%f L%f,%f", &x, &y, &x, &bottom); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	ends := map[string]float64{"SVG": roundness(p.photo("#picture .sheet svg"), x, bottom)}
	p.do(
		chromedp.Evaluate[chromedp.Void](`document.querySelector("#narration li:nth-last-child(2) button").click()`),
	) // where it is: nothing scrolls
	p.until(`!document.querySelector("#stage").hidden && document.querySelector(".sheet") === null`)
	eval[bool](p, `new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)).then(() => true)`)
	ends["canvas"] = roundness(p.photo("#stage canvas"), x, bottom)
	card, m := cardOf(t, link, class)
	ends["card"] = roundness(card, m.X, m.Y+m.H)
	for pen, got := range ends {
		if !(math.Abs(got-1) < .15) {
			t.Errorf("%s: %.2f of the ink of a round end are below the tick, want 1", pen, got)
		}
	}
}

// TestACanvasAtRestFollowsTheTheme: the system's, and the page's own.
func TestACanvasAtRestFollowsTheTheme(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=100ms*1000")
	p.until(`!document.querySelector("#stage").hidden && document.querySelector("#stage canvas") !== null`)
	const paper = `((pen) => { // its red
		pen.drawImage(document.querySelector("#stage canvas"), 2, 2, 1, 1, 0, 0, 1, 1);
		return pen.getImageData(0, 0, 1, 1).data[0];
	})(new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true}))`
	p.prefer("light")
	p.until(paper + ` > 200`)
	p.prefer("dark")
	p.until(paper + ` < 60`)
	eval[bool](p, `document.documentElement.dataset.theme = "light", true`)
	p.until(paper + ` > 200`)
}

// photo is what the screen shows of an element.
func (p *tab) photo(selector string) drawn {
	p.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`(() => {
		const box = document.querySelector(%q).getBoundingClientRect();
		return [box.left + scrollX, box.top + scrollY, box.width];
	})()`, selector))
	shot := command(
		p,
		page.CaptureScreenshot,
		page.CaptureScreenshotParams{Clip: &page.Viewport{X: at[0], Y: at[1], Width: at[2], Height: 60, Scale: 1}},
	)
	return drawn{decoded(p, shot.Data), fine, 0, 0}
}

// cardOf is a link's card, and its first mark of a class. The card has the layout of 600 pixels as wide as its margins allow, in the
// middle of its height.
func cardOf(t *testing.T, link, class string) (drawn, drawing.Mark) {
	t.Helper()
	s, log := enginetest.Simulated(t, link)
	file, err := get(site.url + "/timeline.png?width=2400&theme=light&" + link)
	if err != nil {
		t.Fatal(err)
	}
	sc := drawing.Layout(view.Fold(s, log, view.WholeLog), drawing.LayoutOptions{Width: 600, Parts: drawing.PartAll})
	const margin, room, scale = 60, 1080, (2400. - 2*60) / 600
	for _, m := range sc.Marks {
		if m.Meaning.Class() == class {
			return drawn{decoded(t, file), scale, margin, margin + max(0, (room-sc.Height*scale)/2)}, m
		}
	}
	t.Fatalf("%s: there is no %s", link, class)
	return drawn{}, drawing.Mark{}
}

func decoded(t testing.TB, file []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// roundness is how much ink there is below the end of a vertical stroke of two pixels' width: 1 is half a circle, 0 a butt end.
func roundness(d drawn, x, end float64) float64 {
	x, end = d.left+x*d.scale, d.top+end*d.scale
	top := int(end - 2*d.scale) // within the stroke
	ink, paper := d.At(int(x), top), d.At(int(x+3*d.scale), int(end+d.scale))
	area := 0.0
	for i := int(x - 2*d.scale); i < int(x+2*d.scale); i++ {
		for j := top; j < int(end+2*d.scale); j++ {
			area += likeness(d.At(i, j), paper, ink)
		}
	}
	stroke := 2 * d.scale * (end - float64(top))
	return (area - stroke) / (math.Pi / 2 * d.scale * d.scale)
}

// likeness is how far a colour is on the way from paper to ink.
func likeness(c, paper, ink color.Color) float64 {
	r, _, _, _ := c.RGBA()
	from, _, _, _ := paper.RGBA()
	to, _, _, _ := ink.RGBA()
	return (float64(r) - float64(from)) / (float64(to) - float64(from))
}
