package model

import (
	"net/url"
	"strings"

	"inflight/engine"
)

// Own is a program of somebody's own, while the page shows one in place of a scenario. Its link is code= and the text, always packed
// behind the #, where no server sees it.
type Own struct {
	On    bool
	Text  string
	Blank bool   // nothing of it has run, and no scenario's picture stands for it
	back  string // the link of the scenario that it began with
}

// The messages about a program of one's own.
type (
	// OwnBegun makes a text the reader's own.
	OwnBegun struct{ Text string }
	// OwnTyped is its text as it now stands.
	OwnTyped struct{ Text string }
	// OwnRan is the trace of its run.
	OwnRan struct{ Trace []byte }
	// OwnLeft shows the scenario again that it began with.
	OwnLeft struct{}
)

// ownKey is that of such a program in a link.
const ownKey = "code="

// Link is the program's.
func (o Own) Link() string { return ownKey + url.QueryEscape(o.Text) }

// OwnProgram returns the program that a link holds, if it holds one. Such a link is always packed: in plain ones
// code is an embed's key, the language of what it shows.
func OwnProgram(query string) (text string, found bool) {
	if !strings.HasPrefix(query, "z=") {
		return "", false
	}
	plain, err := engine.Unpack(query)
	value, is := strings.CutPrefix(plain, ownKey)
	if err != nil || !is {
		return "", false
	}
	text, err = url.QueryUnescape(value)
	return text, err == nil
}

// Address is the page's base with the link of what is shown: a program's, or a scenario's.
func (m Model) Address() Base {
	b := m.Base
	if m.Own.On {
		b.Link, b.Fault = m.Own.Link(), nil
	}
	return b
}

// updateOwn takes the messages about a program of one's own.
func (m Model) updateOwn(message any) Model {
	switch msg := message.(type) {
	case OwnBegun:
		m.Own = Own{On: true, Text: msg.Text, back: m.Link}
		m.NoCode = false
	case OwnTyped:
		m.Own.Text = msg.Text
	case OwnRan:
		if !m.Own.On {
			return m
		}
		own := m.Own
		m.Alert = ""
		m = m.openLog("trace", msg.Trace)
		own.Blank = own.Blank && m.Alert != ""
		m.Own = own
	case OwnLeft:
		return m.open(m.Own.back, false)
	}
	return m
}

// openProgram shows a link's program. It never runs by itself, so there is nothing else to see yet.
func (m Model) openProgram(text string) Model {
	if m.Own.On {
		m.Own.Text = text
		return m
	}
	blank := m.Scenario == nil
	if blank {
		m = m.open("", false)
	}
	m.Own = Own{On: true, Text: text, Blank: blank, back: m.Link}
	m.NoCode = false
	return m
}
