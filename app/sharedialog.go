package app

import (
	"cmp"
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// shareDialog hands a scenario or a comparison out in each form that others can use, with a preview of the embed.
type shareDialog struct {
	sharing model.Sharing
	parcel  parcel

	opensProgram string // what the link of somebody's own program opens

	onClose, onView, onSet, onCopy app.EventHandler
}

// shareForm is one of these forms.
type shareForm struct{ id, words, hint, text string }

// forms are all of them.
func (d shareDialog) forms() []shareForm {
	opens := "opens this scenario"
	switch {
	case d.parcel.embed.Compares():
		opens = "opens this comparison"
	case d.parcel.program != "":
		opens = d.opensProgram
	}
	forms := []shareForm{
		{"link", "Link", opens, d.parcel.page()},
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
	if d.sharing.Done == f.id {
		words = map[bool]string{true: "Copied", false: "Selected: copy it by hand"}[d.sharing.Took]
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

// looks are the controls for the look of the embed. A comparison has one view, no editor, and nothing that plays.
func (d shareDialog) looks() app.UI {
	e := d.sharing.Embed
	if e.Compares() {
		return app.Div().Class("share-looks").Body(app.Div().Class("boxes").Body(d.themes()))
	}
	boxes := []app.UI{app.Legend().Text("The embed shows")}
	for _, view := range model.EmbedViews {
		if view != "compare" && (d.parcel.program == "" || slices.Contains(ownViews, view)) {
			boxes = append(boxes, d.box("share-view-"+view, view, e.Shows(view), app.Input().DataSet("view", view).OnChange(d.onView)))
		}
	}
	return app.Div().Class("share-looks").Body(
		app.FieldSet().Class("boxes").Body(boxes...),
		app.Div().Class("boxes").Body(
			d.box("share-readonly", "cannot be edited", e.Readonly, app.Input().DataSet("key", "readonly").OnChange(d.onSet)),
			d.box("share-autoplay", "plays by itself", e.Autoplay, app.Input().DataSet("key", "autoplay").OnChange(d.onSet)),
			d.themes(),
			d.questions(),
		),
	)
}

// ownViews are the parts of an embed that a program of somebody's own has; its text is always there.
var ownViews = []string{"timeline", "narration", "events"}

// questions are what the embed may ask first.
func (d shareDialog) questions() app.UI {
	if d.parcel.program != "" {
		return nil
	}
	kind := d.sharing.Embed.Question.Kind
	options := []app.UI{app.Option().Value("").Text("nothing").Selected(kind == "")}
	for _, k := range model.QuestionKinds {
		options = append(options, app.Option().Value(k).Text(questionWords[k]).Selected(k == kind))
	}
	return app.Div().Class("field").Body(app.Label().For("share-question").Text("Asks first"),
		app.Select().ID("share-question").DataSet("key", "question").OnChange(d.onSet).Body(options...))
}

var questionWords = map[string]string{"order": "in which order", "total": "how long", "received": "who is received"}

func (d shareDialog) themes() app.UI {
	themes := []app.UI{}
	for _, theme := range model.EmbedThemes {
		themes = append(themes, app.Option().Value(theme).Text(theme).Selected(theme == string(d.sharing.Embed.Theme)))
	}
	return app.Div().Class("field").Body(app.Label().For("share-theme").Text("Theme"),
		app.Select().ID("share-theme").DataSet("key", "theme").OnChange(d.onSet).Body(themes...))
}

func (d shareDialog) box(id, words string, on bool, box app.HTMLInput) app.UI {
	return app.Label().Class("field switch").For(id).Body(box.ID(id).Type("checkbox").Checked(on), app.Span().Text(words))
}

// preview is the embed itself, in a frame of fixed height.
func (d shareDialog) preview() app.UI {
	return app.Div().Class("share-preview").Body(
		app.P().Class("hint").Text("Preview"),
		app.IFrame().ID("share-preview").Title("Preview of the embed").Src(d.parcel.frame()).Height(340),
	)
}

// values are what the dialog's fields hold.
func (d shareDialog) values() []model.Pair {
	if !d.sharing.Open {
		return nil
	}
	values := []model.Pair{{Key: "share-theme", Value: string(d.sharing.Embed.Theme)},
		{Key: "share-question", Value: d.sharing.Embed.Question.Kind}}
	for _, f := range d.forms() {
		values = append(values, model.Pair{Key: "share-" + f.id, Value: f.text})
	}
	return values
}

// share is the dialog with the scenario.
func (p *Page) share() shareDialog {
	d := p.dialog(p.m.Sharing, p.onShareCopy)
	if d.sharing.Open {
		d.parcel = parcel{site: p.browser.site(), link: p.m.Link, words: p.m.Name(), embed: d.sharing.Embed}
		d.parcel.files, d.parcel.script = p.root != served, p.browser.embedScript()
		d.parcel.embed.Language = p.m.Language
		if p.m.Own.On {
			p.shareOwn(&d)
		} else if p.m.Predicted != nil {
			d.parcel.picture = p.browser.pictureOf(engine.Shorter(p.m.Link), p.m.Preset())
			d.parcel.said = firstSentences(p.m.Predicted)
		}
	}
	return d
}

// shareOwn fills the dialog with a program of somebody's own. Of its run there is as much as a link can carry.
func (p *Page) shareOwn(d *shareDialog) {
	o, s := p.m.Own, &d.parcel
	s.link, s.program, s.words = o.Link(), cmp.Or(o.Text, "\n"), "A program in Python"
	switch query := engine.Shorter(s.link); {
	case o.Long:
		d.opensProgram = "opens this program; its run is too long for a link, so the link is without it"
	case o.Log == "":
		d.opensProgram = "opens this program; press Run first, and its picture goes along"
	case len(query) > model.MostOfServed:
		d.opensProgram = "opens this program with its run, which is too long for a picture by the server"
	default:
		d.opensProgram = "opens this program with its run"
		s.picture = p.browser.pictureOf(query, nil)
	}
	if t := p.m.WholeRun(); t != nil && o.Log != "" {
		s.said = firstSentences(t)
	}
}

// share is the dialog with the comparison.
func (p *ComparePage) share() shareDialog {
	d := p.dialog(p.m.Sharing, p.onShareCopy)
	if d.sharing.Open {
		d.parcel = parcel{site: p.browser.site(), link: p.m.Link, words: p.m.Heading(), embed: d.sharing.Embed, files: p.root != served}
		d.parcel.script = p.browser.embedScript()
		if p.m.Picture() != "" {
			d.parcel.picture = p.browser.pictureOf(engine.Shorter(p.m.Link)+"&view=compare", nil)
		}
		d.parcel.said = p.m.Sentence()
	}
	return d
}

// The dialog opens with the last that could be read.

func (p *Page) onShare(ctx app.Context, e app.Event) {
	if p.m.Scenario != nil {
		p.openShare(ctx, model.NewEmbed())
	}
}

func (p *ComparePage) onShare(ctx app.Context, e app.Event) {
	if p.m.Scenario != nil {
		p.openShare(ctx, model.ComparisonEmbed())
	}
}

func (p *Page) onShareCopy(ctx app.Context, e app.Event)        { p.copyForm(ctx, p.share().forms()) }
func (p *ComparePage) onShareCopy(ctx app.Context, e app.Event) { p.copyForm(ctx, p.share().forms()) }

// dialog is the dialog without the scenario or the comparison.
func (p *mounted) dialog(s model.Sharing, onCopy app.EventHandler) shareDialog {
	return shareDialog{sharing: s, onClose: p.onShareClose, onView: p.onShareView, onSet: p.onShareSet, onCopy: onCopy}
}

func (p *mounted) openShare(ctx app.Context, e model.Embed) {
	p.take(ctx, model.ShareOpened{Embed: e})
	ctx.Defer(func(app.Context) { p.browser.showModal("share") })
}

func (p *mounted) onShareClose(ctx app.Context, e app.Event) { p.take(ctx, model.ShareClosed{}) }

func (p *mounted) onShareView(ctx app.Context, e app.Event) {
	p.take(ctx, model.ShareView{View: data(ctx, "view"), On: ctx.JSSrc().Get("checked").Bool()})
}

func (p *mounted) onShareSet(ctx app.Context, e app.Event) {
	o := optionOf(ctx)
	p.take(ctx, model.ShareSet{Key: data(ctx, "key"), Value: o.Value})
}

// copyForm copies the form of the button that was pressed. Where the browser refuses that, it selects the text, so that a key
// copies it.
func (p *mounted) copyForm(ctx app.Context, forms []shareForm) {
	i := slices.IndexFunc(forms, func(f shareForm) bool { return f.id == data(ctx, "form") })
	if i < 0 {
		return
	}
	f := forms[i]
	p.browser.copy(f.text, func(ok bool) {
		if !ok {
			p.browser.selectText("share-" + f.id)
		}
		p.dispatch(model.ShareCopied{Form: f.id, OK: ok})
	})
}
