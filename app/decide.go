package app

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// The page goes on between slices of counting, and is told of them, soon at first and then ever more seldom: each news draws it anew.
const (
	countingSlice = 8 * time.Millisecond
	firstNews     = 100 * time.Millisecond
	lastNews      = time.Second
)

// followCounting begins to count when there is something new to count, and stops when nobody wants it.
func (p *mounted) followCounting(before, now model.Counting) {
	if now.Number == before.Number && now.Active() == before.Active() {
		return
	}
	p.stopCounting()
	if now.Active() {
		counting, stop := context.WithCancel(context.Background())
		p.stopCounting = stop
		go p.count(counting, now)
	}
}

// count simulates the runs that are left, all rows in turn, so that all of them fill at once.
func (p *mounted) count(ctx context.Context, c model.Counting) {
	rows := make([]*view.Runs, len(c.Rows))
	told := make([]int, len(rows))
	for i, r := range c.Rows {
		if r != nil {
			rows[i], told[i] = &view.Runs{Scenario: r.Scenario, Figures: append([]view.RunFigures(nil), r.Figures...)}, len(r.Figures)
		}
	}
	tell := func(problem string) {
		news := model.RunsCounted{Number: c.Number, Problem: problem, Figures: make([][]view.RunFigures, len(rows))}
		for i, r := range rows {
			if r != nil {
				news.Figures[i] = r.Figures[told[i]:len(r.Figures):len(r.Figures)]
				told[i] = len(r.Figures)
			}
		}
		if ctx.Err() == nil {
			p.dispatch(news)
		}
	}
	slice, lately, pause := time.Now(), time.Now(), firstNews
	for left := true; left && ctx.Err() == nil; {
		left = false
		for _, r := range rows {
			if r == nil || r.Done() {
				continue
			}
			if err := r.Next(ctx); err != nil {
				tell(err.Error())
				return
			}
			left = true
			if time.Since(slice) > countingSlice {
				time.Sleep(time.Millisecond) // the browser's turn, and one before the news, so that they are drawn in a task of their own
				if time.Since(lately) > pause {
					tell("")
					lately, pause = time.Now(), min(lastNews, pause*3/2)
					time.Sleep(time.Millisecond)
				}
				slice = time.Now()
			}
		}
	}
	tell("")
}

// decided is the section about many runs. It is drawn anew only when some have been added.
type decided struct {
	number, done  int
	active        bool
	table         string
	label, reason string // the verdict, once all rows have been run under all seeds
	rows          []view.RunsRow
}

// decision is what there is to show of many runs.
type decision struct {
	counting model.Counting
	rows     []view.RunsRow // those that can be simulated
	root     siteRoot
	drawn    *decided
	ready    bool
	onToggle app.EventHandler
	onSave   app.EventHandler
}

// decision gathers the rows that have been counted.
func (p *mounted) decision(c model.Counting, labels []string, drawn *decided, ready bool) decision {
	d := decision{counting: c, root: p.root, drawn: drawn, ready: ready, onToggle: p.onCounting}
	d.onSave = p.onSaveRuns
	for i, r := range c.Rows {
		if r != nil {
			d.rows = append(d.rows, view.RunsRow{Label: labels[i], Runs: r})
		}
	}
	return d
}

func (p *mounted) onCounting(ctx app.Context, e app.Event) { p.take(ctx, model.CountingToggled{}) }

// view is nil where one run is all that is asked for.
func (d decision) view() app.UI {
	if len(d.rows) == 0 {
		return nil
	}
	d.draw()
	return app.Section().ID("decision").Class("decision").Aria("label", "Many runs").Body(
		app.Div().Class("hero-head").Body(
			app.H2().Text(d.heading()),
			app.P().ID("counting").Class("hint").Role("status").Text(d.progress()),
			d.button(),
			app.Span().Class("decision-files").Body(d.saveButton("json", "Save as JSON"), d.saveButton("csv", "as CSV")),
		),
		d.verdict(),
		d.axis(),
		scrollBox("Many runs in figures").Body(raw(d.drawn.table)),
	)
}

// axis is where the script axis.js shows the rows over a number of the scenario, once it is asked for.
func (d decision) axis() app.UI {
	if len(d.rows) < 2 {
		return nil
	}
	return app.Div().Class("axis").Body(app.Button().ID("axis-ask").Type("button").Class("quiet").DataSet("axis", "ask").Disabled(!d.ready).
		Text("Where does the order turn?"), app.Div().ID("axis"))
}

func (d decision) heading() string {
	return view.Plural(d.rows[0].Scenario.Runs, "seed") + ", simulated"
}

func (d decision) progress() string {
	done, all := d.counting.Progress()
	switch {
	case d.counting.Problem != "":
		return d.counting.Problem
	case done == all:
		return ""
	}
	return view.Thousands(done) + " of " + view.Plural(all, "run")
}

// button stops what takes time, or goes on with it.
func (d decision) button() app.UI {
	if done, all := d.counting.Progress(); done == all || d.counting.Problem != "" {
		return nil
	}
	words := "Stop counting"
	if d.counting.Stopped {
		words = "Go on"
	}
	return app.Button().ID("counting-toggle").Type("button").Class("quiet").Text(words).Disabled(!d.ready).OnClick(d.onToggle)
}

// saveButton takes the figures of all runs so far away as a file.
func (d decision) saveButton(as, words string) app.UI {
	return app.Button().ID("runs-"+as).Type("button").Class("quiet").DataSet("as", as).Text(words).
		Disabled(!d.ready || len(d.rows[0].Figures) == 0).OnClick(d.onSave)
}

// onSaveRuns hands the browser what the addresses /runs.json and /runs.csv answer.
func (p *mounted) onSaveRuns(ctx app.Context, e app.Event) {
	if data(ctx, "as") == "csv" {
		p.browser.save("inflight-runs.csv", "text/csv", view.RunsCSV(p.decided.rows))
	} else if text, err := view.RunsJSON(p.decided.rows); err == nil {
		p.browser.save("inflight-runs.json", "application/json", text)
	}
}

// verdict stands once all rows have been run under all seeds.
func (d decision) verdict() app.UI {
	if d.drawn.reason == "" {
		return app.P().ID("decision-verdict").Class("decision-verdict").Text("\u00a0")
	}
	body := []app.UI{app.Text(d.drawn.reason)}
	if d.drawn.label != "" {
		body = []app.UI{app.Strong().Text(d.drawn.label), app.Text(" " + d.drawn.reason)}
	}
	parts := []app.UI{app.P().ID("decision-verdict").Class("decision-verdict").Body(body...)}
	if len(d.rows) > 1 {
		parts = append(parts, app.P().Class("hint").Text(view.RunsRule))
	}
	return app.Div().Body(parts...)
}

// draw judges the runs and draws their table, where some have been added since it was last done.
func (d decision) draw() {
	done, all := d.counting.Progress()
	active := d.counting.Active()
	if d.drawn.table != "" && d.drawn.number == d.counting.Number && d.drawn.done == done && d.drawn.active == active {
		return
	}
	*d.drawn = decided{number: d.counting.Number, done: done, active: active, rows: d.rows}
	best := -1
	if done == all {
		if best, d.drawn.reason = view.RunsVerdict(d.rows); len(d.rows) == 1 {
			best = -1 // there is nothing to choose from
		}
	}
	if best >= 0 {
		d.drawn.label = d.rows[best].Label
	}
	d.drawn.table = d.table(best)
}

// table is a row of dots and figures for each row.
func (d decision) table(best int) string {
	runs := make([]*view.Runs, len(d.rows))
	for i := range d.rows {
		runs[i] = d.rows[i].Runs
	}
	end := picture.SwarmEnd(runs)
	var b strings.Builder
	b.WriteString(`<table class="decision-table"><caption class="unseen">The runs of each row under the same seeds</caption><thead><tr>`)
	b.WriteString(`<th scope="col">strategy</th><th scope="col">` + escape(lastAnswer(d.rows[0])) + picture.SwarmAxis(end) + `</th>`)
	for _, head := range d.heads() {
		b.WriteString(`<th scope="col">` + escape(head) + `</th>`)
	}
	b.WriteString("</tr></thead><tbody>")
	for i := range d.rows {
		d.row(&b, i, end, i == best)
	}
	return b.String() + "</tbody></table>"
}

func lastAnswer(r view.RunsRow) string {
	return "all " + view.Plural(r.Scenario.Tasks(), "answer") + " received after"
}

func (d decision) heads() []string {
	within := "received all"
	if deadline := d.rows[0].Scenario.Deadline; deadline >= 0 {
		within += " within " + view.ChosenTime(deadline)
	}
	return []string{within, "p50 · p95 · p99", "requests per answer", "wasted"}
}

func (d decision) row(b *strings.Builder, i int, end time.Duration, best bool) {
	r := d.rows[i]
	class, win := "", ""
	if best {
		class, win = ` class="best-row"`, ` <span class="win">take this</span>`
	}
	swarm := picture.Swarm{Runs: r.Runs, End: end, Of: r.Label}
	if !d.counting.Active() {
		swarm.Link = d.seedLinks(r)
	}
	times, within := r.Totals(), r.Within()
	b.WriteString(`<tr` + class + `><th scope="row"><a href="` +
		escape(d.root.address("/", r.Scenario.Link())) + `">` + escape(cmp.Or(r.Label, view.Call(r.Scenario))) + "</a>" +
		win + `</th><td>` + swarm.SVG() + ends(d.root, r) + `</td>`)
	if len(times) == 0 {
		b.WriteString(strings.Repeat("<td>–</td>", 4) + "</tr>")
		return
	}
	cell := func(words, more string) {
		b.WriteString("<td>" + strings.ReplaceAll(escape(words), " ", "\u00a0") + more + "</td>")
	}
	interval := strings.ReplaceAll(escape(view.IntervalWords(within)), " ", "\u00a0")
	cell(view.Percent(within.Value()), `<span class="interval">`+interval+`</span>`)
	var quantiles []string
	for _, share := range []float64{.5, .95, .99} {
		quantiles = append(quantiles, view.TimeOrNever(times.Quantile(share)))
	}
	cell(strings.Join(quantiles, " · "), "")
	cell(decimals(r.RequestsPerAnswer()), "")
	cell(view.Percent(r.Wasted()), "")
	b.WriteString("</tr>")
}

func decimals(x float64) string {
	if x != x {
		return "–"
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

// seedLinks lead to a row's runs, which differ in their seed. One link is written: hundreds take longer than all else that is drawn.
func (d decision) seedLinks(r view.RunsRow) func(seed uint64) string {
	const some = 1<<63 + 987_654_321
	before, after, found := strings.Cut(d.root.address("/", seedLink(r, some)), strconv.FormatUint(some, 10))
	return func(seed uint64) string {
		if !found {
			return d.root.address("/", seedLink(r, seed)) // packed
		}
		return before + strconv.FormatUint(seed, 10) + after
	}
}

func seedLink(r view.RunsRow, seed uint64) string {
	s := *r.Scenario
	s.Seed = seed
	return s.Link()
}

// ends lead to some of the runs, for those who cannot pick a dot.
func ends(root siteRoot, r view.RunsRow) string {
	times := r.Totals()
	var links []string
	for _, place := range []struct {
		words string
		at    float64
	}{{"fastest", 1e-9}, {"median", .5}, {"p95", .95}, {"slowest", 1}} {
		at := times.Quantile(place.at)
		for _, f := range r.Figures {
			if f.Total == at {
				links = append(links, `<a href="`+escape(root.address("/", seedLink(r, f.Seed)))+`">`+place.words+`</a>`)
				break
			}
		}
	}
	return `<span class="run-links">` + strings.Join(links, " · ") + `</span>`
}
