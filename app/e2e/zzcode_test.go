package e2e

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestZZCode(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		p := newTab(t, site)
		take := chromedp.CaptureScreenshot()
		if scheme == "dark" {
			p.phone()
			take = chromedp.FullScreenshot(100)
		} else {
			p.do(chromedp.EmulateViewport(1280, 900))
		}
		p.visitAt("/", "")
		p.mounted()
		p.prefer(scheme)
		p.until(`document.querySelector(".line .eventful button") !== null`)
		if scheme == "light" {
			p.do(chromedp.Focus(chromedp.CSS(".line.line [aria-label^='Line 24:']")), chromedp.KeyEvent("\r"))
		} else {
			p.click(`[data-line="46"] code`)
		}
		p.until(`document.querySelectorAll(".line.now").length === 1`)
		eval[bool](p, `(document.querySelector("#lane").value = "1", document.querySelector("#lane").dispatchEvent(new Event("change", {bubbles: true})), true)`)
		p.until(`document.querySelector(".of-task") !== null`)
		if scheme == "dark" {
			p.fits("code")
		}
		t.Log(eval[string](p, `document.querySelector(".code-marks").textContent + " at " + document.querySelector("#moment-time").textContent + " focus " + document.activeElement.outerHTML.slice(0, 90)`))
		t.Log(p.violations())
		picture, err := chromedp.Run(p.ctx, take)
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile("/tmp/code-"+scheme+".png", picture, 0o644)
		p.click("#language-go")
		p.until(`document.querySelector("#language-go").ariaPressed === "true" && document.querySelector(".program").textContent.includes("package main")`)
		p.click("#copy-code")
		p.until(`["Copied", "Refused"].includes(document.querySelector("#copy-code").textContent)`)
		t.Log(eval[string](p, `document.querySelector("#copy-code").textContent`), p.violations())
	}
}
