package web

import (
	"context"
	"html/template"
	"net/http"
	"strings"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
)

// Reference answers with all that a link, a task and the keyboard can say, from the same tables as the page itself.
func (s *Site) Reference(w http.ResponseWriter, r *http.Request) {
	home := s.address(r)
	key := strings.Join([]string{"reference", codingFor(r, htmlType), home}, " ")
	if found, known := s.cache.get(key); known {
		w.Header().Set("Content-Security-Policy", guidePolicy)
		sendPage(w, http.StatusOK, found, nil)
		return
	}
	s.writePage(w, r, nowhere, func(context.Context) (filled, error) {
		p, err := s.referencePage(home)
		return filled{"reference", p, guidePolicy, key}, err
	})
}

func (s *Site) referencePage(home string) (page, error) {
	html, err := s.shell.render("reference-book", newReference())
	p := s.previewAt(home, "/reference", app.Playground, model.DefaultLink,
		"Every key of a link, how tasks are written, outcomes, strategies, and what the keyboard does.")
	return page{Title: "Reference · Inflight", Preview: p, Body: template.HTML(html)}, err
}

// reference is what the page lists.
type reference struct {
	Tasks      []model.TaskForm
	Outcomes   []engine.Outcome
	Status     engine.Outcome
	Strategies []engine.Strategy
	OfLinks    referenceKeys
	OfEmbeds   referenceKeys
	Keyboard   []model.KeyGroup
}

// referenceKeys is a table of keys.
type referenceKeys struct {
	Keys   []referenceKey
	Prefix string // of their ids
	Owned  bool   // some belong to some scenarios only
}

// referenceKey is a key of a link.
type referenceKey struct {
	Name, Typed, Default, Words, Owners string
	Choices                             []engine.Choice
}

func newReference() reference {
	r := reference{Tasks: model.TaskForms, Outcomes: engine.Outcomes, Status: engine.BadStatus, Strategies: engine.Strategies,
		Keyboard: model.Keyboard, OfLinks: referenceKeys{nil, "key", true}, OfEmbeds: referenceKeys{nil, "embed", false}}
	for i := range engine.Keys {
		k := &engine.Keys[i]
		words := k.Words
		if words == "" {
			words = k.Hint
		}
		r.OfLinks.Keys = append(r.OfLinks.Keys, referenceKey{k.Name, k.Typed, k.Default, words, k.Owners(), k.Choices})
	}
	for _, k := range model.EmbedKeys {
		row := referenceKey{k.Name, k.Typed, k.Default, k.Words, "", nil}
		for _, c := range k.Choices {
			row.Choices = append(row.Choices, engine.Choice{Value: c})
		}
		if k.Flag {
			row.Typed = "there or not"
		}
		r.OfEmbeds.Keys = append(r.OfEmbeds.Keys, row)
	}
	return r
}

// Coded is a sentence of a table, whose names between backticks are code.
func (referenceKeys) Coded(words string) template.HTML {
	var b strings.Builder
	for i, part := range strings.Split(words, "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + template.HTMLEscapeString(part) + "</code>")
		} else {
			b.WriteString(template.HTMLEscapeString(part))
		}
	}
	return template.HTML(b.String())
}
