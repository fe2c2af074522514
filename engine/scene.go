package engine

import "time"

// Shape says how a mark is drawn.
type Shape uint8

// The shapes, and what X, Y, W and H of their marks are.
const (
	Rect     Shape = iota // corner and size
	Line                  // from X, Y to X+W, Y+H
	Cap                   // centre, W the radius; the meaning says which sign is inside
	Triangle              // points down: X is the middle, Y the top, W the width, H the height
	Text                  // X, Y the anchor on the base line, W its estimated width, H the size of the letters
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
	CancelBar                   // cancelled, until the server noticed
	FinishCap                   // returned
	BadStatusCap                // returned, with a status of 400 or more
	FailCap                     // raised
	CancelCap                   // cancelled
	TimeoutCap                  // timed out
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
	LegendLabel // words of the legend
	NoteText    // "9,600 more tasks"
)

// Anchor says where a text's X is.
type Anchor uint8

// The anchors of a text.
const (
	AnchorStart Anchor = iota
	AnchorMiddle
	AnchorEnd
)

// Mark is one thing to draw, in pixels of the scene.
type Mark struct {
	Shape      Shape
	Meaning    Meaning
	Anchor     Anchor // of a Text
	Orphan     bool   // of a bar: after the strategy's end
	X, Y, W, H float64
	Text       string
	Task       int // index of the lane it belongs to, or NoTask
	Event      int // index in the log of the event it shows, or -1
}

// Parts says which parts of the picture are laid out.
type Parts uint8

// The parts, from top to bottom. A page that keeps the caller's lane in sight while rows scroll lays out
// two scenes: PartCaller|PartAxis, and PartRows.
const (
	PartHeader Parts = 1 << iota // strategy and summary in words
	PartCaller                   // the caller's lane
	PartRows                     // the tasks' lanes
	PartAxis                     // the axis' words
	PartLegend                   // only of what occurs
	PartPage   Parts = 0         // the default: PartCaller, PartRows and PartAxis
	PartAll    Parts = PartHeader | PartCaller | PartRows | PartAxis | PartLegend
)

// LayoutOptions says how large a scene is and what it shows.
type LayoutOptions struct {
	Width      float64       // pixels, at least 280; 0 is 960
	From, To   int           // rows to lay out; To 0 is up to the last. The others keep their places
	Crop       bool          // rows outside From … To take no room, and a note counts them
	Parts      Parts         // which parts
	Axis       time.Duration // the axis ends here at the earliest; 0 is at the last event
	Frame      *Timeline     // settles the axis and the margins instead, so that nothing moves while the moment does
	Prediction *Timeline     // drawn underneath in outline, and the Frame if that is nil
	Playhead   bool          // draw the moment as a line
}

// Scene is a timeline laid out: a flat list of marks, from back to front.
type Scene struct {
	Width, Height float64 // of the whole picture, rows that were not laid out included
	Marks         []Mark
	Title, Desc   string  // for those who cannot see it
	RowTop        float64 // where lane 0 begins
	RowHeight     float64
	Rows          int     // lanes in all
	Narrow        bool    // names are above the bars
	left, right   float64 // pixels of times 0 and end
	end           time.Duration
}

// Layout lays a timeline out.
func Layout(t *Timeline, o LayoutOptions) *Scene { panic("being written") }

// X is the pixel of a time.
func (sc *Scene) X(t time.Duration) float64 { panic("being written") }

// Time is the time at a pixel, clamped to the axis.
func (sc *Scene) Time(x float64) time.Duration { panic("being written") }

// Row is the lane at a pixel, or NoTask.
func (sc *Scene) Row(y float64) int { panic("being written") }

// Class is the CSS class of the meaning, such as "flight-bar".
func (m Meaning) Class() string { panic("being written") }
