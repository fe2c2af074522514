package model

import (
	"context"

	"inflight/engine"
)

// Base is what the playground and a comparison have in common: the draft, the scenario read from it, the live run, the demo backend.
type Base struct {
	Draft Draft
	Fault *Fault // why the draft cannot be read; nil if it can

	// Scenario was read from the last draft that could be read; it is nil before the first. In a comparison it is what the rows share.
	Scenario *engine.Scenario
	Link     string   // the scenario's, in canonical form
	Labels   []string // names of its tasks, each different

	Run     Run // in a comparison, the run of all rows, one after another
	Backend Backend
	Sharing Sharing
	Theme   Theme
	Alert   string // why something that a person asked for failed

	Counting Counting
	History  History
	Held     bool      // what the fields say waits for the live run
	Waiting  any       // a message that waits for it, since what it opens takes the run's place; nil if none does
	Frame    int       // how often the page around an embed was let have another frame
	Left     Departure // the link that the reader was last let follow

	until context.Context // of the request that the page answers, whose client may go away; nil in the browser
}

// interest is done when nobody waits for a simulation any more.
func (b *Base) interest() context.Context {
	if b.until == nil {
		return context.Background()
	}
	return b.until
}

// take handles the messages that mean the same on both pages; known is false for any other message. Afterwards the draft may have
// to be read anew.
func (b *Base) take(message any) (known, typed bool) {
	switch msg := message.(type) {
	case TasksTyped:
		b.Draft.Tasks = msg.Text
		return true, true
	case TaskInserted:
		b.Draft = b.Draft.withTask(msg.Text)
		return true, true
	case OptionSet:
		b.Draft = b.Draft.withOption(msg.Key, msg.Value)
		return true, true
	case StopAsked:
		if b.Run.State == Running {
			b.Run.State = Stopping
		}
	case WentHidden:
		b.Run.Hidden = b.Run.Hidden || b.Run.IsActive()
	case Asked:
		b.Backend.Reach, b.Backend.Plain = msg.Reach, msg.Plain
	case Configured:
		b.Backend = msg.Backend()
	case ThemePicked:
		b.Theme = msg.Theme
	case ShareOpened, ShareClosed, ShareView, ShareSet, ShareCopied:
		b.Sharing = b.Sharing.update(msg)
	case RunsCounted, CountingToggled:
		b.Counting = b.Counting.update(msg)
	case FrameAsked:
		b.Frame++
	case Leaving:
		b.Left = Departure{msg.To, b.Left.Number + 1}
	default:
		return false, false
	}
	return true, false
}

// takeShared takes what means the same on both pages, and reports whether that was all. base is the model's own. Some messages let go of
// the bar first.
func takeShared[M interface {
	letGo() M
	reread() M
}](m M, base func(*M) *Base, message any) (M, bool) {
	switch message.(type) {
	case RunAsked, StopAsked, ResetAsked, WentHidden, TaskPicked, LogOpened, LanePicked, Sought, EventSought, Stepped, Played, LinePicked:
		m = m.letGo()
	}
	known, typed := base(&m).take(message)
	if typed {
		m = m.reread()
	}
	return m, known
}

// goesOn reports whether the run with this number is on the screen and still active.
func (b *Base) goesOn(number int) bool { return number == b.Run.Number && b.Run.IsActive() }
