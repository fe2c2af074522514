package app

import (
	"slices"
	"strconv"
	"strings"

	"inflight/engine"
)

// Sharing is the state of the dialog that hands a scenario or a comparison out.
type Sharing struct {
	Open  bool
	Embed Embed  // how an embed is to look
	done  string // the id of the form that was copied last, or that the browser refused to copy
	took  bool
}

// The messages of the dialog.
type (
	// ShareOpened opens it, with an embed as it is to look at first.
	ShareOpened struct{ Embed Embed }
	// ShareClosed says that it was closed.
	ShareClosed struct{}
	// ShareView shows a part in the embed, or leaves it out.
	ShareView struct {
		View string
		On   bool
	}
	// ShareSet gives the embed another theme, or makes it one that cannot be edited.
	ShareSet struct{ Key, Value string }
	// ShareCopied says what became of copying a form.
	ShareCopied struct {
		Form string
		OK   bool
	}
)

// after is the dialog after one of its messages.
func (s Sharing) after(message any) Sharing {
	switch msg := message.(type) {
	case ShareOpened:
		return Sharing{Open: true, Embed: msg.Embed}
	case ShareClosed:
		s.Open = false
	case ShareView:
		s.Embed.Views = s.Embed.with(msg.View, msg.On)
		s.done = ""
	case ShareSet:
		if read := embedKeys[msg.Key]; read != nil {
			read(&s.Embed, msg.Value) // a value of our own pickers
		}
		s.done = ""
	case ShareCopied:
		s.done, s.took = msg.Form, msg.OK
	}
	return s
}

// comparing is the embed of a comparison as it is without other keys.
func comparing() Embed {
	e := NewEmbed()
	e.Views = []string{"compare"}
	return e
}

// with are the embed's parts, and one more or less. The last one stays: without any there is nothing to show.
func (e Embed) with(view string, on bool) []string {
	var views []string
	for _, v := range embedViews {
		if v == view && on || v != view && e.Shows(v) {
			views = append(views, v)
		}
	}
	if len(views) == 0 {
		return e.Views
	}
	return views
}

// keys are the embed's keys that are not their defaults.
func (e Embed) keys() []pair {
	usual, keys := NewEmbed(), []pair{}
	if views := strings.Join(e.Views, ","); views != strings.Join(usual.Views, ",") {
		keys = append(keys, pair{"view", views})
	}
	if e.Theme != usual.Theme {
		keys = append(keys, pair{"theme", string(e.Theme)})
	}
	if controls := strings.Join(e.Controls, ","); controls != strings.Join(usual.Controls, ",") {
		if controls == "" {
			controls = "none"
		}
		keys = append(keys, pair{"controls", controls})
	}
	if e.FontSize != 0 {
		keys = append(keys, pair{"font-size", strconv.Itoa(e.FontSize)})
	}
	if e.Language != usual.Language {
		keys = append(keys, pair{"lang", string(e.Language)})
	}
	if e.Readonly {
		keys = append(keys, pair{"readonly", "true"})
	}
	if e.Autoplay {
		keys = append(keys, pair{"autoplay", "true"})
	}
	return keys
}

// parcel is a scenario, or a comparison, ready to be handed out.
type parcel struct {
	site    string // the address of the site, with a slash at its end
	link    string // its query
	words   string // what it is called
	picture string // the address of its picture; "" where there is none
	embed   Embed
}

// page is the address of its own page.
func (s parcel) page() string {
	if s.embed.compares() {
		return s.site + "compare" + engine.Address(s.link)
	}
	return s.site + engine.Address(s.link)
}

// frame is the address of its embed.
func (s parcel) frame() string {
	parts := slices.DeleteFunc([]string{inQuery(s.link), joinedKeys(s.embed.keys())}, func(part string) bool { return part == "" })
	if len(parts) == 0 {
		return s.site + "embed"
	}
	return s.site + "embed?" + strings.Join(parts, "&")
}

// height is that of a frame, in pixels, on a page that does not make it as high as its content.
func (s parcel) height() int {
	if s.embed.compares() {
		return 640 // the verdict, and the figures of the default comparison
	}
	return 420
}

// inQuery is a link as the query of what the server draws. A very long one is packed; in a fragment no server would see it.
func inQuery(link string) string {
	if len(link) > engine.Plainly {
		return engine.Pack(link)
	}
	return link
}

// joinedKeys writes keys of an embed, whose values need no escapes.
func joinedKeys(keys []pair) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = k.key + "=" + k.value
	}
	return strings.Join(parts, "&")
}

// element is the custom element, with the script that it needs.
func (s parcel) element() string {
	var b strings.Builder
	b.WriteString(`<script src="` + escape(s.site) + `embed.js" defer></script>` + "\n<inflight-timeline")
	pairs := pairsOf(s.link)
	if !strings.HasPrefix(engine.Address(s.link), "?") || slices.ContainsFunc(pairs, notOurs) {
		pairs = []pair{{"src", s.page()}}
	}
	for _, p := range append(pairs, s.embed.keys()...) {
		if p.value == "true" && (p.key == "readonly" || p.key == "autoplay") {
			b.WriteString(" " + p.key)
			continue
		}
		if p.key == "strategies" {
			p.value = strings.ReplaceAll(p.value, " ", "+") // as authors know it from links, where that is a space
		}
		b.WriteString(" " + p.key + `="` + escape(p.value) + `"`)
	}
	b.WriteString(">\n  " + `<a href="` + escape(s.page()) + `">` + escape(s.words) + "</a>\n</inflight-timeline>")
	return b.String()
}

// notOurs reports whether a link's key is none of this version. It may be any text, even the name of an attribute that runs a script.
func notOurs(p pair) bool {
	return p.key != "strategy" && p.key != "tasks" && p.key != "strategies" && optionNamed(p.key) == nil
}

// iframe is for pages that strip scripts.
func (s parcel) iframe() string {
	return `<iframe src="` + escape(s.frame()) + `" title="` + escape(s.words) + `" width="100%" height="` + strconv.Itoa(s.height()) + `" loading="lazy"></iframe>`
}

// markdown is a picture that leads to the page.
func (s parcel) markdown() string {
	return "[![" + inMarkdown(s.words) + "](" + s.picture + ")](" + s.page() + ")"
}

// inMarkdown writes a text so that Markdown takes no character of it for its own, nor HTML.
func inMarkdown(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n' || r == '\r':
			r = ' '
		case r == '&' || r == '<' || r == '>':
			b.WriteString(escape(string(r)))
			continue
		case strings.ContainsRune("\\`*_{}[]()#+-.!|~$:\"'@/", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
