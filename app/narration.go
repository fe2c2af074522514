package app

import (
	"slices"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine/view"
)

// story keeps the narration of the run on the screen: during a replay it stays the same.
type story struct {
	timeline  *view.Timeline
	run       int
	told      time.Time
	sentences []view.Sentence
}

// of is the narration of a timeline. While its run goes on it is told anew only once a second: nobody reads faster, and it would
// keep the run from the one thread that they share.
func (s *story) of(t *view.Timeline, run model.Run) []view.Sentence {
	late := run.Active() && s.run == run.Number && time.Since(s.told) < time.Second
	if s.timeline != t && !late {
		*s = story{t, run.Number, time.Now(), view.Narrate(t)}
	}
	return s.sentences
}

// narration is the run in sentences. Each is a button that goes to the moment at which all that it says has happened; what is
// yet to come at the moment is muted, and so nothing moves while that does.
func narration(sentences []view.Sentence, moment model.Moment, marking *model.Marking, onEvent app.EventHandler) app.UI {
	items, now := []app.UI{}, spoken(sentences, moment)
	for i, s := range sentences {
		if app.IsServer {
			items = append(items, app.Li().Body(app.Span().Class("sentence").Text(s.Text)))
			continue
		}
		words := app.Button().Type("button").Class("sentence").DataSet("event", strconv.Itoa(s.Events[len(s.Events)-1])).Text(s.Text)
		switch {
		case i == now:
			words.Aria("current", "step")
		case moment.Set && s.Events[0] >= moment.Events:
			words.Class("future")
		}
		if slices.ContainsFunc(s.Events, marking.Has) {
			words.Class("marked")
		}
		items = append(items, app.Li().Body(words))
	}
	return app.Ol().ID("narration").Class("narration").OnClick(onEvent).Body(items...)
}

// spoken is the sentence of the moment: the one about its last event, or else the last that has begun; -1 at the end.
func spoken(sentences []view.Sentence, moment model.Moment) int {
	now := -1
	if !moment.Set {
		return now
	}
	for i, s := range sentences {
		if slices.Contains(s.Events, moment.Events-1) {
			return i
		}
		if s.Events[0] < moment.Events && (now < 0 || s.Events[0] >= sentences[now].Events[0]) {
			now = i
		}
	}
	return now
}
