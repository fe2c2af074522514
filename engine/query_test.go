package engine

import (
	"html"
	"net/url"
	"strings"
	"testing"
)

func TestLinksSurviveChatPrograms(t *testing.T) {
	const link = "title=Two%20of%2010%25?&strategy=wait&tasks=%C3%A4=3s,b=1s!503*2,c=500ms&return_when=FIRST_COMPLETED&pending=again"
	s, err := Parse(link)
	if err != nil || s.Link() != link {
		t.Fatalf("%s is not canonical: %v", link, err)
	}
	twice := strings.ReplaceAll(link, "%", "%25")
	for name, changed := range map[string]string{
		"as it was":                       link,
		"with spaces around it":           " \n" + link + "\t ",
		"in angle brackets":               "<?" + link + ">",
		"out of a page's source":          html.EscapeString(link),
		"out of a page's source twice":    strings.ReplaceAll(link, "&", "&amp;amp;"),
		"with its escapes escaped":        twice,
		"with its escapes escaped thrice": strings.ReplaceAll(twice, "%", "%25"),
		"escaped as a whole":              url.QueryEscape(link),
		"escaped as a whole twice":        url.QueryEscape(url.QueryEscape(link)),
		"as a browser's encoder does":     url.PathEscape(link),
		"as a form is sent":               strings.ReplaceAll(link, "%20", "+"),
	} {
		s, err := Parse(changed)
		if err != nil {
			t.Errorf("%s, %q: %v", name, changed, err)
			continue
		}
		if got := s.Link(); got != link {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, link)
		}
	}
}

func TestATitleEscapedTwiceAloneIsSeen(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{"My%2520title", "My title"},
		{"My%252520title", "My title"},
		{"Caf%25C3%25A9", "Café"},
		{"100%25", "100%"},
		{"is+%2541+a", "is %41 a"},
		{"%25FF", "%FF"},
	} {
		s, err := Parse("tasks=1s&title=" + c.value)
		if err != nil || s.Title != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.value, s.Title, err, c.want)
		}
	}
}

func TestWhatCanBeReadAsItStandsMeansThat(t *testing.T) {
	s, err := Parse("tasks=https://example.com/a%2520b")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Entries[0].URL; got != "https://example.com/a%20b" {
		t.Errorf("got %s, want the escape of the URL itself kept", got)
	}
}

func TestLinksEndInNothingThatProgramsCutOff(t *testing.T) {
	for _, end := range strings.Split("_ = . , ! ? : ~ * ) ] } ' ; - @ $ & # %25 \" > < ^ ` | \\", " ") {
		link := "tasks=https://example.com/" + url.QueryEscape("a"+end)
		s, err := Parse(link)
		if end == "," { // separates tasks
			s, err = Parse("v=2&tasks=1s&x=a%2C")
		}
		if err != nil {
			t.Errorf("%q: %v", end, err)
			continue
		}
		got := s.Link()
		if last := got[len(got)-1]; !isAlphanumeric(last) && last != '/' {
			t.Errorf("%s ends in %q", got, last)
		}
		if again, err := Parse(got); err != nil || again.Link() != got {
			t.Errorf("%s does not open again as itself: %v", got, err)
		}
	}
}

func TestANewerVersionsKeysAreSaidAndKept(t *testing.T) {
	const link = "v=3&strategy=wait&tasks=1s,2s&pending=cancel&colour=a%26b&breaker_&half=%3D50%25"
	s, err := Parse("colour=a%26b&tasks=1s,2s&breaker_=&pending=cancel&v=3&half==50%25&strategy=wait")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Link(); got != "v=3&strategy=wait&tasks=1s,2s&pending=cancel&colour=a%26b&breaker_&half==50%25" {
		t.Errorf("got  %s", got)
	}
	const want = `A newer version of Inflight wrote this link (v=3). This one does not know the keys "colour", "breaker_" and "half", runs ` +
		`without them, and leaves them in the link.`
	if got := s.Notice(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	again, err := Parse(link)
	if err != nil || again.Link() != s.Link() {
		t.Errorf("got %v, %v, want %s", again, err, s.Link())
	}
	compared, variants, err := ParseComparison("v=3&tasks=1s&x=1&strategies=gather,wait")
	if err != nil || ComparisonLink(compared, variants) != "v=3&tasks=1s&x=1&strategies=gather,wait" {
		t.Errorf("a comparison loses what it does not know: %s, %v", ComparisonLink(compared, variants), err)
	}
}

func TestAPresetIsAShortLink(t *testing.T) {
	for _, c := range []struct{ link, want string }{
		{"preset=gather-orphans", "tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true"},
		{"after=exit&preset=gather-orphans&title=Gone", "title=Gone&tasks=a=3s,b=1s!503,c=2s&raise_for_status=true"},
		{"preset=gather-orphans&strategy=task_group", "strategy=task_group&tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true"},
		{"preset=first-exception&strategy=gather", "tasks=1s!reset,4s,4s"},
		{"preset=first-exception&return_when=FIRST_COMPLETED",
			"strategy=wait&tasks=1s!reset,4s,4s&return_when=FIRST_COMPLETED&pending=cancel&on_error=handle"},
		{"preset=timeout&timeout=none&tasks=1s", "tasks=1s"},
	} {
		s, err := Parse(c.link)
		if err != nil {
			t.Errorf("%s: %v", c.link, err)
			continue
		}
		if got := s.Link(); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.link, got, c.want)
		}
	}
	if _, err := Parse("preset=nope"); err == nil ||
		!strings.HasPrefix(err.Error(), `preset: unknown preset "nope": want one such as `) {
		t.Errorf("got %v", err)
	}
}
