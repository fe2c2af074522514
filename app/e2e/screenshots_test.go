package e2e

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "`folder` for pictures of the page in all its states; none are made without it")

// TestScreenshots makes the pictures that people look at, and those of the README: each stage, light and dark, wide and
// on a phone.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("no -screenshots folder was given")
	}
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, all := range [][]stage{stages, besides} {
		for i, s := range all {
			before := i
			for all[before].path == "" {
				before--
			}
			for _, size := range []string{"1280", "390"} {
				t.Run(s.name+"-"+size, func(t *testing.T) { shoot(t, all[before:i+1], size) })
			}
		}
	}
}

// shoot takes both pictures of the last of some stages of one page at a size: what fits on the screen, and on a phone all that can be
// scrolled to.
func shoot(t *testing.T, stages []stage, size string) {
	p := newTab(t, site)
	if size == "390" {
		p.phone()
	} else {
		p.do(chromedp.EmulateViewport(1280, 900))
	}
	p.visitAt(stages[0].path, stages[0].link)
	for _, s := range stages {
		s.reach(p)
	}
	for _, scheme := range []string{"light", "dark"} {
		p.prefer(scheme)
		take := chromedp.CaptureScreenshot()
		if size == "390" {
			take = chromedp.FullScreenshot(100)
		}
		picture, err := chromedp.Run(p.ctx, take)
		if err == nil {
			err = os.WriteFile(filepath.Join(*screenshots, stages[len(stages)-1].name+"-"+scheme+"-"+size+".png"), picture, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
