package web

import (
	"strings"
	"testing"
)

// TestAnEmbedOfFilesWritesItsRulesItself, where nobody has said what the site's origin will be: with it beside 'self'. WebKit in
// app/browsers says whether that is enough in a sandboxed frame.
func TestAnEmbedOfFilesWritesItsRulesItself(t *testing.T) {
	const page = `<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;self&#39; &#39;wasm-unsafe-eval&#39;">
<meta name="inflight-static" content="../">`
	html := string(withOriginInPlace([]byte(page)))
	before, _, _ := strings.Cut(html, "<script>")
	if strings.Contains(before, "Content-Security-Policy") || strings.Count(html, "Content-Security-Policy") != 1 ||
		!strings.Contains(html, `"default-src \'none\'; script-src \'self\' \'wasm-unsafe-eval\'".replaceAll("'self'", `) ||
		!strings.Contains(html, "location.origin") || !strings.HasSuffix(html, `<meta name="inflight-static" content="../">`) {
		t.Errorf("got %s", html)
	}
}
