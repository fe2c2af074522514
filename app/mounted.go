package app

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// mounted is a page's place in the browser, which all pages share: how messages reach the page from outside, where its link stands, and
// what it knows of the demo backend.
type mounted struct {
	root    siteRoot
	ctx     app.Context // of the mounted component
	browser *browser
	bar     addressBar
	cancel  context.CancelFunc // stops the live run
	decided decided            // what was drawn last of many runs

	stopCounting context.CancelFunc
	take         func(app.Context, any) // passes a message to the page's model
	embed        *model.Embed           // nil where the page is not inside another
	promises     model.Promises         // of runs, to scripts
	base         func() *model.Base     // of the page's model; nil where nothing can be edited
	letters      float64                // the size of the page's letters in pixels, as asked for or measured; 0 is the usual one
}

// newMounted returns the place of a page that is only rendered.
func newMounted() mounted { return mounted{root: served, cancel: func() {}, stopCounting: func() {}} }

// siteRoot is the way from a page to the site's first page. A site without a server lies in any folder, and its pages say which way
// that is.
type siteRoot string

// served is the root of a site with a server.
const served siteRoot = "/"

// address is a path below the root with a link's query.
func (r siteRoot) address(path, query string) string {
	return string(r) + PagePath(strings.TrimPrefix(path, "/"), r != served) + engine.Address(query)
}

// PagePath is where a page lies below the site's root; "" is the first page. In a site of files a page is a folder, with a slash behind its
// name: not every host leads to it from the name alone.
func PagePath(page string, files bool) string {
	if files && page != "" {
		return page + "/"
	}
	return page
}

func (p *mounted) lieIn(root siteRoot) { p.root = root }

// mount takes the page over from what the server has drawn.
func (p *mounted) mount(ctx app.Context, take func(app.Context, any)) {
	if p.ctx, p.take = ctx, take; p.browser == nil {
		p.browser = newBrowser()
	}
	p.bar.write = p.browser.setAddress
	p.browser.offerSweeps()
}

// listeners are what a page with live runs does for keys and for what happens outside of it.
func (p *mounted) listeners(run func(app.Context), h hand) listeners {
	return listeners{
		back: p.openFromHistory, run: func() { p.ctx.Dispatch(run) }, stop: func() { p.dispatch(model.StopAsked{}) },
		hidden: func() { p.dispatch(model.WentHidden{}) }, hand: h,
		undo:  func(message any, field string) bool { return p.undo(message, field, h.left()) },
		open:  func(query string) { p.dispatch(model.Opened{Query: query, Edits: true}) },
		leave: p.askBeforeLeaving,
		leftField: func() {
			if p.base().History.Typing() != "" {
				p.dispatch(model.FieldLeft{})
			}
		},
	}
}

// askBeforeLeaving keeps a link from leading out of the document while a live run goes on, which would end it: the reader is asked first,
// where the question can be seen. Whatever else leaves the document, the browser asks about: see [browser.guard].
func (p *mounted) askBeforeLeaving(to string) (asked bool) {
	if !p.base().Run.IsActive() {
		return false
	}
	p.ctx.Dispatch(func(ctx app.Context) {
		p.take(ctx, model.Leaving{To: to})
		ctx.Defer(func(app.Context) { p.browser.focus("held-show") })
	})
	return true
}

// undo goes back or forth in the history, as a key asks for that was pressed in a text field, or elsewhere if field is "". While somebody
// types in a field, its own Undo is the browser's. A drag by keys that it has ended is a change that the history does not know yet.
func (p *mounted) undo(message any, field string, dragged bool) (used bool) {
	h := p.base().History
	_, back := message.(model.Undone)
	if !dragged && (field != "" && field == h.Typing() || back && !h.CanUndo() || !back && !h.CanRedo()) {
		return false
	}
	p.dispatch(message)
	return true
}

func (p *mounted) onUndo(ctx app.Context, e app.Event)     { p.press(ctx, model.Undone{}) }
func (p *mounted) onRedo(ctx app.Context, e app.Event)     { p.press(ctx, model.Redone{}) }
func (p *mounted) onShowHeld(ctx app.Context, e app.Event) { p.leaveHeld(ctx, model.HeldShown{}) }
func (p *mounted) onDropHeld(ctx app.Context, e app.Event) { p.leaveHeld(ctx, model.HeldDropped{}) }

// leaveHeld shows or drops what waits. The button goes, so the task list gets the focus, or what there is in its place.
func (p *mounted) leaveHeld(ctx app.Context, message any) {
	p.take(ctx, message)
	p.ctx.Defer(func(app.Context) {
		for _, id := range []string{"main", "reset", "run", "stop", "tasks"} { // the last that there is keeps it
			p.browser.focus(id)
		}
	})
}

// openFor opens something for a script or for the page around an embed. What has to wait for a run is the reader's to decide on, unless
// the run is being stopped.
func (p *mounted) openFor(ctx app.Context, message any, what string) {
	p.take(ctx, message)
	if b := p.base(); b.Waits() && b.Run.State == model.Running {
		p.complain(what + ": a live run goes on, and the reader is asked whether to stop it")
	}
	p.showOnceStopped()
}

// showOnceStopped shows what waits for a run that a script stops, as soon as it has ended.
func (p *mounted) showOnceStopped() {
	if b := p.base(); b.Waits() && b.Run.State == model.Stopping {
		p.promises.AtEnd(b.Run, func() { p.dispatch(model.HeldShown{}) })
	}
}

// moveIn tells the browser, and the page around an embed, that the page is there with its model. It also sets what the page may call: the
// servers of others in the scenario calls, which may be nil.
func (p *mounted) moveIn(ctx app.Context, m model.Base, title string, calls *engine.Scenario, settle func(app.Context)) {
	p.setAddress(m, title, nil)
	p.followCounting(model.Counting{}, m.Counting)
	p.browser.addPolicy(sources(p.runBackend(m.Backend), calls))
	p.askAtOnce(m.Backend)
	ctx.Defer(settle)
	ctx.Defer(func(app.Context) { p.announceReady(m.Link, m.Fault, m.Alert) })
}

// keepPromises settles what scripts were promised of runs, after a message.
func (p *mounted) keepPromises(now model.Run, message any) {
	if _, stop := message.(model.StopAsked); stop {
		p.promises.Stop()
	}
	p.promises.Follow(now)
}

// keepUp brings the address bar and the colours in line with a model that a message has changed.
func (p *mounted) keepUp(before, now model.Base, title string, message any) {
	if now.Link != before.Link || before.Waits() && !now.Waits() { // what waits may have come from Back, which has the address changed
		p.setAddress(now, title, message)
	}
	if now.Frame != before.Frame {
		p.announce("frame", nil)
	}
	if now.Run.IsActive() != before.Run.IsActive() {
		p.browser.guard(now.Run.IsActive())
	}
	if now.Left != before.Left {
		p.browser.follow(now.Left.To)
	}
	if now.Theme != before.Theme {
		p.showTheme(now.Theme)
	}
	p.followCounting(before.Counting, now.Counting)
}

// setAddress puts the shown link into the address bar after a message. An embed's address stays as its author wrote it.
func (p *mounted) setAddress(m model.Base, title string, message any) {
	if m.Scenario != nil && m.Fault == nil && p.embed == nil {
		p.relink(m.Link, title, message)
	}
}

// The handlers of fields and buttons that both pages with a scenario have.

func (p *mounted) onTasks(ctx app.Context, e app.Event) {
	p.take(ctx, model.TasksTyped{Text: valueOf(ctx)})
}
func (p *mounted) onOption(ctx app.Context, e app.Event) { p.take(ctx, optionOf(ctx)) }
func (p *mounted) onStop(ctx app.Context, e app.Event)   { p.press(ctx, model.StopAsked{}) }
func (p *mounted) onReset(ctx app.Context, e app.Event)  { p.press(ctx, model.ResetAsked{}) }

// passFocus gives the focus of Stop to Reset, or the other way: the two share a place, and only one of them is there.
func (p *mounted) passFocus(run model.Run) {
	from, to := "stop", "reset"
	if run.State == model.Running {
		from, to = to, from
	}
	p.ctx.Defer(func(app.Context) { p.browser.handFocus(from, to) })
}

// press passes on what a button says, unless it is idle.
func (p *mounted) press(ctx app.Context, message any) {
	if !isIdle(ctx) {
		p.take(ctx, message)
	}
}

// OnDismount stops what would go on without the page.
func (p *mounted) OnDismount() {
	p.cancel()
	p.stopCounting()
}

// embedIn puts the page inside another.
func (p *mounted) embedIn(e model.Embed) { p.embed, p.letters = &e, float64(e.FontSize) }

// firstTheme is the theme that the page begins with: from the visit before, or from the embed's author.
func (p *mounted) firstTheme() model.Theme {
	if p.embed == nil {
		p.letters = p.browser.length("font-size", usualLetters)
		return p.browser.theme()
	}
	p.browser.show(p.embed.Theme)
	p.setLetters(p.embed.FontSize)
	return p.embed.Theme
}

// setLetters sets the size that the page's letters are measured by, in pixels; 0 leaves it to the browser.
func (p *mounted) setLetters(pixels int) {
	p.browser.setFontSize(pixels)
	p.letters = p.browser.length("font-size", usualLetters)
}

// usualLetters is the size of letters, in pixels, at which pictures have their usual size.
const usualLetters = 16.0

// scale is how much larger than usual pictures are: as much as the page's letters.
func (p *mounted) scale() float64 {
	return cmp.Or(p.letters, usualLetters) / usualLetters
}

// showTheme shows and stores a changed theme. An embed's theme comes from its host, and is not stored.
func (p *mounted) showTheme(t model.Theme) {
	if p.embed != nil {
		p.browser.show(t)
		return
	}
	p.browser.setTheme(t)
}

// dispatch sends a message from outside the component's own handlers.
func (p *mounted) dispatch(message any) {
	p.ctx.Dispatch(func(ctx app.Context) { p.take(ctx, message) })
}

// openFromHistory opens the link that Back or Forward leads to. What waits to be written was the address of the entry before.
func (p *mounted) openFromHistory() {
	p.bar.waiting = false
	p.dispatch(model.Opened{Query: p.browser.query()})
}

// relink puts the link into the address bar after a message. If a picker was used or a link opened, it adds an entry to the history; else
// it replaces the present one.
func (p *mounted) relink(link, title string, message any) {
	push := false
	switch message.(type) {
	case model.StrategyPicked, model.VariantSet, model.Answered, model.OwnBegun, model.OwnLeft:
		push = true
	case model.Opened, model.Undone, model.HeldDropped:
		push = !p.browser.addressIs(link)
	}
	p.browser.setTitle(title)
	p.bar.set(link, push)
}

// configuration is the demo backend of the site, or else of the link.
func (p *mounted) configuration() model.Configured {
	if named := p.browser.backendOfLink(); named != "" {
		return model.Configured{Address: named, Named: true}
	}
	return model.Configured{Address: p.browser.meta("inflight-backend")}
}

// runBackend is a backend's address for a run from this page.
func (p *mounted) runBackend(b model.Backend) engine.Backend {
	return b.ForRun(p.browser.meta("inflight-refused"))
}

// askAtOnce asks the site's own backend whether it answers. A backend that a link names is asked only after a click.
func (p *mounted) askAtOnce(b model.Backend) {
	if !b.Named && b.Address != "" {
		p.askBackend(b.Address, nil)
	}
}

// askBackend finds out under which address the backend answers, and then calls then, if not nil.
func (p *mounted) askBackend(address string, then func(app.Context)) {
	go func() {
		asked := ask(address)
		p.ctx.Dispatch(func(ctx app.Context) {
			p.take(ctx, asked)
			if then != nil {
				then(ctx)
			}
		})
	}()
}

// withBackend calls then as soon as it is known whether the backend answers. One that did not is asked again.
func (p *mounted) withBackend(ctx app.Context, b model.Backend, then func(app.Context)) {
	if b.Answers() || b.Reach == model.NoBackend {
		then(ctx)
		return
	}
	p.askBackend(b.Address, then)
}

// addressBar holds the link of what the page shows.
type addressBar struct {
	write   func(link string, push bool)
	typed   string
	waiting bool // typed has not been written yet
	timer   *time.Timer
}

// set puts a link into the address bar, as a new entry of the history or in place of the present one. Typing changes it at
// most four times a second: browsers refuse more than some hundred changes in half a minute.
func (a *addressBar) set(link string, push bool) {
	if a.timer != nil {
		a.timer.Stop()
	}
	if push {
		a.writeTyped()
		a.write(link, true)
		return
	}
	a.typed, a.waiting = link, true
	a.timer = time.AfterFunc(250*time.Millisecond, a.writeTyped)
}

// writeTyped writes what waits for it. On a busy machine a timer calls it that had fired when it was stopped: then it finds nothing,
// and does not put an old link over the new one.
func (a *addressBar) writeTyped() {
	if a.waiting {
		a.waiting = false
		a.write(a.typed, false)
	}
}
