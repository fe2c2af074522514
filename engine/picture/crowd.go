package picture

import (
	"inflight/engine"
	"inflight/engine/view"
	"math"
	"strconv"
	"time"
)

// A crowd is so many tasks that their rows become bands. Each pixel of a band shows what most asks for attention among its tasks, and
// equal stretches of neighbouring bands are one rectangle: a thousand tasks in ten rounds are twenty. Above them a curve says how many
// are in flight.

const (
	crowdHeight = 280.0 // of all bands, under their curve
	lowCrowd    = 160.0 // likewise, of the lowest lanes
	leastBar    = 2     // pixels of a task that took no time
	curveHeight = 62.0
)

// bandStyle is how a pixel of a band looks.
type bandStyle struct {
	meaning Meaning
	fate    Fate
}

// bandStyles are in the order in which they win over others in the same pixel. The first is none.
var bandStyles = []bandStyle{{}, {SleepBand, 0}, {WaitBand, 0}, {Band, Unheard}, {Band, 0}, {Band, Cut | Unheard}, {Band, Cut},
	{Band, Lost | Unheard}, {Band, Lost}}

// bandMeanings is how phases are drawn in bands.
var bandMeanings = [...]Meaning{
	view.Sleeping: SleepBand, view.Pooling: WaitBand, view.Browsing: WaitBand, view.HeldUp: WaitBand, view.Connecting: Band,
	view.InFlight: Band, view.Arriving: Band, view.Open: Band, view.Exiting: Band,
	view.Waiting: SleepBand, view.Working: Band,
	view.Queueing: WaitBand, view.Pacing: WaitBand, view.Pausing: SleepBand, view.AtServer: WaitBand,
}

// styleNumbers finds a style by meaning and fate.
var styleNumbers = func() (n [Meanings][1 << fates]uint8) {
	for i, s := range bandStyles[1:] {
		n[s.meaning][s.fate] = uint8(i + 1)
	}
	for fate := range n[Band] { // what failed was not cancelled
		if Fate(fate)&Lost != 0 {
			n[Band][fate] = n[Band][Fate(fate)&^Cut]
		}
	}
	return n
}()

// crowd lays out all rows as bands, and says which they are.
func (l *layout) crowd() {
	l.bandRows()
	l.rangeLabels()
}

// bandRows lays out all rows as bands.
func (l *layout) bandRows() {
	c := newBands(l.Scene, l.RowTop, float64(l.Rows)*l.RowHeight, l.Rows)
	var buffer []view.Span
	for i := l.First; i < l.First+l.Rows; i++ {
		lane := &l.t.Lanes[i]
		buffer = l.t.Spans(lane, buffer[:0])
		for _, s := range buffer {
			c.put(i-l.First, s.From, s.To, l.styleOf(lane, s))
		}
		if lane.Outcome == view.Failed || lane.Outcome == view.Cancelled || lane.Outcome == view.TimedOut {
			c.put(i-l.First, lane.End.T, lane.End.T, l.styleOf(lane, view.Span{Phase: view.InFlight, Orphan: lane.Orphan}))
		}
	}
	c.merge()
	for i, s := range bandStyles {
		if rects := c.rects[i]; len(rects) > 0 {
			l.addBars(s, rects)
		}
	}
	l.nameWidest(c.rects[styleNumbers[WaitBand][0]], StateLabel, "waiting in line")
	l.nameWidest(c.rects[styleNumbers[Band][0]], BarLabel, "in flight")
}

func (l *layout) styleOf(lane *view.Lane, s view.Span) uint8 {
	m := bandMeanings[s.Phase]
	if m != Band {
		return styleNumbers[m][0]
	}
	return styleNumbers[m][l.fate(lane, s)]
}

// bands are a raster of styles, in pixels.
type bands struct {
	*Scene
	top, height float64
	rows        int
	count       int // of bands
	columns     int
	cells       []uint8
	rects       [16][]float64 // by style: x, y, width and height of each
}

func newBands(sc *Scene, top, height float64, rows int) *bands {
	b := &bands{Scene: sc, top: top, height: height, rows: rows}
	b.count = max(1, min(rows, int(height)))
	b.columns = int(math.Ceil(sc.right-sc.left)) + leastBar
	b.cells = make([]uint8, b.count*b.columns)
	return b
}

// put draws a stretch of a row. The later of two styles in the list wins.
func (b *bands) put(row int, from, to time.Duration, style uint8) {
	if to < b.from || from > b.to {
		return
	}
	x0 := int(math.Round(min(max(b.X(from)-b.left, 0), b.right-b.left)))
	x1 := int(math.Round(min(max(b.X(to)-b.left, 0), b.right-b.left)))
	if from >= to || x1 == x0 && bandStyles[style].meaning == Band {
		x1 = x0 + leastBar
	}
	line := b.cells[row*b.count/b.rows*b.columns:]
	for x := x0; x < x1; x++ {
		line[x] = max(line[x], style)
	}
}

// stretch is a run of equal pixels in a band.
type stretch struct {
	from, to int
	style    uint8
}

// merge makes rectangles of stretches that are equal in neighbouring bands.
func (b *bands) merge() {
	open := map[stretch]int{} // the band in which each began
	var before, now []stretch
	for i := 0; i <= b.count; i++ {
		now = now[:0]
		if i < b.count {
			now = b.stretches(i, now)
		}
		for _, s := range now {
			if _, goesOn := open[s]; !goesOn {
				open[s] = i
			}
		}
		for _, s := range before {
			if i == b.count || !b.has(i, s) {
				b.emit(s, open[s], i)
				delete(open, s)
			}
		}
		before, now = now, before
	}
}

// has reports whether a band has just this stretch.
func (b *bands) has(band int, s stretch) bool {
	line := b.cells[band*b.columns : (band+1)*b.columns]
	if s.from > 0 && line[s.from-1] == s.style || s.to < b.columns && line[s.to] == s.style {
		return false
	}
	for _, style := range line[s.from:s.to] {
		if style != s.style {
			return false
		}
	}
	return true
}

func (b *bands) stretches(band int, list []stretch) []stretch {
	line := b.cells[band*b.columns : (band+1)*b.columns]
	for from := 0; from < len(line); {
		to := from + 1
		for to < len(line) && line[to] == line[from] {
			to++
		}
		if line[from] > 0 {
			list = append(list, stretch{from, to, line[from]})
		}
		from = to
	}
	return list
}

func (b *bands) emit(s stretch, from, to int) {
	y := func(band int) float64 { return math.Round(b.top + float64(band)*b.height/float64(b.count)) }
	b.rects[s.style] = append(b.rects[s.style], b.left+float64(s.from), y(from), float64(s.to-s.from), y(to)-y(from))
}

// addBars adds rectangles as one mark.
func (l *layout) addBars(s bandStyle, rects []float64) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := 0; i < len(rects); i += 4 {
		x0, y0 = min(x0, rects[i]), min(y0, rects[i+1])
		x1, y1 = max(x1, rects[i]+rects[i+2]), max(y1, rects[i+1]+rects[i+3])
	}
	points := make([]float64, len(rects))
	for i := 0; i < len(rects); i += 4 {
		points[i], points[i+1], points[i+2], points[i+3] = rects[i]-x0, rects[i+1]-y0, rects[i+2], rects[i+3]
	}
	l.add(Mark{Shape: Bars, Meaning: s.meaning, Fate: s.fate, X: x0, Y: y0, W: x1 - x0, H: y1 - y0, Points: &points,
		Task: engine.NoTask, Event: -1})
}

// nameWidest says in the widest rectangle of a style what it is.
func (l *layout) nameWidest(rects []float64, m Meaning, text string) {
	const size = 11.5
	widest := -1
	for i := 0; i < len(rects); i += 4 {
		if rects[i+3] >= size+6 && rects[i+2] > textWidth(text, size)+16 && (widest < 0 || rects[i+2] > rects[widest+2]) {
			widest = i
		}
	}
	if widest >= 0 {
		r := rects[widest : widest+4]
		l.add(Mark{Shape: Text, Meaning: m, Anchor: AnchorMiddle, X: r[0] + r[2]/2, Y: r[1] + r[3]/2 + 4, W: textWidth(text, size), H: size,
			Text: text, Task: engine.NoTask, Event: -1})
	}
}

// rangeLabels say beside the bands which tasks they are: "101–200".
func (l *layout) rangeLabels() {
	const size, apart = 10.5, 26.0
	step := 1
	for _, n := range []int{2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000} {
		if float64(step)*l.RowHeight < apart {
			step = n
		}
	}
	for from := l.First / step * step; from < l.First+l.Rows; from += step {
		to := min(from+step, l.First+l.Rows)
		y0, y1 := l.rowY(max(from, l.First)), l.rowY(to)
		if y1-y0 < size+2 {
			continue
		}
		text := rangeWords(from, to)
		l.add(Mark{Shape: Text, Meaning: RangeLabel, X: l.margin(), Y: (y0+y1)/2 + 4, W: textWidth(text, size), H: size, Text: text,
			Task: engine.NoTask, Event: -1})
	}
}

func rangeWords(from, to int) string {
	if to == from+1 {
		return strconv.Itoa(to)
	}
	return strconv.Itoa(from+1) + "–" + strconv.Itoa(to)
}

// crowdMargin is the room for the words to the left of bands and curve.
func (l *layout) crowdMargin() float64 {
	margin := textWidth("in flight", 10.5)
	for _, f := range l.frames() {
		n := len(f.Lanes)
		limit, words := limitOf(f.Scenario)
		margin = max(margin, textWidth(rangeWords(n-1, n+99), 10.5), boldWidth(words+" "+view.Thousands(limit), 10.5))
	}
	return margin
}

// limitOf is how many may be in flight at once, and what sees to it; 0 if nothing does.
func limitOf(s *engine.Scenario) (n int, words string) {
	if s.Pools() && s.Limit > 0 {
		n, words = s.Limit, "pool"
	}
	if places := s.AtOnce(); places > 0 && (n == 0 || places < n) {
		n, words = places, "semaphore"
	}
	return n, words
}

// curve lays out how many are in flight at each time, and the limit as a line.
func (l *layout) curve(top float64) {
	base, height := top+curveHeight-8, curveHeight-22
	most := max(1, l.frame.MostInFlight)
	limit, words := limitOf(l.frame.Scenario)
	shown := limit > 0 && limit <= most*3/2
	highest := most
	if shown {
		highest = max(most, limit)
	}
	y := func(n int) float64 { return base - height*float64(n)/float64(highest) }
	l.addCurve(CurveArea, base, y, l.t.InFlight)
	label := func(m Meaning, at float64, text string) {
		l.add(Mark{Shape: Text, Meaning: m, X: l.margin(), Y: at, W: boldWidth(text, 10.5), H: 10.5, Text: text, Task: engine.NoTask, Event: -1})
	}
	if shown {
		l.add(Mark{Shape: Line, Meaning: LimitLine, X: l.left, Y: y(limit), W: l.right - l.left, Task: engine.NoTask, Event: -1})
		label(LimitLabel, y(limit)+4, words+" "+view.Thousands(limit))
	} else {
		label(RangeLabel, y(most)+4, view.Thousands(most))
	}
	label(RangeLabel, base-4, "in flight")
}

// addCurve adds a curve of how many there are at each time, of which each pixel shows the most within it.
func (l *layout) addCurve(m Meaning, base float64, y func(int) float64, each func(tell func(at time.Duration, n int))) {
	var points []float64
	x, now, peak, last := l.left, 0, 0, base
	step := func() {
		if at := y(peak); at != last {
			points = append(points, x-l.left, last-base, x-l.left, at-base)
			last = at
		}
	}
	each(func(at time.Duration, n int) {
		if to := math.Floor(l.X(at)); to > x && x < l.right {
			to = min(to, l.right)
			step()
			if x, peak = x+1, now; x < to {
				step()
				x = to
			}
		}
		if now, peak = n, max(peak, n); l.X(at) < l.left {
			peak = n
		}
	})
	step()
	x, peak = max(x, min(l.X(l.t.Now), l.right)), now
	step()
	points = append(points, x-l.left, last-base, x-l.left, 0)
	highest := base
	for i := 1; i < len(points); i += 2 {
		highest = min(highest, base+points[i])
	}
	l.add(Mark{Shape: Curve, Meaning: m, X: l.left, Y: base, W: x - l.left, H: highest - base, Points: &points,
		Task: engine.NoTask, Event: -1})
}
