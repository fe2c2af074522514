package picture

import (
	"inflight/engine/view"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A picture that plays by itself does so with CSS alone, since it is shown by <img> too, where no script runs: a curtain over the
// bars and the playhead move over the axis in one animation, and whatever stands for an event is hidden until its time. Who
// wants no motion, or prints it, sees the finished picture.

// The picture plays in real time where that is bearable, and then holds its end for a while before it begins anew.
const (
	playsAtLeast = 2 * time.Second
	playsAtMost  = 10 * time.Second
	holds        = 3 * time.Second
)

// playing is what animates a scene.
type playing struct {
	sc          *Scene
	share       float64 // of a round in which the run is played
	cycle       time.Duration
	top, bottom float64 // of the lanes
}

func newPlaying(sc *Scene) *playing {
	run := min(max(sc.end, playsAtLeast), playsAtMost)
	p := &playing{sc, float64(run) / float64(run+holds), run + holds, sc.Height, 0}
	for i := range sc.Marks {
		if m := &sc.Marks[i]; m.Meaning == GridLine {
			p.top, p.bottom = min(p.top, m.Y), max(p.bottom, m.Y+m.H)
		}
	}
	return p
}

// grows reports whether a mark does so behind the playhead: a legend's does not.
func (p *playing) grows(m *Mark) bool {
	return p != nil && m.Event != still && slices.Contains(curtained, m.Meaning) && m.Y < p.bottom
}

// curtained are the marks that grow behind the playhead.
var curtained = []Meaning{CallerWait, CallerLinger, SleepBar, PoolBar, QueueBar, RateBar, PauseBar, ServerBar, BrowserBar, FlightBar,
	ConnectBar, BodyBar, BodyCore, OpenBar, ClosingBar, HeldUpBar, WaitBar, WorkBar, IdleLine, Band, WaitBand, SleepBand,
	CurveArea, ServedArea, ServerArea, CancelBar, NoticedMark}

// step is when in a round a mark appears, in thousandths; 0 if it is there from the start. There are no more steps than that, so that
// the rules for them stay few.
func (p *playing) step(m *Mark) int {
	if p == nil || m.Event < 0 || m.Event >= len(p.sc.log) || slices.Contains(curtained, m.Meaning) {
		return 0
	}
	at := float64(p.sc.log[m.Event].T) / float64(p.sc.end)
	return int(math.Ceil(at*p.share*250)) * 4
}

// class is what a mark's class is followed by.
func (p *playing) class(m *Mark) string {
	if step := p.step(m); step > 0 {
		return " at" + strconv.Itoa(step)
	}
	return ""
}

// css is the rules that animate the scene.
func (p *playing) css() string {
	var b strings.Builder
	seconds := view.TrimZeros(p.cycle.Seconds(), 3) + "s"
	played := number(p.share*100) + "%"
	b.WriteString("\n@media screen and (prefers-reduced-motion:no-preference){\n" +
		".timeline .sweep{animation:" + seconds + " linear infinite sweep}\n" +
		".timeline .sweep.playhead{animation:" + seconds + " linear infinite sweep," + seconds + " step-end infinite ends}\n" +
		"@keyframes sweep{0%{transform:translateX(" + number(p.sc.left) + "px)}" + played + ",100%{transform:translateX(" +
		number(p.sc.right) + "px)}}\n" +
		"@keyframes ends{0%{opacity:1}" + played + ",100%{opacity:0}}\n")
	seen := map[int]bool{}
	for i := range p.sc.Marks {
		step := p.step(&p.sc.Marks[i])
		if step == 0 || seen[step] {
			continue
		}
		seen[step] = true
		name := "at" + strconv.Itoa(step)
		b.WriteString(".timeline ." + name + "{animation:" + seconds + " step-end infinite " + name + "}@keyframes " + name +
			"{0%{visibility:hidden}" + view.TrimZeros(float64(step)/10, 1) + "%,100%{visibility:visible}}\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// curtain writes what uncovers the bars. It lies left of the picture's edge, and is moved from there, as the playhead is.
func (p *pen) curtain() {
	sc := p.play.sc
	w := number(sc.Width)
	p.put(`<clipPath id="`, p.id, `-curtain"><rect class="sweep" x="-`, w, `" width="`, w, `" height="`, number(sc.Height),
		`" transform="translate(`, w, `)"/></clipPath>`, "\n")
}
