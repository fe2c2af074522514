package app

import (
	"slices"

	"inflight/engine/view"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// share is the dialog with the scenario.
func (p *Page) share() shareDialog {
	d := p.dialog(p.m.sharing, p.onShareCopy)
	if d.sharing.Open {
		d.parcel = parcel{site: p.browser.site(), link: p.m.link, words: view.Heading(p.m.scenario), embed: d.sharing.Embed}
		d.parcel.embed.Language = p.m.language
		d.parcel.picture = p.browser.pictureOf(inQuery(p.m.link), p.m.preset())
	}
	return d
}

// share is the dialog with the comparison.
func (p *ComparePage) share() shareDialog {
	d := p.dialog(p.m.sharing, p.onShareCopy)
	if d.sharing.Open {
		d.parcel = parcel{site: p.browser.site(), link: p.m.link, words: p.m.heading(), embed: d.sharing.Embed}
		d.parcel.picture = p.browser.pictureOf(inQuery(p.m.link)+"&view=compare", nil)
	}
	return d
}

// The dialog opens with the last that could be read.

func (p *Page) onShare(ctx app.Context, e app.Event) {
	if p.m.scenario != nil {
		p.openShare(ctx, NewEmbed())
	}
}

func (p *ComparePage) onShare(ctx app.Context, e app.Event) {
	if p.m.scenario != nil {
		p.openShare(ctx, comparing())
	}
}

func (p *Page) onShareCopy(ctx app.Context, e app.Event)        { p.copyForm(ctx, p.share().forms()) }
func (p *ComparePage) onShareCopy(ctx app.Context, e app.Event) { p.copyForm(ctx, p.share().forms()) }

// dialog is the dialog without what it hands out.
func (p *mounted) dialog(s Sharing, onCopy app.EventHandler) shareDialog {
	return shareDialog{sharing: s, onClose: p.onShareClose, onView: p.onShareView, onSet: p.onShareSet, onCopy: onCopy}
}

func (p *mounted) openShare(ctx app.Context, e Embed) {
	p.take(ctx, ShareOpened{e})
	ctx.Defer(func(app.Context) { p.browser.showModal("share") })
}

func (p *mounted) onShareClose(ctx app.Context, e app.Event) { p.take(ctx, ShareClosed{}) }

func (p *mounted) onShareView(ctx app.Context, e app.Event) {
	p.take(ctx, ShareView{data(ctx, "view"), ctx.JSSrc().Get("checked").Bool()})
}

func (p *mounted) onShareSet(ctx app.Context, e app.Event) {
	o := optionOf(ctx)
	p.take(ctx, ShareSet{data(ctx, "key"), o.Value})
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
		p.dispatch(ShareCopied{f.id, ok})
	})
}
