package app

import (
	"slices"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// The options of a scenario are chips that read as a sentence: "exceptions returned, then linger, pool 2". One at its default has no chip;
// the last chip offers all of them. A chip opens its editor, which is a popover of HTML's: it works before the program is there too.
//
// Every option has its place among the elements, whether or not it has a chip. So no chip changes places with another while its editor is
// open, and what is typed there stays there.

// chips are the sentence.
func (e editor) chips() app.UI {
	slots := []app.UI{}
	for _, o := range model.Options {
		slots = append(slots, e.sliced("slot-"+o.Name, func(e editor) app.UI { return e.slot(o) }))
	}
	return app.Div().Class("chips").Role("group").Aria("label", "Options").
		Body(append(slots, e.moreChip(), e.sliced("options", editor.allOptions))...)
}

// slot is the option's place.
func (e editor) slot(o *engine.Key) app.UI {
	slot := app.Div().Class("slot")
	if e.offers(o) {
		slot = slot.Body(e.chip(o), e.optionEditor(o))
	}
	return slot
}

// sliced is a part of the editor for which the rest of the page does not wait, where the page has slices.
func (e editor) sliced(name string, draw func(editor) app.UI) app.UI {
	if e.slice == nil {
		return draw(e)
	}
	return e.slice(name, draw)
}

// offers reports whether the option can be set here: the draft can have it, and in a comparison all rows have the same.
func (e editor) offers(o *engine.Key) bool { return e.draft.Has(o) && !(e.shared && o.Own()) }

// says reports whether the option is part of the sentence.
func (e editor) says(o *engine.Key) bool {
	value := e.draft.Value(o)
	return value != "" && value != o.Default || e.isWrong(o.Name)
}

// chip says what the option is, and opens its editor.
func (e editor) chip(o *engine.Key) app.UI {
	words := e.draft.Value(o)
	if o.On != "" && words == "true" {
		words = o.On
	}
	chip := e.opener("chip-"+o.Name, o).Class("chip").Title(o.Hint).Hidden(!e.says(o))
	if e.isWrong(o.Name) {
		chip = chip.Class("wrong")
	}
	return chip.Body(app.Span().Class("k").Text(o.Chip), app.B().Text(words))
}

// opener is a button that opens the editor of an option.
func (e editor) opener(id string, o *engine.Key) app.HTMLButton {
	return app.Button().ID(id).Type("button").DataSet("option", o.Name).Attr("popovertarget", "edit-"+o.Name).OnClick(e.onChip)
}

// optionEditor is the popover in which the option is changed.
func (e editor) optionEditor(o *engine.Key) app.UI {
	body := []app.UI{e.option(o), app.P().ID("hint-" + o.Name).Class("hint").Text(e.hintOf(o))}
	if e.says(o) {
		words := "Back to " + model.InitialValue(o)
		body = append(body, app.Button().ID("default-"+o.Name).Type("button").Class("quiet").DataSet("option", o.Name).Text(words).
			OnClick(e.onDefault))
	}
	return app.Div().ID("edit-"+o.Name).Class("popover").Attr("popover", "auto").Role("group").Aria("label", o.Name).Body(body...)
}

// hintOf says what the option is, and what its value means.
func (e editor) hintOf(o *engine.Key) string {
	hint := model.Sentence(o.Hint)
	if o.Words != "" && !strings.ContainsRune(o.Words, '`') && !strings.HasPrefix(o.Hint, o.Words) {
		hint = model.Sentence(o.Words + ": " + o.Hint)
	}
	value := e.draft.Value(o)
	if value == "" {
		value = o.Default
	}
	for _, c := range o.Choices {
		if c.Value == value && c.Words != "" {
			return hint + " " + c.Value + ": " + c.Words + "."
		}
	}
	return hint
}

// moreChip opens the list of all options. It names some that have no chip.
func (e editor) moreChip() app.UI {
	names := []string{}
	for _, o := range model.Options {
		if e.offers(o) && !e.says(o) && o.Place != engine.WithTitle {
			names = append(names, o.Name)
		}
	}
	const most = 3
	words := "+ " + strings.Join(names[:min(most, len(names))], ", ")
	if len(names) > most {
		words += " …"
	}
	return app.Button().ID("more").Type("button").Class("chip add").Attr("popovertarget", "options").Title("All options").
		Body(app.Span().Text(words))
}

// allOptions is the list.
func (e editor) allOptions() app.UI {
	items := []app.UI{}
	for _, o := range model.Options {
		value := ""
		if e.says(o) {
			value = e.draft.Value(o)
		}
		items = append(items, e.opener("pick-"+o.Name, o).Class("item").Hidden(!e.offers(o)).Body(
			app.Span().Class("key").Text(o.Name), app.Span().Class("hint").Text(o.Hint), app.B().Text(value)))
	}
	return app.Div().ID("options").Class("popover options").Attr("popover", "auto").Role("group").Aria("label", "All options").Body(items...)
}

// option is one option's field: a switch, a picker, or a text.
func (e editor) option(o *engine.Key) app.UI {
	value, id := e.draft.Value(o), "option-"+o.Name
	if o.Switch() && (value == "" || value == "true" || value == "false") {
		box := app.Input().ID(id).Type("checkbox").DataSet("option", o.Name).Checked(value == "true").OnChange(e.onOption)
		return app.Label().Class("field switch").For(id).Body(box, app.Span().Class("key").Text(o.Name))
	}
	label := app.Label().For(id).Body(app.Span().Class("key").Text(o.Name))
	if len(o.Choices) > 0 {
		return app.Div().Class("field").Body(label, e.picker(o, id, value))
	}
	size := "short"
	if o.Wide {
		size = "long"
	}
	input := app.Input().ID(id).Type("text").Class(size).DataSet("option", o.Name).
		Placeholder(model.InitialValue(o)).Attr("value", serverValue(value)).
		Aria("describedby", "hint-"+o.Name).AutoComplete(false).Spellcheck(false).Aria("invalid", e.isWrong(o.Name)).OnInput(e.onOption)
	if f := e.fault.OfKey(o.Name); f != nil { // for an editor of its parts, such as web/each.js
		input = input.DataSet("wrong", strconv.Itoa(f.Offset)+" "+f.Text)
	}
	return app.Div().Class("field").Body(label, input)
}

// picker offers an option's choices. A wrong value from a link becomes one more choice, so that people see it.
func (e editor) picker(o *engine.Key, id, value string) app.UI {
	if value == "" {
		value = o.Default
	}
	offered := e.draft.Choices(o)
	if !slices.Contains(offered, value) {
		offered = append(offered, value)
	}
	choices := []app.UI{}
	for _, c := range offered {
		choices = append(choices, app.Option().Value(c).Text(c).Selected(c == value))
	}
	return app.Select().ID(id).DataSet("option", o.Name).Aria("describedby", "hint-"+o.Name).Aria("invalid", e.isWrong(o.Name)).
		OnChange(e.onOption).Body(choices...)
}

// onChip moves into the editor that the button opens.
func (p *mounted) onChip(ctx app.Context, e app.Event) {
	field := "option-" + data(ctx, "option")
	ctx.PreventUpdate()
	ctx.Defer(func(app.Context) { p.browser.focus(field) })
}

// onDefault takes an option back to its default. Its button goes, so the field gets the focus.
func (p *mounted) onDefault(ctx app.Context, e app.Event) {
	option := data(ctx, "option")
	p.take(ctx, model.OptionSet{Key: option})
	p.ctx.Defer(func(app.Context) { p.browser.focus("option-" + option) })
}
