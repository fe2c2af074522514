package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// TestKeysStandInTheDocs as the tables of keys have them, and in the embed script. Run make golden to write them, and read the difference.
func TestKeysStandInTheDocs(t *testing.T) {
	enginetest.Region(t, "docs/links.md", "<!-- keys:", "<!-- /keys -->", keyTable())
	enginetest.Region(t, "docs/links.md", "<!-- tasks:", "<!-- /tasks -->", taskTable())
	enginetest.Region(t, "docs/links.md", "<!-- wrappers:", "<!-- /wrappers -->", wrapperTable())
	enginetest.Region(t, "docs/links.md", "<!-- clocks:", "<!-- /clocks -->", clockTable())
	enginetest.Region(t, "docs/links.md", "<!-- servers:", "<!-- /servers -->", serverTable())
	enginetest.Region(t, "docs/embedding.md", "<!-- embed keys:", "<!-- /embed keys -->", embedKeyTable())
	enginetest.Region(t, "web/embed.js", "and what can change without a new frame", "// end of the attributes", attributes())
	enginetest.Region(t, "web/package/index.d.ts", "// attributes: generated", "// end of the attributes", typedAttributes())
	enginetest.Region(t, "web/package/index.d.ts", "// properties: generated", "// end of the properties", typedProperties())
	enginetest.Region(t, "web/package/check.ts", "// attributes: generated", "// end of the attributes", checkedTypes(t))
}

// typedKeys are the keys of an embed with their types, as TypeScript has them.
func typedKeys() (keys [][2]string) {
	add := func(name, values string) { keys = append(keys, [2]string{name, values}) }
	add("preset", "string")
	for _, k := range engine.Keys {
		switch {
		case k.Switch():
			add(k.Name, "boolean")
		case k.Name == "tasks":
			add(k.Name, "List")
		default:
			add(k.Name, "Text")
		}
	}
	add("strategies", "List")
	for _, k := range model.EmbedKeys {
		switch {
		case k.Flag:
			add(k.Name, "boolean")
		case k.Several:
			add(k.Name, "List")
		case k.Name == "theme":
			add(k.Name, `"page" | "`+strings.Join(k.Choices, `" | "`)+`"`) // which the element itself makes one of the others
		case len(k.Choices) > 0:
			add(k.Name, `"`+strings.Join(k.Choices, `" | "`)+`"`)
		default:
			add(k.Name, "Text")
		}
	}
	return keys
}

func typedAttributes() string {
	var b strings.Builder
	for _, k := range typedKeys() {
		fmt.Fprintf(&b, "  %s?: %s;\n", quotedName(k[0]), k[1])
	}
	return b.String()
}

// typedProperties are those of the keys. What the DOM, or a player, has a method for, is still that when it is read.
func typedProperties() string {
	var b strings.Builder
	for _, k := range typedKeys() {
		name, read := camelled(k[0]), "string"
		switch {
		case name == "after":
			read = `HTMLElement["after"]`
		case name == "pause":
			read = "() => Promise<void>"
		case k[1] == "boolean":
			read = "boolean"
		}
		fmt.Fprintf(&b, "  get %s(): %s; set %s(value: %s | null);\n", name, read, name, k[1])
	}
	return b.String()
}

// camelled is a key as a property's name.
func camelled(key string) string {
	return regexp.MustCompile(`-.`).ReplaceAllStringFunc(key, func(letters string) string { return strings.ToUpper(letters[1:]) })
}

// checkedTypes uses each attribute of the embed script in each of its forms, so that the compiler finds the one that has no type.
func checkedTypes(t *testing.T) string {
	var b strings.Builder
	for _, key := range scriptAttributes(t) {
		name := camelled(key)
		fmt.Fprintf(&b, "  element.%s = given[%q]; element.%s = null; void element.%s;\n", name, key, name, name)
	}
	return b.String()
}

// scriptAttributes are the attributes of the embed script, as it lists them itself.
func scriptAttributes(t *testing.T) (attributes []string) {
	script := read(t, "web/embed.js")
	for _, name := range []string{"besides", "scenario", "looks"} {
		list := regexp.MustCompile(`const ` + name + ` = \[([^\]]*)\]`).FindStringSubmatch(script)
		if list == nil {
			t.Fatalf("web/embed.js has no list %s", name)
		}
		for _, quoted := range regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(list[1], -1) {
			attributes = append(attributes, quoted[1])
		}
	}
	return attributes
}

// TestTypesHaveAllOfTheElements: their methods, properties and events. The compiler checks the attributes, in web/package/check.ts.
func TestTypesHaveAllOfTheElements(t *testing.T) {
	types := read(t, "web/package/index.d.ts")
	for _, name := range []string{"web/embed.js", "web/embed-steps.js"} {
		script := read(t, name)
		for _, m := range regexp.MustCompile(`(?m)^    (?:get |set )?([a-z]\w+)\([^)]*\) \{`).FindAllStringSubmatch(script, -1) {
			if own := []string{"constructor", "handleEvent"}; !slices.Contains(own, m[1]) && !strings.HasSuffix(m[1], "Callback") &&
				!regexp.MustCompile(`\b`+m[1]+`(\(|:)`).MatchString(types) && m[1] != "pause" {
				t.Errorf("%s has %s, and the types do not", name, m[1])
			}
		}
		_, media, _ := strings.Cut(types, "interface InflightEventMap")
		for _, m := range regexp.MustCompile(`#tell\("(\w+)"|CustomEvent\("(\w+)"`).FindAllStringSubmatch(script, -1) {
			if event := m[1] + m[2]; !strings.Contains(media, "  "+event+": CustomEvent") {
				t.Errorf("%s has the event %s, and the types do not", name, event)
			}
		}
	}
	react := read(t, "web/package/react.js")
	for _, key := range scriptAttributes(t) {
		if strings.Contains(key, "-") && !strings.Contains(react, camelled(key)+`: "`+key+`"`) {
			t.Errorf("web/package/react.js does not know that %s is the attribute %s", camelled(key), key)
		}
	}
}

func quotedName(key string) string {
	if strings.Contains(key, "-") {
		return strconv.Quote(key)
	}
	return key
}

// TestThePackageSaysWhatItIs: its files are there, it depends on nothing, and its README stays short.
func TestThePackageSaysWhatItIs(t *testing.T) {
	var p struct {
		Name, Version, License, Type string
		Exports                      map[string]map[string]string
		Files                        []string
		Dependencies                 map[string]string
	}
	if err := json.Unmarshal([]byte(read(t, "web/package/package.json")), &p); err != nil {
		t.Fatal(err)
	}
	if p.Name != "inflight-timeline" || p.Version == "" || p.License != "MIT" || p.Type != "module" || len(p.Dependencies) > 0 {
		t.Errorf("got %+v", p)
	}
	written := []string{"index.js", "LICENSE"} // by web/package.go
	for _, file := range p.Files {
		if _, err := os.Stat("web/package/" + file); err != nil && !slices.Contains(written, file) {
			t.Error(err)
		}
	}
	for _, entry := range p.Exports {
		for _, file := range entry {
			if !slices.Contains(p.Files, strings.TrimPrefix(file, "./")) {
				t.Errorf("it exports %s, and does not have it", file)
			}
		}
	}
	types, events := read(t, "web/package/index.d.ts"), regexp.MustCompile(`(?m)^  (\w+): CustomEvent`)
	list := regexp.MustCompile(`(?s)events = \[(.*?)\]`).FindStringSubmatch(read(t, "web/package.go"))[1]
	for _, e := range events.FindAllStringSubmatch(types, -1) {
		if !strings.Contains(list, `"`+e[1]+`"`) {
			t.Errorf("the types have the event %s, which web/package.go does not list", e[1])
		}
	}
	if n := strings.Count(types, ": CustomEvent") - 1; n != strings.Count(list, `"`)/2 { // both elements have an error
		t.Errorf("web/package.go lists other events than the %d that have types", n)
	}
}

// wrapperTable is the table of the docs.
func wrapperTable() string {
	return docsTable("wrapper | what it is around what is inside it", engine.Wrappers, func(w engine.Wrapper) string {
		return fmt.Sprintf("`%s`: %s | %s", w.Name, w.Form, w.Does)
	})
}

// clockTable is that of the client's clocks.
func clockTable() string {
	return docsTable("clock | what it covers | what is raised", engine.Clocks, func(c engine.Clock) string {
		return fmt.Sprintf("`%s` | %s | `%s`", c.Name, c.Does, c.Raises)
	})
}

// serverTable is that of the models of servers.
func serverTable() string {
	return docsTable("server | what it does to all requests together", engine.ServerKinds, func(k engine.ServerKind) string {
		return fmt.Sprintf("`%s`: %s | %s", k.Name, k.Form, k.Does)
	})
}

// docsTable is a table of the docs: a row for each of what there is. Columns are separated by bars.
func docsTable[T any](head string, all []T, row func(T) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| %s |\n|%s\n", head, strings.Repeat(" --- |", strings.Count(head, "|")+1))
	for _, one := range all {
		fmt.Fprintf(&b, "| %s |\n", row(one))
	}
	return b.String() + "\n"
}

// TestKeysAreComplete: what has a row in the table of keys has all that follows from it.
func TestKeysAreComplete(t *testing.T) {
	places := readPlaces(t)
	for i := range engine.Keys {
		for _, sentence := range places.missing(&engine.Keys[i]) {
			t.Error(sentence)
		}
	}
}

// TestForgottenKeysAreNamed: a key that is nowhere lacks all of it, each in a sentence.
func TestForgottenKeysAreNamed(t *testing.T) {
	k := engine.Key{Name: "shape", Values: engine.KeyNamed("title").Values} // which no random scenario has
	k.Choices = []engine.Choice{{Value: "round"}, {Value: "leave", Words: "which pending has"}}
	got := readPlaces(t).missing(&k)
	want := []string{
		"the key shape has no words: give its row in engine/keys.go a Hint",
		"the key shape has no words for its choice round: give it Words in engine/keys.go",
		"the key shape has the choice leave, as the key pending has: a variant's options are known by such a word alone",
		"the key shape has no place on the page: give its row in engine/keys.go a Place",
		"the key shape has no name on its chip: give its row in engine/keys.go a Chip",
		"the key shape has no field on its page: no option-shape among the elements of the page of title=A%20title&tasks=1s",
		"the key shape is no attribute of the embed script: run make golden, which writes those of web/embed.js",
		"the key shape has no row in docs/links.md: run make golden, which writes its table",
		"the key shape is never drawn by random scenarios: see Others in engine/enginetest/random.go",
		"the key shape cannot be an option of a variant: ",
	}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// places are where keys have to be.
type places struct {
	attributes []string
	docs       string
	drawn      []*engine.Scenario
}

func readPlaces(t *testing.T) places {
	p := places{docs: read(t, "docs/links.md"), drawn: enginetest.RandomScenarios(1, 500)}
	for _, topic := range slices.Sorted(maps.Keys(enginetest.Topics)) {
		p.drawn = append(p.drawn, enginetest.RandomAbout(topic, 1, 200)...)
	}
	p.attributes = scriptAttributes(t)
	return p
}

// missing says in sentences what there is not of the key.
func (p places) missing(k *engine.Key) []string {
	var sentences []string
	say := func(format string, args ...any) {
		sentences = append(sentences, "the key "+k.Name+fmt.Sprintf(format, args...))
	}
	if k.Hint == "" {
		say(" has no words: give its row in engine/keys.go a Hint")
	}
	for _, c := range k.Choices {
		if c.Words == "" && !k.Switch() {
			say(" has no words for its choice %s: give it Words in engine/keys.go", c.Value)
		}
	}
	for _, twin := range twins(k) {
		say(" has the choice %s: a variant's options are known by such a word alone", twin)
	}
	if k.Place == engine.NoPlace {
		say(" has no place on the page: give its row in engine/keys.go a Place")
	}
	if k.Place != engine.OwnControl && k.Place != engine.InComparison && k.Chip == "" {
		say(" has no name on its chip: give its row in engine/keys.go a Chip")
	}
	s := enginetest.ScenarioWith(k)
	if s == nil {
		say(" has no scenario: it belongs to %s, and no strategy with any client has it", k.Owners())
		return sentences
	}
	if id := fieldOf(k); !shows(k, s.Link(), id) {
		say(" has no field on its page: no %s among the elements of the page of %s", id, s.Link())
	}
	if !slices.Contains(p.attributes, k.Name) {
		say(" is no attribute of the embed script: run make golden, which writes those of web/embed.js")
	}
	if !strings.Contains(p.docs, "\n| `"+k.Name+"` |") {
		say(" has no row in docs/links.md: run make golden, which writes its table")
	}
	if !k.Inert && !slices.ContainsFunc(p.drawn, func(s *engine.Scenario) bool { return s.Has(k.Name) && k.Get(s) != k.Default }) {
		say(" is never drawn by random scenarios: see Others in engine/enginetest/random.go")
	}
	if err := asOption(k, s); err != nil {
		say(" cannot be an option of a variant: %v", err)
	}
	return sentences
}

// twins are the key's choices that another key has, too.
func twins(k *engine.Key) []string {
	var found []string
	for _, c := range k.Choices {
		for _, other := range engine.Keys {
			if other.Name != k.Name && !k.Switch() && slices.ContainsFunc(other.Choices, func(o engine.Choice) bool { return o.Value == c.Value }) {
				found = append(found, c.Value+", as the key "+other.Name+" has")
			}
		}
	}
	return found
}

// fieldOf is the id of the key's field.
func fieldOf(k *engine.Key) string {
	if k.Place == engine.OwnControl {
		return k.Name
	}
	return "option-" + k.Name
}

// shows reports whether the page of the link has an element with that id, or of the link's comparison, if the key is one of comparisons.
func shows(k *engine.Key, link, id string) bool {
	render := app.Render
	if k.Place == engine.InComparison {
		render = app.RenderCompare
	}
	return strings.Contains(render(context.Background(), link).Markup, ` id="`+id+`"`)
}

// asOption reads the key as an option behind the strategy's name; it is no error for what makes the scenario itself.
func asOption(k *engine.Key, s *engine.Scenario) error {
	if k.Inert || k.Place == engine.OwnControl {
		return nil
	}
	text := s.Strategy + "+" + k.Name + "=" + k.Get(s)
	variants, err := engine.ParseVariants(text)
	if err == nil && (len(variants) != 1 || !strings.Contains(variants[0].Label(), variants[0].Options[0].Value) &&
		!strings.Contains(variants[0].Label(), k.Name)) {
		err = fmt.Errorf("%s is read as %v", text, variants)
	}
	return err
}

// keyTable is the table of keys for people who write links.
func keyTable() string {
	return docsTable("key | values, the default first | what it is | belongs to", engine.Keys, func(k engine.Key) string {
		values := k.Typed
		if k.Default != "" {
			values = "`" + k.Default + "`; " + k.Typed
		}
		if len(k.Choices) > 0 {
			values = strings.Join(choiceCells(k), ", ")
		}
		words := k.Words
		if words == "" {
			words = k.Hint
		}
		return fmt.Sprintf("`%s` | %s | %s | %s", k.Name, grouped(values), grouped(words), marked(k.Owners()))
	})
}

// taskTable is the table of what a task can be.
func taskTable() string {
	return docsTable("task | is", model.TaskForms, func(f model.TaskForm) string { return fmt.Sprintf("`%s` | %s", f.Text, f.Words) })
}

func choiceCells(k engine.Key) []string {
	var cells []string
	for _, c := range k.Choices {
		words := c.Words
		if c.Owners() != "" {
			words += "; of " + marked(c.Owners())
		}
		if words != "" {
			words = " (" + words + ")"
		}
		cells = append(cells, "`"+c.Value+"`"+words)
	}
	return cells
}

// marked puts the names of strategies, and what stands in links, into code marks.
func marked(words string) string {
	names := []string{`\w+=\w+`}
	for _, s := range engine.Strategies {
		names = append(names, s.Name)
	}
	return regexp.MustCompile(`\b(`+strings.Join(names, "|")+`)\b`).ReplaceAllString(words, "`$0`")
}

// grouped writes long numbers in groups of three digits.
func grouped(words string) string {
	return regexp.MustCompile(`\b\d{5,}\b`).ReplaceAllStringFunc(words, func(digits string) string {
		n, _ := strconv.Atoi(digits) // digits alone
		return view.Thousands(n)
	})
}

// embedKeyTable is the table of the keys that only /embed has.
func embedKeyTable() string {
	return docsTable("key | values, the default first | what it is", model.EmbedKeys, func(k model.EmbedKey) string {
		values := k.Typed
		choices := "`" + strings.Join(k.Choices, "`, `") + "`"
		switch {
		case k.Flag:
			values = "there or not"
		case k.Several:
			values = "`" + k.Default + "`; some of " + choices
		case len(k.Choices) > 0:
			values = choices
		}
		words := k.Words
		if k.Live {
			words += "; can be changed at any time"
		}
		return fmt.Sprintf("`%s` | %s | %s", k.Name, values, words)
	})
}

// attributes are the lists of the embed script.
func attributes() string {
	scenario, looks, flags, live := []string{"preset"}, []string{}, []string{}, []string{}
	for _, k := range engine.Keys {
		scenario = append(scenario, k.Name)
		if k.Switch() {
			flags = append(flags, k.Name)
		}
	}
	for _, k := range model.EmbedKeys {
		looks = append(looks, k.Name)
		if k.Flag {
			flags = append(flags, k.Name)
		}
		if k.Live {
			live = append(live, k.Name)
		}
	}
	return list("scenario", append(scenario, "strategies")) + list("looks", looks) + list("flags", flags) + list("live", live) +
		list("languages", model.EmbedKeyNamed("code").Choices)
}

// list writes a list of JavaScript, in lines that are not too long.
func list(name string, values []string) string {
	quoted := `"` + strings.Join(values, `", "`) + `"`
	if len(quoted) < 110 {
		return "  const " + name + " = [" + quoted + "];\n"
	}
	text, line := "  const "+name+" = [\n", "   "
	for _, value := range values {
		if len(line) > 110 {
			text, line = text+line+"\n", "   "
		}
		line += ` "` + value + `",`
	}
	return text + line + "\n  ];\n"
}

// TestEmbedKeysAreComplete: each has words, and a way to be read.
func TestEmbedKeysAreComplete(t *testing.T) {
	script, err := os.ReadFile("web/embed.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range model.EmbedKeys {
		if k.Words == "" {
			t.Errorf("the key %s of an embed has no words: give its row in app/model/embedkeys.go some", k.Name)
		}
		if k.Choices == nil && k.Typed == "" && !k.Flag {
			t.Errorf("the key %s of an embed has no values: give its row in app/model/embedkeys.go Choices, or Typed, or make it a Flag", k.Name)
		}
		if !strings.Contains(string(script), `"`+k.Name+`"`) {
			t.Errorf("the key %s of an embed is no attribute of the embed script: run make golden, which writes those of web/embed.js", k.Name)
		}
		if engine.KeyNamed(k.Name) != nil {
			t.Errorf("the key %s of an embed is one of scenarios, too", k.Name)
		}
	}
}
