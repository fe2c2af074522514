package picture_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/program/testdata/programs"
	"inflight/engine/view"
)

// finely is how many pixels readers make of one of the scene, so that the thinnest stroke has some of its full colour.
const finely = 3

// readers are programs that draw SVG and are no browsers. Each makes a PNG beside every SVG of a folder.
var readers = map[string]func(t *testing.T, folder string){
	"rsvg-convert": func(t *testing.T, folder string) {
		files, _ := filepath.Glob(filepath.Join(folder, "*.svg"))
		for _, file := range files {
			run(t, "rsvg-convert", "--zoom", fmt.Sprint(finely), "--output", strings.TrimSuffix(file, ".svg")+".png", file)
		}
	},
	"cairosvg": func(t *testing.T, folder string) {
		for _, python := range []string{"/usr/bin/python3", "python3"} { // the former is Debian's, which sees Debian's cairosvg
			if exec.Command(python, "-c", "import cairosvg").Run() == nil {
				run(t, python, "-c", `import cairosvg, glob, sys
for name in glob.glob(sys.argv[1] + "/*.svg"):
    cairosvg.svg2png(url=name, write_to=name[:-3] + "png", scale=float(sys.argv[2]))`, folder, fmt.Sprint(finely))
				return
			}
		}
		lacking(t, "cairosvg: on Debian, apt-get install python3-cairosvg")
	},
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	enginetest.NoteTools()
	if _, err := exec.LookPath(name); err != nil {
		lacking(t, name+": on Debian, apt-get install librsvg2-bin")
	}
	if output, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, output)
	}
}

// lacking skips a test where something is not installed; make test installs it.
func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal("the test needs " + what)
	}
	t.Skip("the test needs " + what)
}

// TestOtherReadersSeeTheColours of each mark, in each theme, where the picture is a file of its own. A picture for both themes is a
// light one for them.
func TestOtherReadersSeeTheColours(t *testing.T) {
	scenes := everyMark(t)
	for reader, draw := range readers {
		for theme, as := range map[string]string{"": "light", "dark": "dark"} {
			t.Run(reader+" "+as, func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				for name, sc := range scenes {
					svg := sc.SVG(picture.SVGOptions{Standalone: true, Theme: theme, Play: name == "0"})
					if err := os.WriteFile(filepath.Join(folder, name+".svg"), []byte(svg), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				draw(t, folder)
				for name, sc := range scenes {
					checkColours(t, filepath.Join(folder, name+".png"), sc, as)
				}
			})
		}
	}
}

// imageMagick is the command of an ImageMagick that draws SVG by itself, "" where there is none. Other programs have that name too, and
// Debian has the drawing in another package, so it is asked.
func imageMagick() string {
	for _, name := range []string{"convert", "/usr/bin/convert", "magick"} {
		if formats, err := exec.Command(name, "-list", "format").Output(); err == nil && strings.Contains(string(formats), "MSVG") {
			return name
		}
	}
	return ""
}

// TestImageMagicksOwnRendererDrawsAsDocumented, in docs/pictures.md: full colours are right, there is no opacity, hatching is black, and of
// a picture with too many bars it draws the first ones and says "nested too deeply". It is in no browser's or word processor's way.
func TestImageMagicksOwnRendererDrawsAsDocumented(t *testing.T) {
	convert := imageMagick()
	if convert == "" {
		t.Skip("no ImageMagick here draws SVG by itself: on Debian, apt-get install --install-recommends imagemagick")
	}
	draw := func(link string, density int, o picture.LayoutOptions) (*picture.Scene, image.Image, string) {
		s, log := enginetest.Simulated(t, link)
		sc := picture.Layout(view.Fold(s, log, view.WholeLog), o)
		file := filepath.Join(t.TempDir(), "a.svg")
		if err := os.WriteFile(file, []byte(sc.SVG(picture.SVGOptions{Standalone: true})), 0o644); err != nil {
			t.Fatal(err)
		}
		said, _ := exec.Command(convert, "-density", fmt.Sprint(density), "-font", "DejaVu-Sans", "MSVG:"+file, file+".png").CombinedOutput()
		f, err := os.Open(file + ".png")
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		defer f.Close()
		drawn, err := png.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		return sc, drawn, string(said)
	}
	palette := picture.Colours("light")
	sc, drawn, said := draw("tasks=a=1s,b=1s!503,c=500ms:1s&raise_for_status=true&timeout=1.2s&return_exceptions=true&limit=2",
		96*finely, picture.LayoutOptions{Width: 600, Parts: picture.PartAll})
	if said != "" {
		t.Errorf("it says %s", said)
	}
	grounds := []color.RGBA{rgb(palette[picture.Paper]), rgb(palette[picture.Lane]), rgb(palette[picture.InFlight])}
	full, black := 0, 0
	for i := range sc.Marks {
		m := &sc.Marks[i]
		for _, want := range inks(m, palette) {
			switch {
			case want.blurred:
				if black++; !occurs(drawn, placeOf(m), ink{color.RGBA{A: 255}, 1, false}, grounds) {
					t.Errorf("the hatched %s is not black: say so in docs/pictures.md", m.Meaning.Class())
				}
			case want.share == 1:
				if full++; !occurs(drawn, placeOf(m), want, grounds) {
					t.Errorf("no %v in the %s %q at %.0f, %.0f", want.RGBA, m.Meaning.Class(), m.Text, m.X, m.Y)
				}
			}
		}
	}
	if full < 20 || black == 0 {
		t.Errorf("%d full colours and %d hatched marks were looked at", full, black)
	}
	many := picture.LayoutOptions{Width: 300, Parts: picture.PartAll, ByConnection: true}
	if _, _, said := draw(engine.PresetNamed("gather-1000").Link, 24, many); !strings.Contains(said, "nested too deeply") {
		t.Errorf("it draws many marks now, and says %q: say so in docs/pictures.md", said)
	}
}

// kind is what makes a mark look as it does.
type kind struct {
	picture.Meaning
	fate  picture.Fate
	small bool
}

// kindsOf are the kinds of a scene's marks that are not known yet.
func kindsOf(sc *picture.Scene, known map[kind]bool) map[kind]bool {
	kinds := map[kind]bool{}
	for _, m := range sc.Marks {
		if k := (kind{m.Meaning, m.Fate, m.Shape == picture.Cap && m.W < 5}); !known[k] {
			kinds[k] = true
		}
	}
	return kinds
}

// everyMark are few pictures in which each kind of mark occurs that a picture can have.
func everyMark(t *testing.T) map[string]*picture.Scene {
	seen, few, scenes := map[kind]bool{}, map[string]*picture.Scene{}, somePictures(t)
	for {
		var best *picture.Scene
		most := map[kind]bool{}
		for _, sc := range scenes {
			if adds := kindsOf(sc, seen); len(adds) > len(most) {
				best, most = sc, adds
			}
		}
		if best == nil {
			break
		}
		maps.Copy(seen, most)
		few[fmt.Sprint(len(few))] = best
	}
	for m := picture.LaneBand; m <= picture.NoteText; m++ {
		if !seen[kind{Meaning: m}] && !seen[kind{Meaning: m, small: true}] {
			t.Errorf("no picture has a %s", m.Class())
		}
	}
	return few
}

// somePictures are those of all presets and of a live run.
func somePictures(t *testing.T) (scenes []*picture.Scene) {
	links := []string{"tasks=a=1s!404,b=500ms+1s!503", "client=socket&tasks=1s:1s",
		"tasks=500ms:1s*150,1s!503*10,1s*20&limit=40&raise_for_status=true&strategy=task_group"}
	for _, p := range engine.Presets {
		links = append(links, p.Link)
	}
	for _, link := range links {
		s, log := enginetest.Simulated(t, link)
		run, o := view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Width: 600, Parts: picture.PartAll}
		scenes = append(scenes, picture.Layout(run, o))
		o.ByConnection, o.Crop, o.To = true, true, 40
		scenes = append(scenes, picture.Layout(run, o))
	}
	for _, name := range []string{"blocks-the-loop", "nested-groups", "cancelled-in-vain"} {
		run := recording(t, name)
		scenes = append(scenes, picture.Layout(run, picture.LayoutOptions{Width: 600, Parts: picture.PartAll}))
	}
	s := enginetest.LiveScenario(t)
	predicted, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	o := picture.LayoutOptions{Prediction: view.Fold(s, predicted, view.WholeLog), Playhead: true}
	body := engine.Event{T: 300 * ms, Kind: engine.Body, Task: 0}
	log := slices.Insert(slices.Clone(enginetest.LiveLog), 11, body) // before the first answer's end
	seen := engine.Account{{Task: 1, Received: 600 * ms, Answered: engine.Never, Broken: engine.Never, Abandoned: 1104 * ms}}
	for _, at := range []time.Duration{800 * ms, view.WholeLog} {
		scenes = append(scenes, picture.Layout(view.Fold(s, log, at).WithAccount(seen), o))
	}
	return scenes
}

// checkColours looks for each mark's colours where the mark is.
func checkColours(t *testing.T, file string, sc *picture.Scene, theme string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	drawn, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	palette := picture.Colours(theme)
	grounds := []color.RGBA{rgb(palette[picture.Paper]), rgb(palette[picture.Lane]), rgb(palette[picture.InFlight])}
	if got := at(drawn, 20, sc.Height-2); got != grounds[0] {
		t.Errorf("the paper is %v, want %v", got, grounds[0])
	}
	for i := range sc.Marks {
		m := &sc.Marks[i]
		for _, want := range inks(m, palette) {
			if !occurs(drawn, placeOf(m), want, grounds) {
				t.Errorf("no %v of %.2f in the %s %q at %.0f, %.0f of %s", want.RGBA, want.share, m.Meaning.Class(), m.Text, m.X, m.Y, sc.Title)
				return
			}
		}
	}
}

// ink is a colour, as far as it covers what is under it.
type ink struct {
	color.RGBA
	share   float64
	blurred bool
}

// inks are the colours that a mark has to show.
func inks(m *picture.Mark, palette map[picture.Colour]string) (wanted []ink) {
	l := m.Look()
	share := func(of ...float64) float64 {
		product := 1.
		for _, o := range of {
			if o > 0 {
				product *= o
			}
		}
		return product
	}
	dot := m.Shape == picture.Cap && m.W < 5
	if l.Fill != "" && !dot && (m.Shape != picture.Rect || m.W >= 1) {
		wanted = append(wanted, ink{rgb(palette[l.Fill]), share(l.FillOpacity, l.Opacity), false})
	}
	if l.Stroke != "" && (m.Shape != picture.Rect || m.W > 3) {
		wanted = append(wanted, ink{rgb(palette[l.Stroke]), share(l.Opacity), false})
	}
	if l.Hatch != nil && m.W > 12 {
		wanted = append(wanted, ink{rgb(palette[l.Hatch.Colour]), share(l.Opacity), true})
	}
	return wanted
}

// placeOf is where a mark is, in pixels of the scene.
func placeOf(m *picture.Mark) box {
	switch m.Shape {
	case picture.Text:
		return boxOf(*m)
	case picture.Cap:
		return box{x: m.X - m.W - 1, y: m.Y - m.W - 1, w: 2*m.W + 2, h: 2*m.W + 2}
	case picture.Triangle:
		return box{x: m.X - m.W/2, y: m.Y, w: m.W, h: m.H}
	case picture.Rect:
		return box{x: m.X, y: m.Y, w: m.W, h: m.H}
	}
	return box{x: min(m.X, m.X+m.W) - 1, y: min(m.Y, m.Y+m.H) - 1, w: math.Abs(m.W) + 2, h: math.Abs(m.H) + 2}
}

// occurs reports whether some pixel of a place has the ink, on one of the grounds.
func occurs(drawn image.Image, b box, want ink, grounds []color.RGBA) bool {
	near := 10.
	if want.blurred {
		near = 60 // CairoSVG enlarges the pixels of a pattern
	}
	for y := b.y; y <= b.y+b.h; y += 1. / finely {
		for x := b.x; x <= b.x+b.w; x += 1. / finely {
			got := at(drawn, x, y)
			for _, ground := range grounds {
				if distance(got, mixed(want.RGBA, ground, want.share)) <= near {
					return true
				}
			}
		}
	}
	return false
}

func at(drawn image.Image, x, y float64) color.RGBA {
	return color.RGBAModel.Convert(drawn.At(int(x*finely), int(y*finely))).(color.RGBA)
}

func mixed(c, ground color.RGBA, share float64) color.RGBA {
	mix := func(c, g uint8) uint8 { return uint8(math.Round(share*float64(c) + (1-share)*float64(g))) }
	return color.RGBA{mix(c.R, ground.R), mix(c.G, ground.G), mix(c.B, ground.B), 255}
}

// distance is how far two colours are apart, in the channel where they differ most.
func distance(a, b color.RGBA) float64 {
	return max(math.Abs(float64(a.R)-float64(b.R)), math.Abs(float64(a.G)-float64(b.G)), math.Abs(float64(a.B)-float64(b.B)))
}

// rgb reads a colour such as #fff or #2f6bd8.
func rgb(hex string) color.RGBA {
	c := color.RGBA{A: 255}
	if len(hex) == 4 {
		hex = "#" + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:3], 2) + strings.Repeat(hex[3:4], 2)
	}
	fmt.Sscanf(hex, "#%02x%02x%02x", &c.R, &c.G, &c.B)
	return c
}

// recording is what a program of ours left that somebody could have written.
func recording(t *testing.T, name string) *view.Timeline {
	t.Helper()
	file, err := programs.Files.ReadFile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	s, log, err := view.ParseTrace(file)
	if err != nil {
		t.Fatal(err)
	}
	return view.Fold(s, log, view.WholeLog)
}
