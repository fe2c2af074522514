package model

import (
	"inflight/engine/view"
)

// Told is what every page's model tells those who do not see the page: a browser's tab, programs that make cards of links, and the
// server, which writes the page's policy.
type Told interface {
	Name() string      // what is shown is called, on cards, in Share, wherever there is one line for it
	Title() string     // of the document
	Canonical() string // the link in the one form that it has, or "" where there is nothing to link to
	Picture() string   // the link of the picture of what is shown, or "" where there is none
	Sentence() string  // what the picture shows; "" where that is not known or would take long to say
	Calls() []string   // the addresses of others to which a run of the link goes
}

// mostTold is the greatest number of requests for which a sentence is made, in a scenario or in all rows of a comparison.
const mostTold = 5000

// site stands behind what is shown in titles of documents.
const site = " · Inflight"

// Title is the name, and the site's.
func (m Model) Title() string {
	if name := m.Name(); name != "" {
		return name + site
	}
	return "Inflight"
}

// Name is the author's, or the preset's, or else what it is.
func (m Model) Name() string {
	switch {
	case m.Own.On:
		return "Your own program"
	case m.Scenario == nil:
		return ""
	case m.Scenario.Title != "":
		return m.Scenario.Title
	}
	if p := m.Preset(); p != nil {
		return p.Title
	}
	return view.Call(m.Scenario) + " of " + view.Plural(m.Scenario.CountTasks(), "task")
}

// Canonical is the scenario's link.
func (m Model) Canonical() string {
	if m.Fault != nil || m.Own.On {
		return ""
	}
	return m.Link
}

// Picture is the scenario's link, unless nothing can be predicted of it.
func (m Model) Picture() string {
	if m.Fault != nil || m.Own.On || m.Scenario.Live() {
		return ""
	}
	return m.Link
}

// Sentence is the first of the narration, and how the run ended.
func (m Model) Sentence() string {
	if m.Picture() == "" || m.Unsure != "" || m.Scenario.CountTasks() > mostTold {
		return ""
	}
	text := ""
	if told := view.Narrate(m.Predicted); len(told) > 0 {
		text = told[0].Text
	}
	if words := m.Predicted.Caller.Words(); words != "" {
		text += " It " + words + "."
	}
	return text
}

// Calls are the addresses in the task list. A run asks them once its reader has agreed to it.
func (m Model) Calls() []string {
	var addresses []string
	if m.Fault == nil {
		for _, e := range m.Scenario.Entries {
			if e.URL != "" {
				addresses = append(addresses, e.URL)
			}
		}
	}
	return addresses
}

// Title is the name, and the site's.
func (m CompareModel) Title() string { return m.Name() + site }

// Name is the comparison's heading.
func (m CompareModel) Name() string {
	if m.Scenario == nil {
		return "Compare"
	}
	return m.Heading()
}

// Canonical is the comparison's link.
func (m CompareModel) Canonical() string {
	if m.Fault != nil {
		return ""
	}
	return m.Link
}

// Picture is the comparison's link, unless it cannot be simulated, or is too long for servers.
func (m CompareModel) Picture() string {
	if m.Fault != nil || m.Programs && len(m.Link) > MostOfServed || m.Scenario.Live() {
		return ""
	}
	return m.Link
}

// Sentence is the verdict.
func (m CompareModel) Sentence() string {
	if m.Picture() == "" || m.Scenario.CountTasks()*len(m.Chosen) > mostTold {
		return ""
	}
	return m.Simulated.Verdict()
}

// Calls are none: requests to others would go out once for each row, see [CompareModel.WhyNotLive].
func (m CompareModel) Calls() []string { return nil }

// Title is the name, and the site's.
func (m WhichModel) Title() string { return m.Name() + site }

// Canonical is the answers' link.
func (m WhichModel) Canonical() string { return m.Link(m.Answers) }

// Name is the advice in a few words.
func (m WhichModel) Name() string {
	if m.Fault != nil {
		return "Which one do I need?"
	}
	return m.Advice.Variant.Label() + ": which one do I need?"
}

// Picture is the link of the example.
func (m WhichModel) Picture() string {
	if m.Fault != nil {
		return ""
	}
	return m.Advice.Link
}

// Sentence is the advice and its reason.
func (m WhichModel) Sentence() string {
	if m.Fault != nil {
		return ""
	}
	return m.Advice.Variant.Label() + ": " + m.Advice.Why
}

// Calls are none: nothing runs live there.
func (m WhichModel) Calls() []string { return nil }

// Each model tells.
var _ = []Told{Model{}, CompareModel{}, WhichModel{}}
