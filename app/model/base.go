package model

import (
	"inflight/engine"
)

// Base is what the playground and a comparison have alike: what is typed, what it was read as, the live run, the demo backend.
type Base struct {
	Draft Draft
	Fault *Fault // why the draft cannot be read; nil if it can

	Scenario *engine.Scenario // of the last draft that could be read, nil before the first; of a comparison, what its rows share
	Link     string           // in canonical form
	Labels   []string         // of its tasks, each different

	Run     Run // its number, its state; of a comparison, that of all rows, one after another
	Backend Backend
	Sharing Sharing
	Theme   Theme
	Alert   string // what went wrong with what a person asked for
}

// take takes the messages that mean the same on both pages. The draft may have to be read anew then; known is false for any other
// message.
func (b *Base) take(message any) (known, typed bool) {
	switch msg := message.(type) {
	case TasksTyped:
		b.Draft.Tasks = msg.Text
		return true, true
	case OptionSet:
		b.Draft = b.Draft.withOption(msg.Key, msg.Value)
		return true, true
	case StopAsked:
		if b.Run.State == Running {
			b.Run.State = Stopping
		}
	case WentHidden:
		b.Run.Hidden = b.Run.Hidden || b.Run.Active()
	case Asked:
		b.Backend.Reach, b.Backend.Plain = msg.Reach, msg.Plain
	case Configured:
		b.Backend = msg.Backend()
	case ThemePicked:
		b.Theme = msg.Theme
	case ShareOpened, ShareClosed, ShareView, ShareSet, ShareCopied:
		b.Sharing = b.Sharing.update(msg)
	default:
		return false, false
	}
	return true, false
}

// goesOn reports whether news of the run with this number is of the one on the screen, which goes on.
func (b *Base) goesOn(number int) bool { return number == b.Run.Number && b.Run.Active() }
