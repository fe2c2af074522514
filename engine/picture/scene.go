package picture

import (
	"inflight/engine"
	"slices"
	"time"
)

// Shape says how a mark is drawn.
type Shape uint8

// The shapes, and what X, Y, W and H of their marks are.
const (
	Rect     Shape = iota // corner and size
	Line                  // from X, Y to X+W, Y+H
	Cap                   // centre, W the radius; the meaning says which sign is inside
	Triangle              // points down: X is the middle, Y the top, W the width, H the height
	Text                  // X, Y the anchor on the base line, W its estimated width, H the size of the letters
	Bracket               // a square one: X is its back, Y its top, X+W the ends of its arms, to the left where W is negative, H its height
	Bars                  // many rectangles: Points has the x, y, width and height of each, from X, Y; W and H are those of all
	Curve                 // a closed outline: Points has the x and y of its corners, from X, Y
)

// Meaning says what a mark stands for; the pens choose colours and patterns by it.
type Meaning uint8

// The meanings. Their CSS classes are the same words: see [Meaning.Class].
const (
	LaneBand     Meaning = iota // background of every second lane
	GridLine                    // a time of the axis
	AxisLabel                   // the time in words
	TitleText                   // the strategy
	SubtitleText                // the run in one line
	LaneName                    // a task
	CallerName                  // main()
	CallerWait                  // the caller waits
	CallerLinger                // the caller waits for orphans, after the strategy
	DeliverTick                 // the caller received a result
	ErrorTick                   // the caller received an exception, and handled it
	RaiseTick                   // the strategy raised
	ReturnTick                  // the strategy returned
	WakeTick                    // wait returned
	TickCount                   // how many results came at that time: "×50"
	ReturnLabel                 // "returned at 3.00 s"
	RaiseLabel                  // "raised status 503 at 1.00 s"
	SleepBar                    // the task sleeps
	PoolBar                     // waits for the session's pool
	BrowserBar                  // waits in the browser
	FlightBar                   // in flight
	ConnectBar                  // opens a connection, or a socket waits for its peer to accept
	BodyBar                     // receives the answer's body
	BodyCore                    // the lighter inside of a BodyBar
	OpenBar                     // a socket is open
	ClosingBar                  // it waits for its peer to close
	HeldUpBar                   // held up by a blocking request
	WaitBar                     // of a recording: waits for others
	WorkBar                     // of a recording: works, or blocks
	QueueBar                    // waits for a semaphore
	RateBar                     // waits for a limiter
	PauseBar                    // pauses before another attempt
	ServerBar                   // waits at the server
	EnterMark                   // what is held was entered: a socket, or a session
	ExitMark                    // it was closed
	IdleLine                    // a connection that carries nothing, and is kept open
	RideLabel                   // the task whose request a connection carries
	CancelBar                   // cancelled, until the server noticed
	FinishCap                   // returned: a tick
	BadStatusCap                // returned, with a status of 400 or more: a tick in the colour of failure
	FailCap                     // raised: a cross
	CancelCap                   // cancelled: a double bar
	TimeoutCap                  // timed out: the hands of a clock
	SwallowCap                  // went on in spite of a cancellation: a bar, and what goes on behind it
	NeverDash                   // never started
	NoticedMark                 // the server noticed the cancel
	GoodLabel                   // words beside a cap, by outcome
	BadLabel
	CancelLabel
	MutedLabel
	ReturnLine  // the strategy's end, through all lanes
	RaiseLine   // the same, where it raised
	Playhead    // the moment
	GhostBar    // the prediction, under a live run
	RestBar     // the time that a task would still have taken
	HeldLine    // from a task's end to the moment at which the caller received what it had
	Band        // rows of many tasks in flight, as far as they look alike
	WaitBand    // the same of those who wait
	SleepBand   // the same of those who sleep
	CurveArea   // how many are in flight
	ServedArea  // how many the server serves
	ServerArea  // the same, and those who wait there
	DownBar     // the server is down
	TurnedCap   // the server turned requests away: a cross
	ServerLabel // what the server's limit is, and whom it concerned
	LimitLine   // how many may be
	LimitLabel  // "pool 100"
	RangeLabel  // which tasks are in some bands, and what a curve counts
	WakeLabel   // what wait returned with: "1 done · 2 pending"
	StateLabel  // what a stretch is: "waiting in line"
	BarLabel    // the same, on a full bar
	LegendLabel // words of the legend
	NoteText    // "9,600 more tasks"
	TurnLine    // where a bar's end would make the run another one
	TurnTick    // the same, on the axis
	EventMark   // an event that somebody asked for
	NoteCap     // a note of the author …
	NoteNumber  // … and which
	Lens        // frames rows that are shown enlarged

	Meanings = iota // how many there are
)

var meaningClasses = [Meanings]string{
	"lane-band", "grid-line", "axis-label", "title-text", "subtitle-text", "lane-name", "caller-name",
	"caller-wait", "caller-linger", "deliver-tick", "error-tick", "raise-tick", "return-tick", "wake-tick",
	"tick-count", "return-label", "raise-label", "sleep-bar", "pool-bar", "browser-bar", "flight-bar",
	"connect-bar", "body-bar", "body-core", "open-bar", "closing-bar", "held-up-bar",
	"wait-bar", "work-bar", "queue-bar", "rate-bar", "pause-bar", "server-bar", "enter-mark", "exit-mark", "idle-line",
	"ride-label", "cancel-bar", "finish-cap", "bad-status-cap", "fail-cap", "cancel-cap", "timeout-cap", "swallow-cap", "never-dash",
	"noticed-mark", "good-label", "bad-label", "cancel-label", "muted-label", "return-line", "raise-line",
	"playhead", "ghost-bar", "rest-bar", "held-line", "band", "wait-band",
	"sleep-band", "curve-area", "served-area", "server-area", "down-bar", "turned-cap", "server-label",
	"limit-line", "limit-label", "range-label", "wake-label", "state-label", "bar-label",
	"legend-label", "note-text", "turn-line", "turn-tick", "event-mark", "note-cap", "note-number", "lens",
}

// Class is the CSS class of the meaning, such as "flight-bar".
func (m Meaning) Class() string { return meaningClasses[m] }

// Anchor says where a text's X is.
type Anchor uint8

// The anchors of a text.
const (
	AnchorStart Anchor = iota
	AnchorMiddle
	AnchorEnd
)

// Fate is what becomes of the task whose bar it is, as far as it is known: a set of these. None is in flight, or received.
type Fate uint8

// The fates of bars.
const (
	Unheard Fate = 1 << iota // nobody received it: after the strategy's end, or what was ready before that and was not asked for
	Lost                     // it failed
	Cut                      // it was cancelled

	fates = iota // how many there are
)

var fateClasses = [fates]string{"orphan", "lost", "cut"}

// Classes are the CSS classes of a fate, each after a space.
func (f Fate) Classes() (classes string) {
	for i, class := range fateClasses {
		if f&(1<<i) != 0 {
			classes += " " + class
		}
	}
	return classes
}

// Mark is one thing to draw, in pixels of the scene.
type Mark struct {
	Shape      Shape
	Meaning    Meaning
	Anchor     Anchor // of a Text
	Fate       Fate   // of a bar
	X, Y, W, H float64
	Text       string
	Points     *[]float64 // of Bars and of a Curve
	Task       int        // index of the lane it belongs to, or NoTask
	Event      int        // index in the log of the event it shows, or -1; still
}

// still is the Event of marks that a playing picture shows from the start, as they are.
const still = -2

// Scene is a timeline laid out: a flat list of marks, from back to front. Those of one lane are together.
type Scene struct {
	Width, Height float64 // of the whole picture, rows that were not laid out included
	Marks         []Mark
	Title         string        // for those who cannot see it, …
	desc          func() string // … as is this, which takes its time; nil: there is nothing to say
	RowTop        float64       // where lane First begins
	RowHeight     float64
	First, Rows   int  // the lanes that have a place in the picture: Rows lanes from First on
	Narrow        bool // names are above the bars
	ByConnection  bool // the rows are connections, or parts of such, and not lanes: see [Scene.TaskAt]

	left, right float64 // pixels of times from and to
	from, to    time.Duration
	end         time.Duration // of the whole axis, of which from … to is in sight
	log         engine.Log    // whose events the marks show
}

// words are what is seen, for those who cannot.
func (sc *Scene) words() string {
	if sc.desc == nil {
		return ""
	}
	return sc.desc()
}

// X is the pixel of a time.
func (sc *Scene) X(t time.Duration) float64 {
	return sc.left + (sc.right-sc.left)*float64(t-sc.from)/float64(sc.to-sc.from)
}

// InSight are the times between which the axis is seen.
func (sc *Scene) InSight() (from, to time.Duration) { return sc.from, sc.to }

// End is the time at which the axis ends.
func (sc *Scene) End() time.Duration { return sc.end }

// Time is the time at a pixel, clamped to the axis.
func (sc *Scene) Time(x float64) time.Duration {
	share := (x - sc.left) / (sc.right - sc.left)
	return sc.from + time.Duration(min(max(share, 0), 1)*float64(sc.to-sc.from))
}

// Row is the lane at a pixel, or NoTask.
func (sc *Scene) Row(y float64) int {
	row := int((y - sc.RowTop) / sc.RowHeight)
	if y < sc.RowTop || row >= sc.Rows {
		return engine.NoTask
	}
	return sc.First + row
}

// TaskAt is the task of the bar at a pixel, or NoTask.
func (sc *Scene) TaskAt(x, y float64) int {
	for i := len(sc.Marks) - 1; i >= 0; i-- {
		if m := &sc.Marks[i]; m.Shape == Rect && m.Task != engine.NoTask && x >= m.X && x <= m.X+m.W && y >= m.Y && y <= m.Y+m.H {
			return m.Task
		}
	}
	return engine.NoTask
}

// enlarge makes everything larger.
func (sc *Scene) enlarge(scale float64) {
	for _, length := range []*float64{&sc.Width, &sc.Height, &sc.RowTop, &sc.RowHeight, &sc.left, &sc.right} {
		*length *= scale
	}
	for i := range sc.Marks {
		m := &sc.Marks[i]
		m.X, m.Y, m.W, m.H = m.X*scale, m.Y*scale, m.W*scale, m.H*scale
		if m.Points != nil {
			points := slices.Clone(*m.Points)
			for j := range points {
				points[j] *= scale
			}
			m.Points = &points
		}
	}
}

// add appends a mark that no event stands behind.
func (sc *Scene) add(m Mark) {
	sc.Marks = append(sc.Marks, m)
}

// caption appends a text that belongs to no lane.
func (sc *Scene) caption(m Meaning, x, y, size float64, text string) {
	sc.add(Mark{Shape: Text, Meaning: m, X: x, Y: y, W: textWidth(text, size), H: size, Text: text,
		Task: engine.NoTask, Event: -1})
}
