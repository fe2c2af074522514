package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/backend"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	programs "inflight/engine/program"
)

// TestOutcomesStandInTheDocs as their table has them: the earlier they strike, the earlier they come. make golden writes them.
func TestOutcomesStandInTheDocs(t *testing.T) {
	table := "\n| outcome | what happens | of |\n| --- | --- | --- |\n" + manualOf(&engine.BadStatus)
	for _, name := range everyOutcome() {
		table += manualOf(engine.OutcomeNamed(name))
	}
	enginetest.Region(t, "docs/links.md", "<!-- outcomes:", "<!-- /outcomes -->", table+"\n")
}

func manualOf(o *engine.Outcome) string {
	of := map[engine.Clients]string{
		engine.AnyClient:  "all",
		engine.Requesting: "`http`, `blocking`",
		engine.Socketing:  "`socket`, `exit_stack`",
	}
	return "| `" + written(o) + "` | " + o.Manual + " | " + of[o.Of] + " |\n"
}

// written is a task with the outcome. One that never gets to the server has no latency.
func written(o *engine.Outcome) string {
	if !o.Name.Arrives() {
		return "0s!" + string(o.Name)
	}
	return "1s!" + string(o.Name)
}

func everyOutcome() []engine.What {
	names := engine.OutcomesOf(false)
	for _, name := range engine.OutcomesOf(true) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// TestLooksAndOutcomesAreComplete walks both tables and says what their rows lack, each in a sentence.
func TestLooksAndOutcomesAreComplete(t *testing.T) {
	for m := range picture.Meaning(picture.Meanings) {
		for fate := range 2 * picture.Cut {
			mark := picture.Mark{Meaning: m, Fate: fate}
			if fate != 0 && !m.ShowsFate() {
				continue // it looks the same
			}
			for _, sentence := range lookLacks(m.Class(), mark.Look()) {
				t.Error(sentence)
			}
		}
	}
	for i := range engine.Outcomes {
		for _, sentence := range outcomeLacks(t, &engine.Outcomes[i]) {
			t.Error(sentence)
		}
	}
}

// TestForgottenRowsAreNamed: what a table does not say of a meaning or an outcome is said by the test above.
func TestForgottenRowsAreNamed(t *testing.T) {
	for _, test := range []struct{ got, want []string }{
		{lookLacks("slow-bar", &picture.Look{}), []string{
			"the mark slow-bar cannot be seen: give it a rule with a Fill, a Stroke or a Hatch in engine/picture/looks.go",
		}},
		{lookLacks("slow-cap", &picture.Look{Stroke: "violet", Fill: picture.Paper}), []string{
			"the mark slow-cap has the colour violet, which has no value in the light theme: give it a row in engine/picture/colours.go",
			"the mark slow-cap has the colour violet, which has no value in the dark theme: give it a row in engine/picture/colours.go",
			"the mark slow-cap has the colour violet, which pages do not set and the canvas is not told: see engine/picture/colours.go",
			"the mark slow-cap has no Sign: give it a rule with one in engine/picture/looks.go",
			"the mark slow-cap has no width where it is small: put it into caps in engine/picture/looks.go",
		}},
		{outcomeLacks(t, &engine.Outcome{Name: "stall", Of: engine.Socketing}), []string{
			"the outcome stall does not say when it strikes: give its row in engine/outcome.go a Strikes",
			"the outcome stall has no words in a menu: give its row in engine/outcome.go a Meaning",
			"the outcome stall has no words on a picture: give its row in engine/outcome.go a Title",
			"the outcome stall has no words in the story: give its row in engine/outcome.go a Story",
			"the outcome stall has no words in the manual: give its row in engine/outcome.go a Manual",
			"the outcome stall has no words for clients that cannot have it: give its row in engine/outcome.go a Misfit",
			"the outcome stall is in no old link: add a line with it to engine/testdata/links.txt",
			"the outcome stall was never compared with CPython's: teach engine/testdata/cpython/trace.py what it does, and run make traces",
			"the outcome stall is not what comes of client=socket&tasks=1s!stall when simulated: ",
		}},
	} {
		if !slices.EqualFunc(test.got, test.want, strings.HasPrefix) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(test.got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

// lookLacks says what a look lacks.
func lookLacks(class string, l *picture.Look) (sentences []string) {
	say := func(format string, args ...any) {
		sentences = append(sentences, "the mark "+class+fmt.Sprintf(format, args...))
	}
	used := []picture.Colour{l.Fill, l.Stroke}
	if l.Hatch != nil {
		used = append(used, l.Hatch.Colour)
	}
	used = slices.DeleteFunc(used, func(c picture.Colour) bool { return c == "" })
	if len(used) == 0 {
		say(" cannot be seen: give it a rule with a Fill, a Stroke or a Hatch in engine/picture/looks.go")
	}
	for _, c := range used {
		for _, theme := range []string{"light", "dark"} {
			if value := picture.Colours(theme)[c]; !hexColour.MatchString(value) {
				say(" has the colour %s, which has no value in the %s theme: give it a row in engine/picture/colours.go", c, theme)
			}
		}
		if !strings.Contains(picture.PageCSS(), "--"+string(c)+":") || !strings.Contains(picture.CanvasLooks(), `"`+string(c)+`",`) {
			say(" has the colour %s, which pages do not set and the canvas is not told: see engine/picture/colours.go", c)
		}
	}
	if isCap := strings.HasSuffix(class, "-cap"); isCap && l.Sign == "" {
		say(" has no Sign: give it a rule with one in engine/picture/looks.go")
	}
	if isCap := strings.HasSuffix(class, "-cap"); isCap && l.SmallWidth == 0 {
		say(" has no width where it is small: put it into caps in engine/picture/looks.go")
	}
	return sentences
}

var hexColour = regexp.MustCompile(`^#([0-9a-f]{3}){1,2}$`)

// outcomeLacks says what an outcome lacks: words, and what it does in the simulated world, in the backend, in programs.
func outcomeLacks(t *testing.T, o *engine.Outcome) (sentences []string) {
	say := func(format string, args ...any) {
		sentences = append(sentences, "the outcome "+string(o.Name)+fmt.Sprintf(format, args...))
	}
	if o.Strikes == 0 {
		say(" does not say when it strikes: give its row in engine/outcome.go a Strikes")
	}
	if o.Strikes == engine.BeforeConnecting && o.Address == "" {
		say(" has no address that programs could ask: give its row in engine/outcome.go an Address")
		return sentences
	}
	for _, words := range []struct{ of, field, text string }{
		{"in a menu", "Meaning", o.Meaning}, {"on a picture", "Title", o.Title}, {"in the story", "Story", o.Story},
		{"in the manual", "Manual", o.Manual},
	} {
		if words.text == "" {
			say(" has no words %s: give its row in engine/outcome.go a %s", words.of, words.field)
		}
	}
	if o.Of != engine.AnyClient && o.Misfit == "" {
		say(" has no words for clients that cannot have it: give its row in engine/outcome.go a Misfit")
	}
	if !strings.Contains(read(t, "engine/testdata/links.txt"), "!"+string(o.Name)) {
		say(" is in no old link: add a line with it to engine/testdata/links.txt")
	}
	if !strings.Contains(read(t, "engine/testdata/cpython/trace.py"), `"`+string(o.Name)+`"`) {
		say(" was never compared with CPython's: teach engine/testdata/cpython/trace.py what it does, and run make traces")
	}
	for client, of := range map[string]engine.Clients{"client=socket&": engine.Socketing, "client=http&": engine.Requesting} {
		if o.Of != engine.AnyClient && o.Of != of {
			continue
		}
		link := client + "tasks=" + written(o)
		s, err := engine.Parse(link)
		if err == nil {
			err = failsAs(s, o)
		}
		if err != nil {
			say(" is not what comes of %s when simulated: %v", link, err)
			continue
		}
		for _, sentence := range strangersTo(s, o) {
			say("%s", sentence)
		}
	}
	return sentences
}

// failsAs reports as an error that the scenario's task does not fail as its outcome says.
func failsAs(s *engine.Scenario, o *engine.Outcome) error {
	log, err := engine.Simulate(s)
	if err != nil {
		return err
	}
	for _, e := range log {
		if e.Kind == engine.Fail && e.Error == string(o.Name) {
			return nil
		}
	}
	return fmt.Errorf("the task does not fail with %s", o.Name)
}

// strangersTo are the programs, and the backend, that do not make of the scenario's task what its outcome says.
func strangersTo(s *engine.Scenario, o *engine.Outcome) (sentences []string) {
	demo := engine.Backend{URL: "http://demo.example", Refused: "http://nobody.example"}
	sign := "fault=" + string(o.Name)
	switch o.Strikes {
	case engine.BeforeConnecting:
		sign = o.Address
	case engine.WhileConnecting:
		sign = demo.Refused
	}
	for _, language := range programs.Languages {
		if text := programs.Write(s, language, demo, programs.Options{}).Text(); sign == "" || !strings.Contains(text, sign) {
			sentences = append(sentences, fmt.Sprintf(" has no line in the program for %s in %s: want %q in it", s.Link(), language, sign))
		}
	}
	if text, err := programs.Virtual(s); err != nil || !strings.Contains(text, `fault == "`+string(o.Name)+`"`) {
		sentences = append(sentences, fmt.Sprintf(" has no line in the virtual program for %s: see engine/program/virtual.go", s.Link()))
	}
	if o.Name.Fault() != "" && !breaks(s, o) {
		sentences = append(sentences, fmt.Sprintf(" is not done by the backend for %s: see engine/backend", s.Link()))
	}
	return sentences
}

// breaks reports whether the backend takes the fault, and breaks the connection of a request; a socket's tests are in its own package.
func breaks(s *engine.Scenario, o *engine.Outcome) bool {
	server := httptest.NewServer(backend.New(backend.Options{}))
	defer server.Close()
	path := "/request"
	if s.Sockets() {
		path = "/socket"
	}
	response, err := http.Get(server.URL + path + "?run=a&task=0&latency=1ms&fault=" + o.Name.Fault())
	if err != nil {
		return !s.Sockets()
	}
	defer response.Body.Close()
	if s.Sockets() {
		return response.StatusCode == http.StatusUpgradeRequired // all that is wrong with this one
	}
	_, err = io.ReadAll(response.Body)
	return err != nil
}
