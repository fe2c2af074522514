package app

import (
	"slices"

	"inflight/app/model"
	"inflight/engine/view"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// share is the dialog with the scenario.
func (p *Page) share() shareDialog {
	d := p.dialog(p.m.Sharing, p.onShareCopy)
	if d.sharing.Open {
		d.parcel = parcel{site: p.browser.site(), link: p.m.Link, words: view.Heading(p.m.Scenario), embed: d.sharing.Embed}
		d.parcel.embed.Language = p.m.Language
		d.parcel.picture = p.browser.pictureOf(inQuery(p.m.Link), p.m.Preset())
	}
	return d
}

// share is the dialog with the comparison.
func (p *ComparePage) share() shareDialog {
	d := p.dialog(p.m.Sharing, p.onShareCopy)
	if d.sharing.Open {
		d.parcel = parcel{site: p.browser.site(), link: p.m.Link, words: p.m.Heading(), embed: d.sharing.Embed}
		d.parcel.picture = p.browser.pictureOf(inQuery(p.m.Link)+"&view=compare", nil)
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
		p.openShare(ctx, model.Comparing())
	}
}

func (p *Page) onShareCopy(ctx app.Context, e app.Event)        { p.copyForm(ctx, p.share().forms()) }
func (p *ComparePage) onShareCopy(ctx app.Context, e app.Event) { p.copyForm(ctx, p.share().forms()) }

// dialog is the dialog without what it hands out.
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
