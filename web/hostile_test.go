package web_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// harmless are texts that are nothing but that. What the pages make of them is all that they may make of any.
var harmless = []string{"word", "two words", "1+1", "", "https://good.example/", "4x", "Überlänge"}

// places are where a link can have somebody's text.
var places = map[string]func(text string) string{
	"a title":    func(text string) string { return "title=" + url.QueryEscape(text) + "&tasks=a=1s,b=2s!503" },
	"a name":     func(text string) string { return "tasks=" + url.QueryEscape(text+"=1s") },
	"a task":     func(text string) string { return "tasks=1s," + url.QueryEscape(text) },
	"an address": func(text string) string { return "tasks=1s," + url.QueryEscape("https://good.example/"+text) },
	"an escaped path": func(text string) string {
		return "tasks=" + url.QueryEscape("https://good.example/"+url.PathEscape(text))
	},
	"a host":      func(text string) string { return "tasks=" + url.QueryEscape("https://"+text+"/x") },
	"a strategy":  func(text string) string { return "tasks=1s&strategy=" + url.QueryEscape(text) },
	"an option":   func(text string) string { return "tasks=1s&timeout=" + url.QueryEscape(text) },
	"a preset":    func(text string) string { return "preset=" + url.QueryEscape(text) },
	"a key":       func(text string) string { return "tasks=1s&" + url.QueryEscape(text) + "=x" },
	"a newer key": func(text string) string { return "v=2&tasks=1s&" + url.QueryEscape(text) + "=" + url.QueryEscape(text) },
	"packed":      func(text string) string { return engine.Pack("tasks=1s&title=" + url.QueryEscape(text)) },
	"as it is": func(text string) string {
		return strings.NewReplacer("#", "%23", " ", "+", "\n", "", "\r", "", "\t", "").Replace(text)
	},
}

// part is something that a page has: an element, one of its attributes, where that leads, or a comment.
type part struct{ element, attribute, leads string }

// leading are attributes that lead somewhere.
var leading = map[string]bool{"href": true, "src": true, "action": true, "formaction": true, "data": true}

// shape is the elements and attributes of a page, each once.
func shape(page string) (map[part]bool, error) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, err
	}
	parts := map[part]bool{}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.CommentNode {
			parts[part{element: "a comment"}] = true
		}
		if n.Type == html.ElementNode {
			addElement(parts, n)
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
	}
	walk(root)
	return parts, nil
}

func addElement(parts map[part]bool, n *html.Node) {
	parts[part{element: n.Data}] = true
	for _, a := range n.Attr {
		parts[part{element: n.Data, attribute: a.Key}] = true
		if !leading[a.Key] {
			continue
		}
		if u, err := url.Parse(a.Val); err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
			parts[part{n.Data, a.Key, "leads to " + a.Val}] = true
		}
		named := strings.Contains(a.Val, "/oembed?") || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Val == "canonical" })
		loads := a.Key == "src" && n.Data != "iframe" || n.Data == "link" && a.Key == "href" && !named
		if loads && !strings.HasPrefix(a.Val, "/") {
			parts[part{n.Data, a.Key, "loads " + a.Val}] = true
		}
	}
}

func TestHostileTextsAreTextOnEveryPage(t *testing.T) {
	for _, path := range []string{"/", "/embed", "/compare", "/which"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			holdHostilePages(t, testSite(t), path)
		})
	}
}

// holdHostilePages holds a page with each of the texts in each place against the same page with harmless ones.
func holdHostilePages(t *testing.T, h http.Handler, path string) {
	known := map[part]bool{}
	for _, link := range places {
		for _, text := range harmless {
			parts, err := shape(getQuery(h, path, link(text)).Body.String())
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(known, parts)
		}
	}
	texts := append(enginetest.HostileTexts(t), "\xff\x00")
	for place, link := range places {
		for i, text := range texts {
			if testing.Short() && i%4 != len(path)%4 {
				continue
			}
			w := getQuery(h, path, link(text))
			page := w.Body.String()
			if !utf8.ValidString(page) || strings.Contains(page, "\x00") {
				t.Errorf("%q as %s makes bytes on %s that no page may have", text, place, path)
			}
			parts, err := shape(page)
			if err != nil {
				t.Errorf("%q as %s on %s: %v", text, place, path, err)
			}
			for part := range parts {
				if !known[part] {
					t.Errorf("%.80q as %s makes %+v on %s", text, place, part, path)
				}
			}
			checkHeaders(t, text, w.Header())
		}
	}
}

// getQuery asks for a path with a query that need not be a right one.
func getQuery(h http.Handler, path, query string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.URL.RawQuery = query
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var source = regexp.MustCompile(`^('none'|'self'|'wasm-unsafe-eval'|\*|data:|(https?|wss?)://[A-Za-z0-9.*-]+(:[0-9]+)?)$`)

// ownStyle is the hash of the style in a page.
var ownStyle = regexp.MustCompile(`^'sha256-[A-Za-z0-9+/]{43}='$`)

// checkHeaders holds the answer's headers against what a link could make of them.
func checkHeaders(t *testing.T, text string, h http.Header) {
	t.Helper()
	if h.Get("Set-Cookie") != "" || h.Get("Location") != "" {
		t.Errorf("%.80q makes headers: %v", text, h)
	}
	for rule := range strings.SplitSeq(h.Get("Content-Security-Policy"), "; ") {
		words := strings.Fields(rule)
		if len(words) == 0 ||
			!strings.HasSuffix(words[0], "-src") && words[0] != "base-uri" && words[0] != "form-action" && words[0] != "frame-ancestors" {
			t.Errorf("%.80q makes the rule %q", text, rule)
			continue
		}
		for _, word := range words[1:] {
			if word == "blob:" && words[0] == "worker-src" {
				continue // the page's own worker, under the page's own rules
			}
			if ownStyle.MatchString(word) && words[0] == "style-src" {
				continue // see TestThePictureWaitsForNoOtherFile
			}
			if !source.MatchString(word) || word == "*" && words[0] != "frame-ancestors" {
				t.Errorf("%.80q lets %s have %q", text, words[0], word)
			}
		}
	}
}

// xmlShape is shape for an SVG, which must be well-formed.
func xmlShape(text string) (parts map[string]bool, words string, err error) {
	parts = map[string]bool{}
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return parts, words, nil
		}
		if err != nil {
			return nil, "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			parts["<"+token.Name.Local+">"] = true
			for _, a := range token.Attr {
				parts["<"+token.Name.Local+" "+a.Name.Local+">"] = true
			}
		case xml.CharData:
			words += string(token) + " "
		case xml.Comment, xml.ProcInst, xml.Directive:
			parts["no element and no text"] = true
		}
	}
}

func TestHostileTextsAreTextInEveryPicture(t *testing.T) {
	h := testSite(t)
	for name, more := range map[string]string{"a run": "", "a moment": "&at=1s", "a comparison": "&view=compare",
		"one that plays": "&play=1", "a theme": "&theme=none"} {
		known := map[string]bool{}
		for _, link := range places {
			for _, text := range harmless {
				parts, _, err := xmlShape(getQuery(h, "/timeline.svg", link(text)+more).Body.String())
				if err != nil {
					t.Fatal(err)
				}
				for part := range parts {
					known[part] = true
				}
			}
		}
		for place, link := range places {
			for i, text := range enginetest.HostileTexts(t) {
				if testing.Short() && i%4 != len(name)%4 {
					continue
				}
				parts, _, err := xmlShape(getQuery(h, "/timeline.svg", link(text)+more).Body.String())
				if err != nil {
					t.Errorf("%.80q as %s in %s: no XML: %v", text, place, name, err)
				}
				for part := range parts {
					if !known[part] {
						t.Errorf("%.80q as %s makes %s in %s", text, place, part, name)
					}
				}
			}
		}
	}
}

func TestHostileTitlesAreShownAsTheyAre(t *testing.T) {
	h := testSite(t)
	shown := 0
	for _, text := range enginetest.HostileTexts(t) {
		query := "tasks=1s&title=" + url.QueryEscape(text)
		s, err := engine.Parse(query)
		if err != nil || s.Title == "" {
			continue
		}
		shown++
		for _, path := range []string{"/", "/embed"} {
			root, err := html.Parse(strings.NewReader(getQuery(h, path, query).Body.String()))
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]string{}
			for n := range root.Descendants() {
				if n.Type == html.ElementNode && (n.Data == "h1" || n.Data == "h2") && n.FirstChild != nil {
					found[n.FirstChild.Data] = n.Data
				}
				if n.Type == html.ElementNode && n.Data == "title" && n.Parent.Data == "head" {
					found[n.FirstChild.Data] = "title"
				}
			}
			if found[s.Title] == "" || found[s.Title+" · Inflight"] == "" {
				t.Errorf("%q is not shown on %s: %v", s.Title, path, found)
			}
		}
		_, words, err := xmlShape(getQuery(h, "/timeline.svg", query).Body.String())
		if err != nil || !strings.Contains(words, s.Title+": gather of 1 task") {
			t.Errorf("%q is not in the picture: %v", s.Title, err)
		}
	}
	if shown < 60 {
		t.Errorf("only %d of the texts can be titles", shown)
	}
}

func TestHostileTextsStayJSON(t *testing.T) {
	h := testSite(t)
	frame, err := shape(`<iframe src="http://example.com/" width="1" height="1" title="" frameborder="0" loading="lazy" style=""></iframe>`)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range enginetest.HostileTexts(t) {
		for place, link := range places {
			w := getQuery(h, "/trace.json", link(text))
			var object map[string]any
			if err := json.Unmarshal(w.Body.Bytes(), &object); err != nil {
				t.Errorf("%.80q as %s: %v", text, place, err)
			}
			if w.Code != 200 && len(object) != 1 || w.Code == 200 && len(object) != 4 {
				t.Errorf("%.80q as %s: got %d with %d keys", text, place, w.Code, len(object))
			}
		}
		for _, query := range []string{"url=" + url.QueryEscape(text),
			"url=" + url.QueryEscape("http://example.com/?tasks=1s&title="+url.QueryEscape(text)), "format=" + url.QueryEscape(text)} {
			w := getQuery(h, "/oembed", query)
			if w.Code != 200 {
				continue
			}
			var answer struct{ HTML string }
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
				t.Errorf("%.80q: %v", text, err)
			}
			parts, err := shape(answer.HTML)
			if err != nil || !maps.Equal(parts, frame) {
				t.Errorf("%.80q: the frame is %s: %v, %v", text, answer.HTML, parts, err)
			}
		}
	}
}
