package model

import (
	"slices"
	"strings"

	"inflight/engine"
	"inflight/engine/view"
)

// History is the scenarios that the page had before, for Undo, and those that Undo left, for Redo. A scenario is its link, and a draft that
// cannot be read is what was typed, as a link. Typing in one field is one step, until the field is left. A History never changes.
type History struct {
	past, future []string
	typing       string // the field that is being typed in, by its id; "" if there is none
}

// mostSteps is how many changes can be undone.
const mostSteps = 100

// The messages about changes of the scenario.
type (
	// Undone takes the latest change back.
	Undone struct{}
	// Redone makes the change again that was taken back.
	Redone struct{}
	// FieldLeft says that nobody types in a field any more.
	FieldLeft struct{}
	// HeldShown shows what waits for the live run; a run that goes on is stopped.
	HeldShown struct{}
	// HeldDropped drops it: the fields have again what the run on the screen has.
	HeldDropped struct{}
	// FrameAsked says that the page around an embed is about to make another frame, in which nothing runs: see [Base.Frame].
	FrameAsked struct{}
	// Leaving says that the reader follows a link out of the document, to an address: see [Base.Left].
	Leaving struct{ To string }
)

// Departure is a link out of the document that may be followed, and which of them it is.
type Departure struct {
	To     string
	Number int
}

// CanUndo reports whether a change can be taken back.
func (h History) CanUndo() bool { return len(h.past) > 0 }

// CanRedo reports whether one that was taken back can be made again.
func (h History) CanRedo() bool { return len(h.future) > 0 }

// Typing is the id of the field that is being typed in: there the browser's own Undo goes letter by letter. It is "" if there is none.
func (h History) Typing() string { return h.typing }

// note keeps the scenario before a change. field is the one that was typed in, or "".
func (h History) note(before, now, field string) History {
	switch {
	case before == now:
		return h
	case field == "" || field != h.typing:
		past := append(slices.Clip(h.past), before)
		return History{past: past[max(len(past)-mostSteps, 0):], typing: field}
	case now == h.past[len(h.past)-1]: // all that was typed is gone
		return History{past: h.past[:len(h.past)-1]}
	}
	return History{past: h.past, typing: field}
}

// back is the history after Undo, and the scenario that it leads to.
func (h History) back(now string) (History, string) {
	last := len(h.past) - 1
	return History{past: h.past[:last], future: append(slices.Clip(h.future), now)}, h.past[last]
}

// forth is the history after Redo, and the scenario that it leads to.
func (h History) forth(now string) (History, string) {
	last := len(h.future) - 1
	return History{past: append(slices.Clip(h.past), now), future: h.future[:last]}, h.future[last]
}

// fieldOf is the id of the text field that a message comes from, or "".
func fieldOf(message any) string {
	switch msg := message.(type) {
	case TasksTyped:
		return "tasks"
	case VariantsTyped:
		return "strategies"
	case RowTyped:
		return RowField(msg.Row, msg.Field)
	case OptionSet:
		if k := engine.KeyNamed(msg.Key); k != nil && len(k.Choices) == 0 {
			return "option-" + msg.Key
		}
	}
	return ""
}

// edited is a model whose changes of the scenario can be undone.
type edited[M any] interface {
	letGo() M
	openHeld(query string) M // opens a link, which waits while a run goes on
	showHeld() M
	replacesRun(message any) bool // what the message opens takes the place of the run on the screen
	standing() string             // the scenario in the fields, as a link
}

// remember is the model after a message, with what undoes it. base is the model's own, and update handles all other messages.
func remember[M edited[M]](m M, base func(*M) *Base, message any, update func(M, any) M) M {
	h, now := base(&m).History, m.standing()
	message, wait := base(&m).release(message)
	switch message.(type) {
	case Undone, Redone:
		m = m.letGo()
		if now != "" { // what was in the hand is the latest change
			base(&m).History = h.note(now, m.standing(), "")
		}
		return travel(m, base, message)
	case FieldLeft:
		base(&m).History.typing = ""
		return m
	case HeldShown:
		return m.showHeld()
	case HeldDropped:
		if b := base(&m); b.Held && !wait {
			m = m.openHeld(b.Link)
		}
	default:
		if b := base(&m); b.Run.IsActive() && m.replacesRun(message) {
			b.Waiting = message
			return m
		}
		m = update(m, message)
	}
	if now != "" {
		base(&m).History = h.note(now, m.standing(), fieldOf(message))
	}
	return m
}

// release lets go of the message that waits for the run, if this one says so. It returns the message to handle, and whether one was
// dropped.
func (b *Base) release(message any) (now any, dropped bool) {
	waits := b.Waiting
	if waits == nil {
		return message, false
	}
	switch message.(type) {
	case HeldShown, ResetAsked:
		b.Waiting, b.Run = nil, Run{Number: b.Run.Number + 1}
		return waits, false
	case HeldDropped:
		b.Waiting = nil
		return message, true
	}
	return message, false
}

// travel takes a change back, or makes it again.
func travel[M edited[M]](m M, base func(*M) *Base, message any) M {
	h, query, now := base(&m).History, "", m.standing()
	switch _, undo := message.(Undone); {
	case undo && h.CanUndo():
		h, query = h.back(now)
	case !undo && h.CanRedo():
		h, query = h.forth(now)
	default:
		return m
	}
	m = m.openHeld(query)
	base(&m).History = h
	return m
}

// Waits reports whether anything waits for the live run.
func (b *Base) Waits() bool { return b.Held || b.Waiting != nil }

// holds reports whether a change has to wait, since a run goes on that somebody started. The run goes on with what it began with. So it is
// whoever changes the scenario: a reader, Back, a script, or the page around an embed.
func (b *Base) holds(link string) bool {
	b.Held = b.Run.IsActive() && b.Scenario != nil && link != b.Link
	return b.Held
}

// HeldWords say what becomes of what waits; "" if nothing does.
func (b *Base) HeldWords() string {
	_, leaves := b.Waiting.(Leaving)
	switch active := b.Run.IsActive(); {
	case leaves && active:
		return "The run goes on. The link leads to another page, where it cannot."
	case leaves:
		return "The link that you followed during the run waits."
	case b.Waiting != nil && active:
		return "The run goes on. What was opened meanwhile waits."
	case b.Waiting != nil:
		return "What was opened during the run waits."
	case !b.Held:
		return ""
	case active:
		return "The run goes on with what it began with. The change waits."
	}
	return "The run on the screen is from before the change."
}

// HeldButtons are the words on the buttons that show what waits, and that drop it.
func (b *Base) HeldButtons() (show, drop string) {
	verb, what, drop := "show", "the change", "Drop "
	if _, leaves := b.Waiting.(Leaving); leaves {
		verb, what, drop = "follow", "the link", "Stay, and drop "
	} else if b.Waiting != nil {
		what = "it"
	}
	if b.Run.IsActive() {
		verb = "stop the run and " + verb
	}
	return strings.ToUpper(verb[:1]) + verb[1:] + " " + what, drop + what
}

// standing is the scenario in the fields. While a bar is in the hand it is the one before.
func (m Model) standing() string {
	if m.Before != nil {
		return m.Before.standing()
	}
	if m.Own.On {
		return m.Own.back
	}
	if m.Fault != nil || m.Held {
		return m.Draft.Query()
	}
	return m.Link
}

// openHeld also keeps the lane with the handles, of which one may have the focus.
func (m Model) openHeld(query string) Model {
	lane := m.Lane
	if m = m.open(query, true); m.Predicted != nil && lane < len(m.Predicted.Lanes) {
		m.Lane = lane
	}
	return m
}

func (m Model) replacesRun(message any) bool {
	switch msg := message.(type) {
	case FrameAsked, Leaving:
		return true
	case LogOpened:
		_, _, err := view.ParseTrace(msg.Content)
		return err == nil
	case OwnRan:
		return m.Own.On
	case Opened:
		own, _ := OwnProgram(msg.Query)
		return own.Log != ""
	}
	return false
}

func (m Model) showHeld() Model {
	if m.Held && m.Fault == nil {
		m.Run = Run{Number: m.Run.Number + 1}
		m = m.reread()
	}
	return m
}

func (m CompareModel) standing() string {
	if m.Before != nil {
		return m.Before.standing()
	}
	if m.Fault != nil || m.Held {
		return m.query()
	}
	return m.Link
}

func (m CompareModel) openHeld(query string) CompareModel {
	at := m.Pointed
	m = m.open(query)
	if t := m.DrawnRow(at.Row); t != nil && at.Lane < len(t.Lanes) {
		m.Pointed = at
	}
	return m
}

func (m CompareModel) replacesRun(message any) bool {
	switch msg := message.(type) {
	case FrameAsked, Leaving:
		return true
	case Opened:
		return len(ownPrograms(msg.Query)) == 2
	}
	return false
}

func (m CompareModel) showHeld() CompareModel {
	if m.Held && m.Fault == nil {
		m.Run, m.Live = Run{Number: m.Run.Number + 1}, nil
		m = m.reread()
	}
	return m
}

// UndoKey is what a key means to the history, with the key for commands held: to undo, to redo, or nothing.
func UndoKey(key string, shift bool) any {
	switch strings.ToLower(key) {
	case "z":
		if shift {
			return Redone{}
		}
		return Undone{}
	case "y":
		return Redone{}
	}
	return nil
}
