package engine_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"inflight/engine"
)

// TestClientTimeoutsAreRead in any order and written in one, and what is wrong is marked where it stands.
func TestClientTimeoutsAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"none": "none", "total:1500ms": "total:1.5s", "sock_read:1s, connect:0.5s": "connect:500ms,sock_read:1s",
		"sock_connect:200ms/total:1s":                              "total:1s,sock_connect:200ms",
		"total:1.5s,connect:500ms,sock_connect:200ms,sock_read:1s": "total:1.5s,connect:500ms,sock_connect:200ms,sock_read:1s",
	} {
		s := must(engine.Parse("tasks=1s&client_timeout=" + text))
		if got := s.ClientTimeout.String(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		} else if again := must(engine.Parse(s.Link())); again.ClientTimeout != s.ClientTimeout {
			t.Errorf("%s: written as %s, which reads as %v", text, s.Link(), again.ClientTimeout)
		}
	}
	for link, want := range map[string]struct {
		marked, words string
	}{
		"tasks=1s&client_timeout=toal:1s":                  {"toal", "want total, connect, sock_connect or sock_read"},
		"tasks=1s&client_timeout=1s":                       {"1s", "want total, connect, sock_connect or sock_read"},
		"tasks=1s&client_timeout=total":                    {"", "no time: want clocks with times above 0, such as total:1.5s,connect:500ms"},
		"tasks=1s&client_timeout=total:1s,connect:":        {"", `clock 2 "connect:": no time`},
		"tasks=1s&client_timeout=total:1s,":                {"", "want total, connect, sock_connect or sock_read"},
		"tasks=1s&client_timeout=total:-1s":                {"-1s", "want a duration such as 200ms or 1.5s"},
		"tasks=1s&client_timeout=total:1s, sock_read:2x":   {"x", `unknown unit "x"`},
		"tasks=1s&client_timeout=connect:0s":               {"0s", "aiohttp takes 0 for no timeout: want a time above 0, or no connect"},
		"tasks=1s&client_timeout=total:1s,total:2s":        {"total:2s", "total stands there twice: want each clock once"},
		"tasks=1s&client_timeout=total:2h":                 {"2h", "want at most 1h"},
		"client=socket&tasks=1s&client_timeout=total:1s":   {"total:1s", "client=socket has no such option; it belongs to client=http"},
		"client=blocking&tasks=1s&client_timeout=total:1s": {"total:1s", "client=blocking has no such option; it belongs to client=http"},
	} {
		_, err := engine.Parse(link)
		var wrong *engine.ParseError
		if !errors.As(err, &wrong) || wrong.Key != "client_timeout" || !strings.Contains(err.Error(), want.words) {
			t.Errorf("%s: got %v, want %s", link, err, want.words)
			continue
		}
		_, value, _ := strings.Cut(link, "client_timeout=")
		if got := string([]rune(value)[wrong.Offset : wrong.Offset+wrong.Length]); got != want.marked {
			t.Errorf("%s: marks %q, want %q", link, got, want.marked)
		}
	}
}

// TestEachClockCoversWhatAiohttpsDoes: what each of them strikes, and what the pool does with the place.
func TestEachClockCoversWhatAiohttpsDoes(t *testing.T) {
	for link, want := range map[string]string{
		// total: the line, connecting, the answer and its body
		"tasks=500ms*3&limit=1&client_timeout=total:700ms": "200@0.5 total@0.7 total@0.7",
		"tasks=1s&connect=1s&client_timeout=total:500ms":   "total@0.5",
		"tasks=100ms&size=1000000&client_timeout=total:1s": "total@1",
		"tasks=1s:500ms&client_timeout=total:600ms":        "200@1.5", // not the sleep before the request
		// connect: the line and connecting, but not who finds an idle connection at once
		"tasks=500ms*3&limit=1&client_timeout=connect:700ms":                          "200@0.5 200@1 connect@0.7",
		"tasks=500ms,0s:500ms&limit=1&connect=300ms&client_timeout=connect:400ms":     "200@0.8 connect@0.4",
		"tasks=500ms,1s:500ms&limit=1&connect=300ms&client_timeout=connect:350ms":     "200@0.8 200@1.5",
		"tasks=500ms*2&limit=1&connect=300ms&client_timeout=sock_connect:200ms":       "sock_connect@0.2 sock_connect@0.4",
		"tasks=500ms*2&limit=1&connect=100ms&client_timeout=sock_connect:200ms":       "200@0.6 200@1.1",
		"tasks=500ms*2&connect=300ms&client_timeout=connect:200ms,sock_connect:200ms": "connect@0.2 connect@0.2",
		// sock_read: silence, and the place is free after it
		"tasks=900ms,500ms&limit=1&client_timeout=sock_read:600ms":      "sock_read@0.6 200@1.1",
		"tasks=500ms&size=2000000&client_timeout=sock_read:600ms":       "200@2.5",
		"tasks=300ms*3&server=at_once:1&client_timeout=sock_read:600ms": "200@0.3 sock_read@0.6 sock_read@0.6",
		// rounded up to a whole second of the loop's clock: total from 5 s on, the others above
		"tasks=400ms:9s&client_timeout=total:5s":               "total@6",
		"tasks=400ms:9s&client_timeout=total:4.9s":             "total@5.3",
		"tasks=1s&connect=9s&client_timeout=sock_connect:5s":   "sock_connect@5",
		"tasks=1s&connect=9s&client_timeout=sock_connect:5.1s": "sock_connect@6",
		"tasks=400ms:9s&client_timeout=sock_read:7s":           "sock_read@7.4",
		// a timeout is retried, hedged, and one around it is another
		"tasks=900ms&client_timeout=total:300ms&each=retry:2:100ms":            "total@0.3 total@0.7",
		"strategy=hedge&tasks=900ms&hedge_after=1s&client_timeout=total:300ms": "total@0.3 total@0.6",
		"tasks=900ms&client_timeout=total:300ms&each=timeout:200ms":            "cancel@0.2",
		"tasks=900ms&client_timeout=total:300ms&each=timeout:300ms":            "cancel@0.3",
	} {
		s := must(engine.Parse(link + "&return_exceptions=true"))
		ends := make([]string, len(s.Requests()))
		log := must(engine.Simulate(s))
		for _, e := range log {
			if e.OfTask() && slices.Contains([]engine.Kind{engine.Finish, engine.Fail, engine.Cancel}, e.Kind) {
				clock := strings.TrimPrefix(e.Error, "timeout ")
				what := map[engine.Kind]string{engine.Finish: "200", engine.Fail: clock, engine.Cancel: "cancel"}
				ends[e.Task] = what[e.Kind] + "@" + strings.TrimSuffix(engine.Entry{Latency: e.T, Count: 1}.String(), "s")
			}
		}
		got := strings.Join(slices.DeleteFunc(ends, func(s string) bool { return s == "" }), " ")
		if seconds(got) != want {
			t.Errorf("%s\n got %s\nwant %s", link, seconds(got), want)
		}
		if err := log.Check(s); err != nil {
			t.Errorf("%s: %v", link, err)
		}
	}
}

// seconds writes the times in seconds.
func seconds(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		what, at, _ := strings.Cut(w, "@")
		if ms, is := strings.CutSuffix(at, "m"); is {
			at = strings.TrimSuffix("0."+strings.TrimRight(ms, "0"), ".")
		}
		words[i] = what + "@" + at
	}
	return strings.Join(words, " ")
}
