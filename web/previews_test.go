package web_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"inflight/engine"
	"inflight/web"
	"inflight/web/webtest"
)

// head is what a page's head says: its title, its meta tags by name or property, its links by their type or rel.
func head(t *testing.T, page string) map[string]string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	say := func(name, value string) {
		if _, twice := said[name]; twice && strings.HasPrefix(name, "og:") {
			t.Errorf("the page says %s twice", name)
		}
		said[name] = value
	}
	for n := range root.Descendants() {
		attributes := map[string]string{}
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
		}
		switch {
		case n.Type == html.ElementNode && n.Data == "title" && n.Parent.Data == "head":
			say("title", n.FirstChild.Data)
		case n.Type == html.ElementNode && n.Data == "meta":
			say(attributes["name"]+attributes["property"], attributes["content"])
		case n.Type == html.ElementNode && n.Data == "link" && attributes["rel"] == "canonical":
			say("canonical", attributes["href"])
		case n.Type == html.ElementNode && n.Data == "link" && attributes["rel"] == "alternate":
			say(attributes["type"], attributes["href"])
		}
	}
	return said
}

// TestEachScenarioHasOneAddress, and one name: its page, its embed and its oEmbed have the same, however the link is written.
func TestEachScenarioHasOneAddress(t *testing.T) {
	h := testSite(t)
	for target, want := range map[string]string{
		"/": "/", "/embed": "/", "/compare": "/compare", "/guide": "/guide", "/which": "/which",
		"/?preset=pool-2": "/?tasks=1s*6&limit=2", "/?limit=2&tasks=1s*6&strategy=gather": "/?tasks=1s*6&limit=2",
		"/embed?limit=2&tasks=1s*6&theme=dark&view=code":               "/?tasks=1s*6&limit=2",
		"/compare?strategies=gather,wait&tasks=1s":                     "/compare?tasks=1s&strategies=gather,wait",
		"/embed?view=compare&strategies=gather,wait&tasks=1s":          "/compare?tasks=1s&strategies=gather,wait",
		"/?" + engine.Pack(orphans) + "&preset=":                       "",
		"/?tasks=4x":                                                   "",
		"/which?error=continue&need=first&question=how-many-are-there": "",
	} {
		said := head(t, get(h, target).Body.String())
		if got := said["canonical"]; want != "" && got != "http://example.com"+want || want == "" && strings.Contains(got, "4x") {
			t.Errorf("%s: got the canonical address %q, want %q", target, got, want)
		}
		address, offered := said["application/json+oembed"]
		if !offered || want == "" {
			continue
		}
		var answer struct {
			Title  string
			Height int
		}
		json.Unmarshal(get(h, strings.TrimPrefix(address, "http://example.com")).Body.Bytes(), &answer)
		height := map[bool]int{false: 420, true: 640}[strings.HasPrefix(want, "/compare")]
		if answer.Title+" · Inflight" != said["title"] || answer.Height != height {
			t.Errorf("%s: got %q, %d px high, want the page's title %q, and %d px", target, answer.Title, answer.Height, said["title"], height)
		}
	}
}

func TestPagesDescribeThemselvesForLinkCards(t *testing.T) {
	h := testSite(t)
	for _, test := range []struct{ target, title, description, image string }{
		{"/?" + orphans, "gather leaves orphans · Inflight",
			"The session opened, and the caller created three tasks (a, b and c) and awaited them all with gather. It raised status 503 at 1.00 s.",
			"http://example.com/timeline.png?" + orphans},
		{"/?preset=pool-2&title=Two+at+a+time", "Two at a time · Inflight",
			"The session opened, and the caller created six tasks and awaited them all with gather. It returned at 3.00 s.",
			"http://example.com/timeline.png?title=Two%20at%20a%20time&tasks=1s*6&limit=2"},
		{"/", "gather leaves orphans · Inflight",
			"The session opened, and the caller created three tasks (a, b and c) and awaited them all with gather. It raised status 503 at 1.00 s.",
			"http://example.com/timeline.png?" + orphans},
		{"/compare?tasks=1s,2s&strategies=gather,sequential", "Compare 2 variants of 2 tasks · Inflight",
			"gather: 2.00 s, nothing lost; sequential: 3.00 s, nothing lost",
			"http://example.com/timeline.png?tasks=1s,2s&strategies=gather,sequential&view=compare"},
		{"/compare?title=Which+one%3F&tasks=1s,2s&strategies=gather", "Which one?: compared · Inflight", "gather: 2.00 s, nothing lost",
			"http://example.com/timeline.png?title=Which%20one?&tasks=1s,2s&strategies=gather&view=compare"},
		{"/which?need=first", "", "wait FIRST_COMPLETED", "http://example.com/timeline.png?strategy="},
		{"/embed?" + orphans + "&view=code", "gather leaves orphans · Inflight", "The session opened",
			"http://example.com/timeline.png?" + orphans},
		{"/?tasks=4x", "", "A playground for concurrent web requests", ""},
		{"/?tasks=https://example.com/", "", "A playground for concurrent web requests", ""},
	} {
		w := get(h, test.target)
		said := head(t, w.Body.String())
		if w.Code != 200 || test.title != "" && said["title"] != test.title || said["og:title"] != said["title"] {
			t.Errorf("%s: got %d %q and %q, want %q", test.target, w.Code, said["title"], said["og:title"], test.title)
		}
		if !strings.HasPrefix(said["description"], test.description) || said["og:description"] != said["description"] {
			t.Errorf("%s: got %q and %q, want %q", test.target, said["description"], said["og:description"], test.description)
		}
		if !strings.HasPrefix(said["og:image"], test.image) || test.image == "" && said["og:image"] != "" {
			t.Errorf("%s: got image %q, want %q", test.target, said["og:image"], test.image)
		}
		if said["og:url"] != "http://example.com"+test.target || said["twitter:card"] == "" {
			t.Errorf("%s: got og:url %q and card %q", test.target, said["og:url"], said["twitter:card"])
		}
		if test.image == "" {
			continue
		}
		if picture := get(h, strings.TrimPrefix(said["og:image"], "http://example.com")); picture.Code != 200 {
			t.Errorf("%s: its image %s: %d %s", test.target, said["og:image"], picture.Code, picture.Body)
		}
		address, offered := said["application/json+oembed"]
		if offered == strings.HasPrefix(test.target, "/which") { // which has nothing to embed
			t.Errorf("%s: offers oEmbed: %v", test.target, offered)
		}
		if !offered {
			continue
		}
		if found := get(h, strings.TrimPrefix(address, "http://example.com")); found.Code != 200 {
			t.Errorf("%s: its oEmbed %s: %d %s", test.target, address, found.Code, found.Body)
		}
	}
}

// TestTheGuideDescribesItselfToEachWhoAsks, under the address that was asked for, though its text is written once.
func TestTheGuideDescribesItselfToEachWhoAsks(t *testing.T) {
	h := testSite(t)
	for _, host := range []string{"example.com", "play.example.org:8000", "example.com"} {
		said := head(t, getFrom(h, host, "/guide").Body.String())
		if got, want := said["og:url"], "http://"+host+"/guide"; got != want {
			t.Errorf("got og:url %q, want %q", got, want)
		}
		if got, want := said["og:image"], "http://"+host+"/timeline.png?"+orphans; got != want {
			t.Errorf("got og:image %q, want %q", got, want)
		}
		if said["twitter:card"] != "summary_large_image" || said["og:title"] != said["title"] ||
			said["title"] != "Guide to concurrent requests · Inflight" {
			t.Errorf("%s: got the card %q of %q, with the title %q", host, said["twitter:card"], said["og:title"], said["title"])
		}
	}
}

func TestPagesAreSilentAboutAddressesThatAreNone(t *testing.T) {
	h := testSite(t)
	for _, host := range []string{`evil"><script>`, "a b", "x;y", "", "user@host", "host/path"} {
		for _, target := range []string{"/?tasks=1s", "/guide"} {
			said := head(t, getFrom(h, host, target).Body.String())
			if said["og:url"] != "" || said["og:image"] != "" || said["description"] == "" {
				t.Errorf("%s of host %q: got %q and %q", target, host, said["og:url"], said["og:image"])
			}
		}
	}
}

func TestThePublicAddressIsTheFlags(t *testing.T) {
	site, err := web.New(webtest.Files(t), "http://*.localhost:8001")
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"example.com", "ftp://example.com", "https://*.example.com", "https://example.com/play",
		"https://a:b@example.com", "https://example.com?x", ""} {
		if err := site.PublishAt(wrong); err == nil ||
			!strings.Contains(err.Error(), "want the site's public address, such as https://inflight.example.com") {
			t.Errorf("%q: got %v", wrong, err)
		}
	}
	if err := site.PublishAt("https://inflight.example.com/"); err != nil {
		t.Fatal(err)
	}
	said := head(t, getFrom(site.Handler(), "127.0.0.1:8000", "/?tasks=1s").Body.String())
	if got, want := said["og:image"], "https://inflight.example.com/timeline.png?tasks=1s"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	said = head(t, getFrom(site.Handler(), "127.0.0.1:8000", "/guide").Body.String())
	if got, want := said["og:url"], "https://inflight.example.com/guide"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestOEmbedAnswersAsItsSpecificationSays(t *testing.T) {
	h := testSite(t)
	const home = "http://example.com"
	for _, test := range []struct {
		url, more string
		status    int
		holds     string
	}{
		{home + "/?" + orphans, "", 200, `<iframe src="http://example.com/embed?tasks=a=3s,b=1s!503,c=2s&amp;after=linger&` +
			`amp;raise_for_status=true" width="720" height="420" title="gather leaves orphans"`},
		{home + "/?" + orphans, "&maxwidth=400&maxheight=320", 200, `width="400" height="320"`},
		{home + "/?" + orphans, "&maxwidth=4000&format=json", 200, `width="720" height="420"`},
		{home + "/compare?tasks=1s&strategies=gather,wait", "", 200,
			`<iframe src="http://example.com/embed?view=compare&amp;tasks=1s&amp;strategies=gather,wait"`},
		{home + "/embed?tasks=1s&view=code&theme=dark", "", 200, `<iframe src="http://example.com/embed?tasks=1s&amp;view=code&amp;theme=dark"`},
		{home, "", 200, `<iframe src="http://example.com/embed"`},
		{"https://EXAMPLE.com/?title=%3Cb%3E%22&tasks=1s", "", 200, `title="&lt;b&gt;&#34;"`},
		{home + "/#z=S0_NU0gsSi62NSwGAAAA__8", "", 404, ""},
		{home + "/?tasks=4x", "", 404, "cannot be read"},
		{home + "/which", "", 404, "no such page"},
		{home + "/assets/x/app.css", "", 404, "no such page"},
		{"http://example.org/?tasks=1s", "", 404, "no such page"},
		{"http://example.com.evil.org/?tasks=1s", "", 404, "no such page"},
		{"javascript://example.com/?tasks=1s", "", 404, "no such page"},
		{"http://example.com:8000/?tasks=1s", "", 404, "no such page"},
		{"", "", 400, "url: want"},
		{home + "/?tasks=1s", "&format=xml", 501, "want json"},
		{home + "/?tasks=1s", "&maxwidth=0", 400, "maxwidth"},
		{home + "/?tasks=1s", "&maxheight=tall", 400, "maxheight"},
	} {
		w := get(h, "/oembed?url="+url.QueryEscape(test.url)+test.more)
		if w.Code != test.status {
			t.Errorf("%s%s: got %d %s, want %d", test.url, test.more, w.Code, w.Body, test.status)
			continue
		}
		if test.status != 200 {
			if !strings.Contains(w.Body.String(), test.holds) {
				t.Errorf("%s%s: got %s, want %s", test.url, test.more, w.Body, test.holds)
			}
			continue
		}
		var answer map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		width, height := answer["width"].(float64), answer["height"].(float64)
		if _, thumb := answer["thumbnail_url"]; thumb && (answer["thumbnail_width"] == nil || answer["thumbnail_height"] == nil) ||
			width < 1 || height < 1 {
			t.Errorf("%s%s: got %v, which lacks what the specification requires", test.url, test.more, answer)
		}
		// wp_filter_oembed_result of WordPress lets a frame alone through, from sites that it was not told of.
		if !regexp.MustCompile(`^<iframe [^<>]*></iframe>$`).MatchString(answer["html"].(string)) {
			t.Errorf("%s%s: got the HTML %s, want one frame", test.url, test.more, answer["html"])
		}
		if answer["version"] != "1.0" || answer["type"] != "rich" || answer["provider_name"] != "Inflight" ||
			!strings.Contains(answer["html"].(string), test.holds) {
			t.Errorf("%s%s: got %v, want %s", test.url, test.more, answer, test.holds)
		}
	}
}

func TestTheFirstPictureIsSmallAndComplete(t *testing.T) {
	h := testSite(t)
	stylesheet := regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)"`)
	for _, target := range []string{"/", "/embed", "/compare", "/?preset=gather-1000", "/embed?preset=one-by-one",
		"/?" + engine.Pack(orphans)} {
		w := get(h, target, "Accept-Encoding", "br")
		page := get(h, target).Body.String()
		bytes := w.Body.Len()
		for _, sheet := range stylesheet.FindAllStringSubmatch(page, -1) {
			bytes += get(h, sheet[1], "Accept-Encoding", "br").Body.Len()
		}
		t.Logf("%s: %d bytes of HTML, %d with its style sheets", target, w.Body.Len(), bytes)
		if bytes > 30<<10 {
			t.Errorf("%s: %d bytes before the first picture: want at most 30 KB", target, bytes)
		}
		flight := "flight-bar"
		if strings.Contains(target, "1000") {
			flight = `"band"`
		}
		for _, part := range []string{"<svg", flight, "<table", "The session opened"} {
			if !strings.Contains(page, part) && !(strings.HasPrefix(target, "/compare") && part == "The session opened") {
				t.Errorf("%s: without a script there is no %s", target, part)
			}
		}
	}
}
