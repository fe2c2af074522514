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
	c := l.Kept.bandsOf(l)
	c.changed(l)
	var buffer []view.Span
	for i := l.First; i < l.First+l.Rows; i++ {
		row := i - l.First
		if !c.stale[c.bandOf(row)] {
			continue
		}
		lane := &l.t.Lanes[i]
		buffer = l.t.Spans(lane, buffer[:0])
		for _, s := range buffer {
			if s.To == l.t.Now && !lane.End.Known() {
				c.open(row, s.From, l.styleOf(lane, s))
			} else {
				c.put(row, s.From, s.To, l.styleOf(lane, s))
			}
		}
		if lane.Outcome == view.Failed || lane.Outcome == view.Cancelled || lane.Outcome == view.TimedOut {
			c.put(row, lane.End.T, lane.End.T, l.styleOf(lane, view.Span{Phase: view.InFlight, Orphan: lane.Orphan}))
		}
	}
	c.finishBand()
	c.drawOpen(l.t.Now)
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

// bands are a raster of styles, in pixels. Its rows are put into it one after another, from the top.
type bands struct {
	place
	scene   *Scene
	count   int                   // of bands
	columns int                   // of pixels
	over    []uint8               // of what is over, …
	goesOn  [][mostStyles]onward  // … of what goes on, by band and style, …
	cells   []uint8               // … and both, …
	lists   [][]stretch           // … as stretches of each band
	upTo    []int                 // the pixel up to which a band has what goes on, or one of the two below
	rects   [mostStyles][]float64 // by style: x, y, width and height of each

	states []view.LaneState // of the rows, as they are in the raster, …
	known  bool             // … where that is so
	stale  []bool           // the bands that are to be drawn anew

	band    int                // of the row that was put last
	strokes [mostStyles]stroke // of that band, by style
}

// place is where bands are drawn: what they show of a log depends on nothing else.
type place struct {
	log         *engine.Event
	top, height float64
	left, right float64
	from, to    time.Duration
	first, rows int
}

// What is up to no pixel.
const (
	beforeAll = -1 // the moment is before the window
	notKnown  = -2 // something reaches beyond the moment
)

// mostStyles is more than there are styles.
const mostStyles = 16

// stroke is what one style has in a band: for each pixel, up to which pixel the longest of the stretches goes that begin there.
type stroke struct {
	reach    []int32
	from, to int // the pixels between which there is something
}

// onward are the stretches of one style in a band that are not over.
type onward struct {
	are         bool
	first, last int // the pixels where the first and the last of them begin
}

// Kept is what was laid out of a picture that is laid out again, of the same log at another moment. Only what has changed is done anew.
type Kept struct{ bands *bands }

// bandsOf are the bands of a layout, with what can be kept of the layout before.
func (k *Kept) bandsOf(l *layout) *bands {
	at := place{nil, l.RowTop, float64(l.Rows) * l.RowHeight, l.left, l.right, l.from, l.to, l.First, l.Rows}
	if log := l.t.Log; len(log) > 0 {
		at.log = &log[0]
	}
	if k != nil && k.bands != nil && k.bands.place == at {
		b := k.bands
		b.scene = l.Scene
		for i := range b.rects {
			b.rects[i] = b.rects[i][:0]
		}
		return b
	}
	b := &bands{place: at, scene: l.Scene, count: max(1, min(l.Rows, int(at.height)))}
	b.columns = int(math.Ceil(at.right-at.left)) + leastBar
	b.over, b.cells = make([]uint8, b.count*b.columns), make([]uint8, b.count*b.columns)
	b.goesOn, b.stale, b.lists = make([][mostStyles]onward, b.count), make([]bool, b.count), make([][]stretch, b.count)
	b.upTo = make([]int, b.count)
	b.states = make([]view.LaneState, l.Rows)
	if k != nil {
		k.bands = b
	}
	return b
}

// changed finds the bands in which something has changed, but for what goes on, and empties them.
func (b *bands) changed(l *layout) {
	known := b.known
	for band := range b.stale {
		b.stale[band] = !known
	}
	b.known = l.t.CanFollow()
	for row := range b.states {
		if l.t.Follow(&l.t.Lanes[b.first+row], &b.states[row]) {
			b.stale[b.bandOf(row)] = true
		}
	}
	for band, stale := range b.stale {
		if stale {
			clear(b.over[band*b.columns : (band+1)*b.columns])
			b.goesOn[band] = [mostStyles]onward{}
		}
	}
}

// bandOf is the band of a row.
func (b *bands) bandOf(row int) int { return row * b.count / b.rows }

// pixel is the pixel of a time, from the left of the bands.
func (b *bands) pixel(t time.Duration) int {
	return int(math.Round(min(max(b.scene.X(t)-b.left, 0), b.right-b.left)))
}

// put draws a stretch of a row. The later of two styles in the list wins.
func (b *bands) put(row int, from, to time.Duration, style uint8) {
	if to < b.from || from > b.to {
		return
	}
	x0, x1 := b.pixel(from), b.pixel(to)
	if from >= to || x1 == x0 && bandStyles[style].meaning == Band {
		x1 = x0 + leastBar
	}
	if x0 >= x1 {
		return
	}
	if band := b.bandOf(row); band != b.band {
		b.finishBand()
		b.band = band
	}
	s := &b.strokes[style]
	if s.reach == nil {
		s.reach = make([]int32, b.columns)
	}
	if s.to == 0 {
		s.from = x0
	}
	s.from, s.to = min(s.from, x0), max(s.to, x1)
	s.reach[x0] = max(s.reach[x0], int32(x1))
}

// finishBand draws what was put into the band, each pixel once, however many rows the band has.
func (b *bands) finishBand() {
	line := b.over[b.band*b.columns : (b.band+1)*b.columns]
	for style := range b.strokes {
		s, end := &b.strokes[style], int32(0)
		for x := s.from; x < s.to; x++ {
			end = max(end, s.reach[x])
			s.reach[x] = 0
			if int32(x) < end {
				line[x] = uint8(style) // which wins over those before
			}
		}
		s.to = 0
	}
}

// open takes note of a stretch of a row that goes on.
func (b *bands) open(row int, from time.Duration, style uint8) {
	if from > b.to {
		return
	}
	x, o := b.pixel(from), &b.goesOn[b.bandOf(row)][style]
	if !o.are {
		*o = onward{true, x, x}
	}
	o.first, o.last = min(o.first, x), max(o.last, x)
}

// drawOpen draws what is over, and what goes on, up to now, in the bands that differ from those before. Where nothing has changed, what
// goes on has only become longer.
func (b *bands) drawOpen(now time.Duration) {
	end := beforeAll
	if now >= b.from {
		end = b.pixel(now)
	}
	for band := range b.goesOn {
		goes := false
		for style := range b.goesOn[band] {
			goes = goes || b.goesOn[band][style].are
		}
		if !b.stale[band] && (!goes || b.upTo[band] == end) {
			continue
		}
		line, from := b.cells[band*b.columns:(band+1)*b.columns], b.upTo[band]
		if b.stale[band] || from < 0 || end < from {
			copy(line, b.over[band*b.columns:])
			from = 0
		}
		b.upTo[band] = end
		if b.extend(line, &b.goesOn[band], from, end) {
			b.upTo[band] = notKnown
		}
		b.lists[band] = stretchesFrom(from, line, b.lists[band])
	}
}

// extend draws what goes on in a band, from a pixel on, and reports whether something reaches beyond the end.
func (b *bands) extend(line []uint8, goesOn *[mostStyles]onward, from, end int) (beyond bool) {
	for style, o := range goesOn {
		to := end
		if o.are && o.last == end && bandStyles[style].meaning == Band {
			to, beyond = end+leastBar, true
		}
		for x := max(o.first, from); o.are && x < to; x++ {
			line[x] = max(line[x], uint8(style))
		}
	}
	return beyond
}

// stretch is a run of equal pixels in a band.
type stretch struct {
	from, to int
	style    uint8
}

// merge makes rectangles of stretches that are equal in neighbouring bands.
func (b *bands) merge() {
	var before, now []stretch
	var since, began []int // the bands in which those began
	for i := 0; i <= b.count; i++ {
		if now = nil; i < b.count {
			now = b.lists[i]
		}
		began = began[:0]
		for k, s := range before {
			for len(began) < len(now) && now[len(began)].from < s.from {
				began = append(began, i)
			}
			if len(began) < len(now) && now[len(began)] == s {
				began = append(began, since[k])
			} else {
				b.emit(s, since[k], i)
			}
		}
		for len(began) < len(now) {
			began = append(began, i)
		}
		before, since, began = now, began, since
	}
}

// stretchesFrom lists the stretches of a band that is the list's up to a pixel.
func stretchesFrom(known int, line []uint8, list []stretch) []stretch {
	from := known
	for n := len(list); n > 0 && list[n-1].to >= known; n-- {
		from, list = min(known, list[n-1].from), list[:n-1]
	}
	for from < len(line) {
		to, style := max(from+1, known), line[from]
		for to < len(line) && line[to] == style {
			to++
		}
		if style > 0 {
			list = append(list, stretch{from, to, style})
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
