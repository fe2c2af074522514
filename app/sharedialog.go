package app

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// shareDialog hands the scenario out in each form that others can use, with a preview of the embed.
type shareDialog struct {
	sharing Sharing
	parcel  parcel

	onClose, onView, onSet, onCopy app.EventHandler
}

// shareForm is a form of a scenario.
type shareForm struct{ id, words, hint, text string }

// forms are all of them.
func (d shareDialog) forms() []shareForm {
	forms := []shareForm{
		{"link", "Link", "opens this scenario", d.parcel.page()},
		{"element", "Element", "for pages that run scripts; as high as its content", d.parcel.element()},
		{"iframe", "Frame", "for pages that strip scripts", d.parcel.iframe()},
	}
	if d.parcel.picture != "" {
		forms = append(forms, shareForm{"markdown", "Markdown", "a picture that leads here", d.parcel.markdown()})
	}
	return forms
}

func (d shareDialog) view() app.UI {
	dialog := app.Dialog().ID("share").Class("share").Aria("labelledby", "share-title").On("close", d.onClose)
	if !d.sharing.Open {
		return dialog
	}
	body := []app.UI{app.Form().Method("dialog").Class("share-head").Body(
		app.H2().ID("share-title").Text("Share"),
		app.Button().ID("share-close").Class("quiet").Text("Close"))}
	for _, f := range d.forms() {
		body = append(body, d.form(f))
	}
	return dialog.Body(append(body, d.looks(), d.preview())...)
}

// form is a text to be copied.
func (d shareDialog) form(f shareForm) app.UI {
	words := "Copy"
	if d.sharing.done == f.id {
		words = map[bool]string{true: "Copied", false: "Selected: copy it by hand"}[d.sharing.took]
	}
	return app.Div().Class("share-form").Body(
		app.Label().For("share-"+f.id).Body(app.Text(f.words), app.Span().Class("hint").Text(f.hint)),
		app.Textarea().ID("share-"+f.id).Class("key").Rows(rowsOfForm[f.id]).ReadOnly(true).Spellcheck(false),
		app.Button().ID("copy-"+f.id).Type("button").DataSet("form", f.id).Aria("label", words+": "+f.words).Aria("live", "polite").
			Text(words).OnClick(d.onCopy),
	)
}

// rowsOfForm are the lines of each form.
var rowsOfForm = map[string]int{"link": 2, "element": 4, "iframe": 3, "markdown": 3}

// looks are how the embed is to look.
func (d shareDialog) looks() app.UI {
	boxes := []app.UI{app.Legend().Text("The embed shows")}
	for _, view := range embedViews {
		if view != "compare" {
			boxes = append(boxes, d.box("share-view-"+view, view, d.sharing.Embed.Shows(view), app.Input().DataSet("view", view).OnChange(d.onView)))
		}
	}
	themes := []app.UI{}
	for _, theme := range embedThemes {
		themes = append(themes, app.Option().Value(theme).Text(theme).Selected(theme == string(d.sharing.Embed.Theme)))
	}
	return app.Div().Class("share-looks").Body(
		app.FieldSet().Class("boxes").Body(boxes...),
		app.Div().Class("boxes").Body(
			d.box("share-readonly", "cannot be edited", d.sharing.Embed.Readonly, app.Input().DataSet("key", "readonly").OnChange(d.onSet)),
			d.box("share-autoplay", "plays by itself", d.sharing.Embed.Autoplay, app.Input().DataSet("key", "autoplay").OnChange(d.onSet)),
			app.Div().Class("field").Body(app.Label().For("share-theme").Text("Theme"),
				app.Select().ID("share-theme").DataSet("key", "theme").OnChange(d.onSet).Body(themes...)),
		),
	)
}

func (d shareDialog) box(id, words string, on bool, box app.HTMLInput) app.UI {
	return app.Label().Class("field switch").For(id).Body(box.ID(id).Type("checkbox").Checked(on), app.Span().Text(words))
}

// preview is the embed itself, as a page that does not make it higher shows it.
func (d shareDialog) preview() app.UI {
	return app.Div().Class("share-preview").Body(
		app.P().Class("hint").Text("Preview"),
		app.IFrame().ID("share-preview").Title("Preview of the embed").Src(d.parcel.frame()).Height(340),
	)
}

// values are what the dialog's fields hold.
func (d shareDialog) values() []pair {
	if !d.sharing.Open {
		return nil
	}
	values := []pair{{"share-theme", string(d.sharing.Embed.Theme)}}
	for _, f := range d.forms() {
		values = append(values, pair{"share-" + f.id, f.text})
	}
	return values
}

func (p *Page) share() shareDialog {
	d := shareDialog{sharing: p.m.sharing, onClose: p.onShareClose, onView: p.onShareView, onSet: p.onShareSet, onCopy: p.onShareCopy}
	if p.m.sharing.Open && p.m.scenario != nil {
		d.parcel = parcel{site: p.browser.site(), link: p.m.link, words: p.m.scenario.Heading(), embed: p.m.sharing.Embed}
		d.parcel.embed.Language = p.m.language
		d.parcel.picture = p.browser.pictureOf(p.m.link, p.m.preset())
	}
	return d
}

func (p *Page) onShare(ctx app.Context, e app.Event) {
	if p.m.scenario == nil {
		return
	}
	p.send(ctx, ShareOpened{})
	ctx.Defer(func(app.Context) { p.browser.showModal("share") })
}

func (p *Page) onShareClose(ctx app.Context, e app.Event) { p.send(ctx, ShareClosed{}) }

func (p *Page) onShareView(ctx app.Context, e app.Event) {
	p.send(ctx, ShareView{data(ctx, "view"), ctx.JSSrc().Get("checked").Bool()})
}

func (p *Page) onShareSet(ctx app.Context, e app.Event) {
	o := optionOf(ctx)
	p.send(ctx, ShareSet{data(ctx, "key"), o.Value})
}

// onShareCopy copies a form. Where the browser refuses that, it selects the text, so that a key copies it.
func (p *Page) onShareCopy(ctx app.Context, e app.Event) {
	forms := p.share().forms()
	i := slices.IndexFunc(forms, func(f shareForm) bool { return f.id == data(ctx, "form") })
	if i < 0 {
		return
	}
	f := forms[i]
	p.browser.copy(f.text, func(ok bool) {
		if !ok {
			p.browser.selectText("share-" + f.id)
		}
		p.dispatch(ShareCopied{f.id, ok})
	})
}
