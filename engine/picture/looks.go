package picture

import "slices"

// Look is how a mark is drawn. Three pens read it: for SVG, for PNG, and for the browser's canvas, which gets it as JSON. A pen skips
// what it has no use for.
type Look struct {
	Fill        Colour     `json:"fill,omitempty"` // of a text: its colour
	FillOpacity float64    `json:"fillOpacity,omitempty"`
	Stroke      Colour     `json:"stroke,omitempty"`
	Width       float64    `json:"width,omitempty"`      // of the stroke; 1 where rules do not say
	RoundEnds   bool       `json:"roundEnds,omitempty"`  // of the stroke, and of its dashes
	RoundJoins  bool       `json:"roundJoins,omitempty"` // where it turns
	Dash        [2]float64 `json:"dash,omitzero"`        // on, off
	Opacity     float64    `json:"opacity,omitempty"`    // of the whole mark; 0 is 1, as in FillOpacity
	Hatch       *Hatch     `json:"hatch,omitempty"`      // what fills it instead of a colour
	Inset       bool       `json:"inset,omitempty"`      // a rectangle's outline stays inside it
	Square      bool       `json:"square,omitempty"`     // a rectangle's corners are not round
	Bold        bool       `json:"bold,omitempty"`
	Mono        bool       `json:"mono,omitempty"`       // in letters of one width
	Sign        string     `json:"sign,omitempty"`       // in a cap of radius 8.5, around 0, 0: an SVG path of M, L and V alone
	Dot         bool       `json:"dot,omitempty"`        // a small cap is a dot, and not its sign alone
	SmallWidth  float64    `json:"smallWidth,omitempty"` // of the sign's stroke where it stands alone
}

// Hatch is a pattern of parallel stripes.
type Hatch struct {
	name   string
	Colour Colour  `json:"colour"`
	Step   float64 `json:"step"`             // from the middle of a stripe to that of the next
	Thick  float64 `json:"thick"`            // of a stripe
	Angle  int     `json:"angle"`            // 45: stripes rise to the right; -45: they fall; 0: they are upright
	Ground float64 `json:"ground,omitempty"` // share of the colour that is under the stripes
}

// hatches are the patterns, as pictures define them.
var hatches = []*Hatch{waitHatch, cutHatch}

var (
	waitHatch = &Hatch{name: "wait", Colour: Waiting, Step: 6, Thick: 1.6, Angle: 45}
	cutHatch  = &Hatch{name: "cut", Colour: Cancelled, Step: 7, Thick: 2, Angle: -45, Ground: .18}
)

// rule says something about how some meanings look. It is a rule of the style sheet too. There, rules in a row that say the same
// become one.
type rule struct {
	of   []Meaning
	look Look
	css  string // its selector, where that is not "&", which stands for the meanings' classes
	fate Fate   // it is only of bars with this fate
}

func meanings(m ...Meaning) []Meaning { return m }

// The looks. What a mark looks like is what all its rules say together, of which the later win.
var (
	textRules = []rule{
		{css: ".picture", look: Look{Fill: Paper}},
		{of: letters, css: "text", look: Look{Fill: Ink}},
		{css: "path", look: Look{Fill: None}},
		{of: meanings(LaneBand), look: Look{Fill: Lane, Square: true}},
		{of: meanings(GridLine), look: Look{Stroke: Grid}},
		{of: meanings(AxisLabel, SubtitleText, LegendLabel, NoteText, MutedLabel, RangeLabel, TickCount, ReturnLabel,
			WakeLabel, ServerLabel), look: Look{Fill: Muted}},
		{of: meanings(TitleText, CallerName, ReturnLabel, RaiseLabel, GoodLabel, BadLabel, CancelLabel), look: Look{Bold: true}},
		{of: meanings(LaneName, CallerName), look: Look{Mono: true}},
		{of: meanings(StateLabel), look: Look{Fill: Ink}},
		{of: meanings(RaiseLabel), look: Look{Fill: Bad}},
		{of: meanings(BadLabel), look: Look{Fill: Bad}},
		{of: meanings(GoodLabel), look: Look{Fill: Good}},
		{of: meanings(LimitLabel), look: Look{Bold: true}},
		{of: meanings(CancelLabel, LimitLabel), look: Look{Fill: Cancelled}},
	}
	markRules = []rule{
		{of: meanings(CallerWait), look: Look{Hatch: waitHatch}},
		{of: meanings(CallerLinger), look: Look{Fill: Waiting}},
		{of: meanings(DeliverTick), look: Look{Fill: Good}},
		{of: meanings(ErrorTick), look: Look{Fill: Paper, Stroke: Bad, Width: 1.5, RoundJoins: true}},
		{of: meanings(RaiseTick), look: Look{Fill: Bad}},
		{of: meanings(ReturnTick, WakeTick), look: Look{Stroke: Ink, Width: 2, RoundEnds: true}},
		{of: meanings(SleepBar), look: Look{Stroke: Waiting, Width: 2, RoundEnds: true, Dash: [2]float64{.1, 5}}},
		{of: meanings(PoolBar), look: Look{Fill: Waiting, FillOpacity: .22, Stroke: Waiting, Width: 1, Inset: true}},
		{of: meanings(QueueBar), look: Look{Fill: Cancelled, FillOpacity: .14, Stroke: Cancelled, Width: 1, Inset: true}},
		{of: meanings(RateBar), look: Look{Fill: Cancelled, FillOpacity: .14, Stroke: Cancelled, Width: 1, Dash: [2]float64{2, 2}, Inset: true}},
		{of: meanings(ServerBar), look: Look{Fill: InFlight, FillOpacity: .14, Stroke: InFlight, Width: 1, Dash: [2]float64{2, 2}, Inset: true}},
		{of: meanings(PauseBar), look: Look{Stroke: Bad, Width: 2, RoundEnds: true, Dash: [2]float64{.1, 5}}},
		{of: meanings(BrowserBar), look: Look{Fill: None, Stroke: Waiting, Width: 1.4, Dash: [2]float64{4, 3}, Inset: true}},
		{of: meanings(HeldUpBar), look: Look{Fill: Waiting, FillOpacity: .5}},
		{of: meanings(WaitBar), look: Look{Hatch: waitHatch}},
		{of: meanings(WorkBar), look: Look{Fill: Muted}},
		{of: meanings(ConnectBar), look: Look{Fill: None, Stroke: InFlight, Width: 1.2, Inset: true}},
		{of: meanings(ClosingBar), look: Look{Fill: InFlight, FillOpacity: .28, Stroke: InFlight, Width: 1.2, Inset: true}},
		{of: moving, look: Look{Fill: InFlight}},
		{of: meanings(BodyCore), look: Look{Fill: Paper, FillOpacity: .6}},
		{of: meanings(IdleLine), look: Look{Stroke: InFlight, Width: 1.2, Opacity: .6}},
		{of: meanings(RideLabel), look: Look{Fill: Paper, Bold: true}},
		{of: meanings(BarLabel), look: Look{Fill: Paper}},
		{of: meanings(EnterMark, ExitMark), look: Look{Stroke: Ink, Width: 2}},
		{of: moving, fate: Unheard, look: Look{FillOpacity: .2, Stroke: InFlight, Width: 1.4, Dash: [2]float64{5, 4}, Inset: true, Square: true}},
		{of: fated, fate: Lost, look: Look{Fill: Bad, FillOpacity: .16, Stroke: Bad, Width: 1.2, Inset: true}},
		{of: fated, fate: Cut, look: Look{Fill: Cancelled, FillOpacity: .22, Stroke: Cancelled, Width: 1.2, Inset: true}},
		{of: meanings(Band), look: Look{Fill: InFlight}},
		{of: meanings(Band), fate: Unheard, look: Look{FillOpacity: .3}},
		{of: meanings(Band), fate: Lost, look: Look{Fill: Bad}},
		{of: meanings(Band), fate: Cut, look: Look{Fill: Cancelled}},
		{of: meanings(WaitBand), look: Look{Fill: Waiting, FillOpacity: .22}},
		{of: meanings(SleepBand), look: Look{Fill: Waiting, FillOpacity: .1}},
		{of: meanings(CurveArea), look: Look{Fill: InFlight, FillOpacity: .16, Stroke: InFlight, Width: 1.2}},
		{of: meanings(ServerArea), look: Look{Fill: InFlight, FillOpacity: .14, Stroke: InFlight, Width: 1, Dash: [2]float64{2, 2}}},
		{of: meanings(ServedArea), look: Look{Fill: InFlight}},
		{of: meanings(DownBar), look: Look{Fill: Bad, FillOpacity: .14, Stroke: Bad, Width: 1, Inset: true}},
		{of: meanings(LimitLine), look: Look{Stroke: Cancelled, Width: 1.2, Dash: [2]float64{4, 3}}},
		{of: meanings(RestBar), look: Look{Fill: None, Stroke: Cancelled, Width: 1, Dash: [2]float64{2, 3}, Inset: true, Square: true}},
		{of: meanings(HeldLine), look: Look{Stroke: Cancelled, Width: 1.4}},
		{of: meanings(CancelBar), look: Look{Hatch: cutHatch}},
		{of: meanings(NoticedMark), look: Look{Stroke: Cancelled, Width: 2}},
		{of: meanings(NeverDash), look: Look{Stroke: Muted, Width: 2, RoundEnds: true}},
		{of: meanings(GhostBar), look: Look{Fill: None, Stroke: Waiting, Width: 1, Opacity: .7, Inset: true}},
		{of: meanings(ReturnLine), look: Look{Stroke: Muted, Width: 1.2, Dash: [2]float64{2, 3}}},
		{of: meanings(RaiseLine), look: Look{Stroke: Bad, Width: 1.2, Dash: [2]float64{2, 3}}},
		{of: meanings(Playhead), look: Look{Stroke: Ink, Width: 1.4}},
		{of: caps, css: "circle", look: Look{Fill: Paper, Width: 2}},
		{of: caps, css: "& path", look: Look{Width: 2, RoundEnds: true, RoundJoins: true, SmallWidth: 4.5}},
		{of: meanings(FinishCap), css: "& *", look: Look{Stroke: Good}},
		{of: meanings(FailCap, BadStatusCap, TurnedCap), css: "& *", look: Look{Stroke: Bad}},
		{of: meanings(FinishCap, BadStatusCap), fate: Unheard, css: "& *", look: Look{Stroke: Muted}},
		{of: meanings(CancelCap, TimeoutCap, SwallowCap), css: "& *", look: Look{Stroke: Cancelled}},
		{of: meanings(FinishCap, BadStatusCap), look: Look{Sign: "M-3.6,.4 L-1,3.2 L3.8,-2.8", Dot: true}},
		{of: meanings(FailCap, TurnedCap), look: Look{Sign: "M-3,-3 L3,3 M3,-3 L-3,3"}},
		{of: meanings(CancelCap), look: Look{Sign: "M-2.6,-3.4 V3.4 M2.6,-3.4 V3.4"}},
		{of: meanings(TimeoutCap), look: Look{Sign: "M0,-4.6 V0 L3.2,2"}},
		{of: meanings(SwallowCap), look: Look{Sign: "M-3,-3.4 V3.4 M.2,-3.2 L3.6,0 L.2,3.2"}},
		{of: meanings(NoteCap), css: "& circle", look: Look{Fill: Accent, Stroke: Paper, Width: 1.5}},
		{of: meanings(NoteCap), look: Look{Sign: "M0,0", SmallWidth: 4.5}},
		{of: meanings(NoteNumber), look: Look{Fill: Paper, Bold: true}},
		{of: meanings(Lens), look: Look{Fill: Paper, Stroke: Waiting, Square: true, Inset: true}},
	}
	// Marks of pages, which no picture has that is a file of its own.
	pageRules = []rule{
		{of: meanings(TurnLine), look: Look{Stroke: Cancelled, Width: 1.6, Dash: [2]float64{3, 2}}},
		{of: meanings(TurnTick), look: Look{Fill: Cancelled}},
		{of: meanings(EventMark), look: Look{Stroke: Accent, Width: 3, RoundEnds: true}},
	}
)

var (
	letters = meanings(AxisLabel, TitleText, SubtitleText, LaneName, CallerName, TickCount, ReturnLabel, RaiseLabel, RideLabel,
		GoodLabel, BadLabel, CancelLabel, MutedLabel, LegendLabel, NoteText, RangeLabel, LimitLabel, WakeLabel, StateLabel, BarLabel, NoteNumber,
		ServerLabel)
	moving = meanings(FlightBar, BodyBar, OpenBar)
	fated  = append(meanings(ConnectBar, ClosingBar), moving...) // those that show their task's fate
	caps   = meanings(FinishCap, BadStatusCap, FailCap, CancelCap, TimeoutCap, SwallowCap, TurnedCap)
)

// ShowsFate reports whether a bar of this meaning shows what becomes of its task.
func (m Meaning) ShowsFate() bool { return slices.Contains(fated, m) }

// allLooks are the looks of all meanings, with each fate.
var allLooks = mergeRules(textRules, markRules, pageRules)

// looks are those of bars in flight, and of all that has no fate.
var looks = &allLooks[0]

// Look is how the mark is drawn.
func (m *Mark) Look() *Look { return &allLooks[m.Fate][m.Meaning] }

func mergeRules(tables ...[]rule) (all [1 << fates][Meanings]Look) {
	for fate := range all {
		for _, r := range slices.Concat(tables...) {
			for _, m := range r.of {
				if Fate(fate)&r.fate == r.fate {
					all[fate][m].add(r.look)
				}
			}
		}
		for m := range all[fate] {
			all[fate][m].settle()
		}
	}
	return all
}

// settle replaces what only style sheets have words for.
func (l *Look) settle() {
	if l.Fill == None {
		l.Fill = ""
	}
	if l.Stroke != "" && l.Width == 0 {
		l.Width = 1
	}
}

// add takes over what a rule says.
func (l *Look) add(said Look) {
	l.Fill, l.Stroke, l.Hatch = laterValue(l.Fill, said.Fill), laterValue(l.Stroke, said.Stroke), laterValue(l.Hatch, said.Hatch)
	l.FillOpacity, l.Opacity = laterValue(l.FillOpacity, said.FillOpacity), laterValue(l.Opacity, said.Opacity)
	l.Width, l.Dash = laterValue(l.Width, said.Width), laterValue(l.Dash, said.Dash)
	l.Sign, l.SmallWidth = laterValue(l.Sign, said.Sign), laterValue(l.SmallWidth, said.SmallWidth)
	l.RoundEnds, l.RoundJoins = l.RoundEnds || said.RoundEnds, l.RoundJoins || said.RoundJoins
	l.Inset, l.Square, l.Dot = l.Inset || said.Inset, l.Square || said.Square, l.Dot || said.Dot
	l.Bold, l.Mono = l.Bold || said.Bold, l.Mono || said.Mono
}

// laterValue is what was said last.
func laterValue[T comparable](before, said T) T {
	var nothing T
	if said == nothing {
		return before
	}
	return said
}
