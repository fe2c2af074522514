package app

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// parcel is a scenario, or a comparison, ready to be handed out.
type parcel struct {
	site    string // the address of the site, with a slash at its end
	link    string // its query
	words   string // what it is called
	picture string // the address of its picture; "" where there is none
	said    string // what the picture shows, in sentences
	embed   model.Embed
	files   bool   // the site is one of files: see [PagePath]
	program string // somebody's own, where the link is one's; else ""
	script  string // the embed script that stays as it is, and its hash: "embed@1.js sha384-…"; "" for the newest
}

// at is the address of one of the site's pages.
func (s parcel) at(page string) string { return s.site + PagePath(page, s.files) }

// page is the address of its own page.
func (s parcel) page() string {
	if s.embed.Compares() {
		return s.at("compare") + engine.Address(s.link)
	}
	return s.site + engine.Address(s.link)
}

// frame is the address of its embed.
func (s parcel) frame() string {
	link, behind := engine.Shorter(s.link), ""
	if strings.HasPrefix(s.link, "z=") && len(link) > model.MostOfServed { // of somebody's own program, or of two
		link, behind = "", "#"+link
	}
	parts := slices.DeleteFunc([]string{link, joinKeys(s.embed.Keys())}, func(part string) bool { return part == "" })
	if len(parts) == 0 {
		return s.at("embed") + behind
	}
	return s.at("embed") + "?" + strings.Join(parts, "&") + behind
}

// joinKeys writes keys of an embed, whose values need no escapes.
func joinKeys(keys []model.Pair) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = k.Key + "=" + k.Value
	}
	return strings.Join(parts, "&")
}

// element is the custom element, with the script that it needs.
func (s parcel) element() string {
	var b strings.Builder
	b.WriteString(s.scriptElement() + "\n<inflight-timeline")
	pairs := model.PairsOf(s.link)
	if !strings.HasPrefix(engine.Address(s.link), "?") || slices.ContainsFunc(pairs, isForeignKey) {
		pairs = []model.Pair{{Key: "src", Value: s.page()}}
	}
	for _, p := range append(pairs, s.embed.Keys()...) {
		if k := model.EmbedKeyNamed(p.Key); p.Value == "true" && k != nil && k.Flag {
			b.WriteString(" " + p.Key)
			continue
		}
		if p.Key == "strategies" {
			p.Value = strings.ReplaceAll(p.Value, " ", "+") // as in links, where a plus stands for a space
		}
		b.WriteString(" " + p.Key + `="` + escape(p.Value) + `"`)
	}
	b.WriteString(">\n  " + `<a href="` + escape(s.page()) + `">` + s.survivor() + "</a>" + s.listing() + "\n</inflight-timeline>")
	return b.String()
}

// listing is somebody's own program inside of the element, where it also stands without scripts. What would end a script's element is text
// of a page's own.
func (s parcel) listing() string {
	switch low := strings.ToLower(s.program); {
	case s.program == "":
		return ""
	case strings.Contains(low, "</script") || strings.Contains(low, "<!--"):
		return "\n  <pre>" + escape(s.program) + "</pre>"
	}
	return "\n  " + `<script type="text/python" style="display: block; white-space: pre-wrap; font-family: monospace">` + "\n" +
		strings.TrimRight(s.program, "\n") + "\n</script>"
}

// scriptElement is the embed script, which browsers run only if it is the one that was meant, where its hash is known.
func (s parcel) scriptElement() string {
	if name, hash, ok := strings.Cut(s.script, " "); ok {
		return `<script src="` + escape(s.site+name) + `" integrity="` + escape(hash) + `" crossorigin="anonymous" defer></script>`
	}
	return `<script src="` + escape(s.site) + `embed.js" defer></script>`
}

// survivor is what is left of an element where its script does not run: in feeds, mails, readers and behind sanitisers. It is the picture,
// where there is one, and else words.
func (s parcel) survivor() string {
	if s.picture == "" {
		return escape(s.words)
	}
	return `<img src="` + escape(s.picture) + `" alt="` + escape(cmp.Or(s.said, s.words)) + `" loading="lazy">`
}

// firstSentences are the story's first, as far as there is room for them.
func firstSentences(t *view.Timeline) string {
	text := ""
	for _, told := range view.Narrate(t) {
		if text != "" && len(text)+len(told.Text) > mostSaid {
			break
		}
		text += " " + told.Text
	}
	return strings.TrimSpace(text)
}

// mostSaid is how long the description of a picture is at most, in bytes: screen readers read it in one go.
const mostSaid = 280

// isForeignKey reports whether this version does not know a link's key. Such a key may be any text, even an attribute that runs a script.
func isForeignKey(p model.Pair) bool {
	return p.Key != "strategies" && engine.KeyNamed(p.Key) == nil
}

// iframe is for pages that strip scripts.
func (s parcel) iframe() string {
	return `<iframe src="` + escape(
		s.frame(),
	) + `" title="` + escape(
		s.words,
	) + `" width="100%" height="` + strconv.Itoa(
		s.embed.Height(),
	) + `" loading="lazy"></iframe>`
}

// markdown is a picture that leads to the page.
func (s parcel) markdown() string {
	return "[![" + escapeMarkdown(s.words) + "](" + s.picture + ")](" + s.page() + ")"
}

// escapeMarkdown escapes all characters of a text that mean something in Markdown or HTML.
func escapeMarkdown(text string) string {
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
