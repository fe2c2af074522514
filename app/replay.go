package app

import (
	"inflight/app/model"
	"slices"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// replay is the row under the timeline that moves the moment.
type replay struct {
	model  model.Model
	moment model.Moment // the picture's moment, which may be ahead of the model's
	ready  bool         // the program has taken the page over

	zoomed bool

	onBack, onPlay, onNext, onSeek, onSpeed, onCloser, onFarther, onFit app.EventHandler
}

func (r replay) view() app.UI {
	whole, can := r.model.WholeRun(), r.ready && r.model.CanReplay()
	known, playing := r.moment.CountEvents(whole.Log), r.model.Replay.Playing
	play := iconButton("play", "Play", iconPlay)
	if playing {
		play = iconButton("play", "Pause", iconPause)
	}
	return app.Div().Class("replay").Role("group").Aria("label", "Replay").Body(
		iconButton("event-back", "Previous event", iconBack).Title("Previous event: ← or ,").Disabled(!can || known <= 1).OnClick(r.onBack),
		play.Title("Play or pause: space or k").Disabled(!can).OnClick(r.onPlay),
		iconButton("event-next", "Next event", iconNext).Title("Next event: → or .").Disabled(!can ||
			known == len(whole.Log)).OnClick(r.onNext),
		app.Div().Class("track").Body(r.marks(), app.Input().ID("moment").Type("range").
			Min(0).Max(model.SliderSteps).Step(1).Attr("value", serverValue(strconv.Itoa(model.SliderSteps))).
			Aria("label", "Moment").Aria("valuetext", r.words()).Disabled(!can).OnInput(r.onSeek)),
		app.Span().ID("moment-time").Class("time").Text(model.TimeWords(r.time())),
		r.speeds(),
		app.Div().Class("zoom").Role("group").Aria("label", "Zoom").Body(
			iconButton("farther", "Zoom out", iconMinus).Title("Zoom out: -").Disabled(!r.zoomed).OnClick(r.onFarther),
			iconButton("closer", "Zoom in", iconPlus).Title("Zoom in: +, or Ctrl and the wheel").Disabled(!r.ready).OnClick(r.onCloser),
			app.Button().ID("fit").Type("button").Class("quiet").Title("Show all: 0").Disabled(!r.zoomed).OnClick(r.onFit).Text("Fit"),
		),
	)
}

// mostMarks is how many events a track has marks for. More would be one grey bar.
const mostMarks = 60

// marks are the times of the run's events, over the slider's track.
func (r replay) marks() app.UI {
	whole, path, n := r.model.WholeRun(), "", 0
	for i := 0; i < len(whole.Log) && whole.Last > 0; i = whole.Log.Until(whole.Log[i].T) {
		if n++; n > mostMarks {
			path = ""
			break
		}
		path += "M" + strconv.FormatInt(int64(whole.Log[i].T)*model.SliderSteps/int64(whole.Last), 10) + ",0v8"
	}
	return raw(`<svg viewBox="0 0 ` + strconv.Itoa(model.SliderSteps) + ` 8" preserveAspectRatio="none" aria-hidden="true">` +
		`<path vector-effect="non-scaling-stroke" d="` + path + `"/></svg>`)
}

// time is the moment as a time.
func (r replay) time() time.Duration {
	if r.moment.Set {
		return r.moment.At
	}
	return r.model.WholeRun().Now
}

// words returns the moment as a screen reader says it: "1.00 s, b failed".
func (r replay) words() string {
	log := r.model.WholeRun().Log
	known := r.moment.CountEvents(log)
	if known == 0 {
		return model.TimeWords(r.time())
	}
	last := log[known-1]
	if last.T < r.time() {
		return model.TimeWords(r.time()) + ", after " + r.model.TellEvent(last)
	}
	return model.TimeWords(r.time()) + ", " + r.model.TellEvent(last)
}

func (r replay) speeds() app.UI {
	choices := []app.UI{}
	offered := model.Speeds
	if !slices.Contains(offered, r.model.Replay.Speed) { // a host page has picked it
		offered = append([]float64{r.model.Replay.Speed}, offered...)
	}
	for _, speed := range offered {
		choices = append(choices, app.Option().Value(speedWords(speed)).Text(speedWords(speed)+"×").Selected(speed == r.model.Replay.Speed))
	}
	return app.Select().ID("speed").Aria("label", "Speed").Title("Speed: < slower, > faster").OnChange(r.onSpeed).Body(choices...)
}

func speedWords(speed float64) string { return strconv.FormatFloat(speed, 'f', -1, 64) }

// slider is where the slider stands.
func (r replay) slider() string {
	if last := r.model.WholeRun().Last; r.moment.Set && last > 0 {
		return strconv.FormatInt((int64(r.moment.At)*model.SliderSteps+int64(last)/2)/int64(last), 10)
	}
	return strconv.Itoa(model.SliderSteps)
}

// The icons' outlines in a square of 16 pixels. Characters that look so are drawn in colour by some systems.
const (
	iconPlay  = "M4.5 2.5v11l9-5.5z"
	iconPause = "M4 2.5h3v11H4zM9 2.5h3v11H9z"
	iconBack  = "M3 2.5h2v11H3zM13 2.5v11L6 8z"
	iconClose = "M3.2 4.3 4.3 3.2 8 6.9l3.7-3.7 1.1 1.1L9.1 8l3.7 3.7-1.1 1.1L8 9.1l-3.7 3.7-1.1-1.1L6.9 8z"
	iconUndo  = "M6 3 2 7l4 4V8.2h4a2.4 2.4 0 0 1 0 4.8H6v1.6h4a4 4 0 0 0 0-8H6z"
	iconRedo  = "m10 3 4 4-4 4V8.2H6a2.4 2.4 0 0 0 0 4.8h4v1.6H6a4 4 0 0 1 0-8h4z"
	iconMinus = "M3 7h10v2H3z"
	iconPlus  = "M7 3h2v4h4v2H9v4H7V9H3V7h4z"
	iconNext  = "M11 2.5h2v11h-2zM3 2.5v11L10 8z"
)

func iconButton(id, words, icon string) app.HTMLButton {
	return app.Button().ID(id).Type("button").Class("icon").Aria("label", words).Body(
		raw(`<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="` + icon + `"/></svg>`))
}
