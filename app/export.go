package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine/view"
)

// exportMenu offers the files that a run can be saved as, and opens a saved one.
type exportMenu struct {
	model model.Model
	ready bool

	onExport, onOpen app.EventHandler
}

func (e exportMenu) view() app.UI {
	items := []app.UI{}
	for _, f := range model.Formats {
		items = append(items, app.Button().ID("export-"+f.ID).Type("button").Class("item").DataSet("format", f.ID).
			Disabled(!e.ready || !e.model.CanExport(f)).OnClick(e.onExport).
			Body(app.Span().Text(f.Words), app.Span().Class("hint").Text(f.Hint)))
	}
	items = append(items, app.Label().Class("item").For("open-log").Body(
		app.Span().Text("Open a saved log, a HAR or a CSV"), app.Span().Class("hint").Text("or drop it onto the page"),
		app.Input().ID("open-log").Type("file").Accept(".json,.har,.csv,.tsv,.txt,application/json,text/csv,text/plain").
			Disabled(!e.ready).OnChange(e.onOpen)))
	return app.Details().ID("export").Class("menu").Body(
		app.Summary().Class("quiet").Text("Save"),
		app.Div().Class("items").Body(items...),
	)
}

func (p *Page) onExport(ctx app.Context, e app.Event) {
	for _, f := range model.Formats {
		if f.ID == data(ctx, "format") && p.m.CanExport(f) {
			p.export(f)
		}
	}
	p.browser.closeMenus()
}

// export hands a file to the browser, which saves it.
func (p *Page) export(f model.Format) {
	origin := view.Origin{}
	if p.feed != nil {
		origin = p.feed.origin()
	}
	name := p.m.FileName(f)
	if f.ID != model.PngFormat {
		p.browser.save(name, f.Medium, f.Write(p.m, origin))
		return
	}
	write := f.Write
	if p.browser.isDark() {
		write = model.SvgFile("dark")
	}
	p.browser.savePNG(name, write(p.m, origin), func() {
		p.dispatch(model.FileRefused{Name: name, Problem: "the browser could not draw it"})
	})
}

// onOpen opens the file that was picked.
func (p *Page) onOpen(ctx app.Context, e app.Event) {
	p.browser.closeMenus()
	p.browser.readPicked("open-log", p.onFile)
}

// onFile takes a file's name and content. A problem that is not "" says why there is no content.
func (p *Page) onFile(name string, content []byte, problem string) {
	if problem != "" {
		p.dispatch(model.FileRefused{Name: name, Problem: problem})
		return
	}
	p.dispatch(model.LogOpened{Name: name, Content: content})
}
