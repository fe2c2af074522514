package app

import (
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"golang.org/x/net/html"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

func TestServerIsSummedUp(t *testing.T) {
	request := func(change func(*engine.Seen)) engine.Seen {
		s := engine.Unseen(0)
		s.Status = 200
		change(&s)
		return s
	}
	socket := func(change func(*engine.Seen)) engine.Seen {
		s := engine.Unseen(0)
		s.Status, s.Accepted = 101, 0
		change(&s)
		return s
	}
	answered := func(s *engine.Seen) { s.Answered = time.Second }
	broken := func(s *engine.Seen) { s.Broken = time.Second }
	gone := func(s *engine.Seen) { s.Abandoned = time.Second }
	closed := func(s *engine.Seen) { s.Answered, s.Closed = time.Second, time.Second }
	for want, account := range map[string]engine.Account{
		"The server received 3 requests and answered 1, broke 1, and noticed that the client had gone from 1.": {
			request(answered), request(broken), request(gone)},
		"The server received 1 request and answered 0.": {request(func(*engine.Seen) {})},
		"The server accepted 5 of 6 sockets and closed 1, broke 1, and noticed that the client had gone from 2.": {
			socket(closed), socket(broken), socket(gone), socket(answered), socket(func(*engine.Seen) {}),
			socket(func(s *engine.Seen) { s.Accepted, s.Abandoned = engine.Never, 0 })},
	} {
		if got := serverSummary(account); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestAccountSaysHowFarItGoes: a server that does not answer is not "at work" for ever, and one that does is asked until nothing is open.
func TestAccountSaysHowFarItGoes(t *testing.T) {
	_, log := enginetest.Simulated(t, "tasks=1s*2")
	open, answered := engine.Unseen(0), engine.Unseen(1)
	open.Received, answered.Received, answered.Answered, answered.Status = 0, 0, time.Second, 200
	account, done := engine.Account{open, answered}, engine.Account{answered}
	const number = 2
	for name, c := range map[string]struct {
		messages []any
		want     []string
	}{
		"no account":  {nil, []string{"Nothing yet."}},
		"unreadable":  {[]any{model.Saw{Run: number, Unreadable: true}}, []string{"cannot be read"}},
		"nobody came": {[]any{model.Ended{Run: number}, model.Saw{Run: number, Last: true}}, []string{"No request of this run has reached"}},
		"at work":     {[]any{model.Saw{Run: number, Account: account}}, []string{"1 is at work.", "<td>at work</td>"}},
		"died": {[]any{model.Saw{Run: number, Account: account}, model.Ended{Run: number}, model.Saw{Run: number, Unreadable: true}},
			[]string{"what became of 1 is not known", "at work when last heard of"}},
		"forgot": {[]any{model.Saw{Run: number, Account: account}, model.Ended{Run: number}, model.Saw{Run: number}},
			[]string{"what became of 1 is not known"}},
		"answers again": {[]any{model.Saw{Run: number, Unreadable: true}, model.Ended{Run: number}, model.Saw{Run: number, Account: account}},
			[]string{"1 is at work, so it is asked again."}},
		"all is over": {[]any{model.Ended{Run: number}, model.Saw{Run: number, Account: done, Last: true}}, []string{"Nothing is open there."}},
	} {
		p := &Page{mounted: newMounted(), m: model.NewModel("tasks=1s*2")}
		for _, message := range append([]any{model.RunAsked{ID: "r"}, model.Happened{Run: number, Events: log}}, c.messages...) {
			p.m = p.m.Update(message)
		}
		markup := app.HTMLString(p.server())
		for _, want := range c.want {
			if !strings.Contains(markup, want) {
				t.Errorf("%s: got no %q in %s", name, want, markup)
			}
		}
	}
}

// TestPicturesAreToldApart: each picture of a page has a name of its own for those who cannot see it.
func TestPicturesAreToldApart(t *testing.T) {
	const options = "gather,gather+return_exceptions,gather+limit=2,wait,wait+FIRST_COMPLETED,race,race+each=shield"
	pages := map[string]string{
		"many seeds": RenderCompare(t.Context(), "tasks=100ms..1s*3&runs=3&strategies="+options).Markup,
		"compare":    RenderCompare(t.Context(), "title=One&tasks=1s*2&strategies="+options).Markup,
		"embed":      RenderEmbed(t.Context(), "view=compare&tasks=1s*2&strategies="+options).Markup,
		"playground": Render(t.Context(), "tasks=1s*2&runs=3").Markup,
	}
	for _, query := range []string{"", "need=all&order=listed&error=stop&deadline=no", "need=all&order=arrival&error=continue&deadline=yes",
		"need=first&order=listed&error=continue&deadline=no"} {
		pages["which"+query] = RenderWhich(t.Context(), query).Markup
	}
	for page, markup := range pages {
		root, err := html.Parse(strings.NewReader(markup))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, name := range pictureNames(root, nil) {
			if name == "" || seen[name] {
				t.Errorf("%s: a picture is called %q, as another is", page, name)
			}
			seen[name] = true
		}
		if len(seen) == 0 {
			t.Errorf("%s has no picture", page)
		}
	}
}

// pictureNames are the names of the pictures in a wide window.
func pictureNames(n *html.Node, names []string) []string {
	attribute := func(key string) string {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val
			}
		}
		return ""
	}
	if attribute("aria-hidden") == "true" || strings.Contains(attribute("class"), "only-narrow") {
		return names
	}
	if attribute("role") == "img" {
		name := attribute("aria-label")
		if first := n.FirstChild.NextSibling; name == "" && first.Data == "title" {
			name = first.FirstChild.Data
		}
		return append(names, name)
	}
	for child := range n.ChildNodes() {
		names = pictureNames(child, names)
	}
	return names
}

func TestEventsSayWhatIsHeld(t *testing.T) {
	for query, want := range map[string]string{
		"tasks=1s&connect=50ms": "the session is open|created|starts|opens a connection connection 1|sends its request " +
			"connection 1|finishes 200|",
		"tasks=1s&session=per_request": "created|starts|its own session is open|sends its request connection 1|its own session " +
			"is closed|finishes 200|",
		"tasks=1s!unclean&client=socket&closing=50ms": "created|starts|connects its socket connection 1|its socket is open|begins to close its " +
			"socket|fails unclean|",
		"strategy=exit_stack&tasks=1s": "starts|connects its socket connection 1|its socket is open|finishes 5 bytes|the caller receives it 5 " +
			"bytes|begins to close its socket|its socket is closed|",
	} {
		m, got := model.NewModel(query), ""
		for i, e := range m.Predicted.Log {
			got += strings.TrimSpace(meaning(m.Scenario, e)+" "+eventDetail(m.Predicted, i)) + "|"
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s:\ngot  %s\nwant %s…", query, got, want)
		}
	}
}

func TestServerNamesConnections(t *testing.T) {
	for want, seen := range map[string]engine.Seen{
		"#3 HTTP/1.1": {Connection: 3, Protocol: "HTTP/1.1"}, "#1 HTTP/2": {Connection: 1, Protocol: "HTTP/2.0"},
		"#2 WebSocket": {Connection: 2, Protocol: "websocket"}, "HTTP/1.1": {Protocol: "HTTP/1.1"}, "–": {},
	} {
		if got := overWords(new(view.Timeline), seen); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLegendExplainsWhatOccurs(t *testing.T) {
	for query, test := range map[string]struct{ has, not []string }{
		"tasks=1s": {[]string{"result received"}, []string{"sleeping", "nobody", "cancelled", "socket", "connecting", "predicted",
			"main() waits", "in flight", "finished"}}, // the last three stand in the picture
		"tasks=1s*2&limit=1&connect=50ms":     {[]string{"connecting"}, []string{"receiving", "held up", "waiting in line"}},
		"tasks=200ms:1s&size=1000":            {[]string{"sleeping", "receiving the body"}, []string{"connecting"}},
		"tasks=1s&client=socket&closing=50ms": {[]string{"socket open", "closing", "entered, closed"}, []string{"in flight"}},
		"tasks=1s*200&limit=1":                {[]string{"waiting in line", "in flight"}, []string{"connecting"}},
	} {
		markup := NewPage(t.Context(), query).signs.markupOf(NewPage(t.Context(), query).picture(), false)
		for _, words := range test.has {
			if !strings.Contains(markup, words) {
				t.Errorf("%s: got no %q", query, words)
			}
		}
		for _, words := range test.not {
			if strings.Contains(markup, words) {
				t.Errorf("%s: got %q, which does not occur", query, words)
			}
		}
	}
}

func TestMarksAreDrawnWhereTheirEventsAre(t *testing.T) {
	m := model.NewModel("tasks=a=1s,b=2s")
	log := m.Predicted.Log
	var marked []int
	for i, e := range log {
		if e.Kind == engine.Finish || e.Kind == engine.Close {
			marked = append(marked, i)
		}
	}
	scene := picture.Layout(m.Predicted, picture.LayoutOptions{Events: marked})
	var lanes []int
	for _, mark := range scene.Marks {
		if mark.Meaning != picture.EventMark {
			continue
		}
		if e := log[mark.Event]; mark.X != scene.X(e.T) || scene.Row(mark.Y) != e.Task {
			t.Errorf("%v is marked at %v in lane %d", e, mark.X, scene.Row(mark.Y))
		}
		lanes = append(lanes, log[mark.Event].Task)
	}
	if len(lanes) != 3 {
		t.Errorf("%d events are marked, want 3", len(lanes))
	}
	table := new(drawnTable)
	if got := strings.Count(table.markupOf(m.Predicted, m.Labels, true, &model.Marking{Line: 1, Events: marked}), `marked"`); got != 3 {
		t.Errorf("%d rows of the table are marked, want 3", got)
	}
}

// TestAServersAccountSaysWhomItTurnedAway, whom it served, and who waited there.
func TestAServersAccountSaysWhomItTurnedAway(t *testing.T) {
	seen := func(served, answered time.Duration, status int) engine.Seen {
		s := engine.Unseen(0)
		s.Received, s.Served, s.Answered, s.Status = 0, served, answered, status
		return s
	}
	for link, want := range map[string]string{
		"tasks=1s&server=at_once:2":     "Of these it served 2, 1 after a wait of up to 500 ms. ",
		"tasks=1s&server=at_once:2:503": "Of these it served 2, 1 after a wait of up to 500 ms, and turned 1 away. ",
		"tasks=1s&server=down:1s-2s":    "",
		"tasks=1s":                      "",
	} {
		s, log := enginetest.Simulated(t, link)
		timeline := view.Fold(s, log, view.WholeLog)
		account := engine.Account{seen(20*time.Millisecond, time.Second, 200), seen(500*time.Millisecond, 1500*time.Millisecond, 200),
			seen(engine.Never, 0, 503)}
		if got := timeline.ServerInWords(account); got != want {
			t.Errorf("%s: got %q, want %q", link, got, want)
		}
	}
	s, log := enginetest.Simulated(t, "tasks=1s&server=at_once:2:503")
	if got := view.Fold(s, log, view.WholeLog).AtServerWords(seen(engine.Never, 0, 503)); got != "turned away" {
		t.Errorf("got %q", got)
	}
}
