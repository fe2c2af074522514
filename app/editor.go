package app

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// editor is the scenario in fields: strategy, its options, the tasks.
type editor struct {
	root    siteRoot
	draft   model.Draft
	fault   *model.Fault
	rows    bool // tasks as rows
	free    int  // the row whose outcome is typed, from 1
	palette bool // the page has palettes
	shared  bool // only what the rows of a comparison share
	mends   []model.Mend
	slice   func(name string, draw func(editor) app.UI) app.UI // may be nil

	onStrategy, onOption, onDefault, onChip, onTasks, onRow, onRowAdd, onRowRemove, onAsText, onAsRows, onMend, onInsert app.EventHandler
}

// strategy is the picker of the strategy.
func (e editor) strategy() app.UI {
	choices, summary := []app.UI{}, ""
	for _, s := range engine.Strategies {
		picked := s.Name == e.draft.Strategy
		if picked {
			summary = s.Summary
		}
		choices = append(choices, app.Option().Value(s.Name).Text(s.Name).Title(s.Summary).Selected(picked))
	}
	if summary == "" {
		choices = append(choices, app.Option().Value(e.draft.Strategy).Text(e.draft.Strategy).Selected(true))
	}
	return app.Div().Class("strategy").Body(
		app.Label().Class("unseen").For("strategy").Text("Strategy"),
		app.Select().ID("strategy").Title(summary).Aria("describedby", "strategy-summary").Aria("invalid", e.isWrong("strategy")).
			OnChange(e.onStrategy).Body(choices...),
		e.overPicker(),
		app.Span().ID("strategy-summary").Class("unseen").Text(summary),
	)
}

// overPicker lies over the picker, for pointers: the palette says more of each strategy. Keys have the picker itself, whose Enter opens the
// palette too.
func (e editor) overPicker() app.UI {
	if !e.palette {
		return nil
	}
	return app.Button().ID("strategies-open").Type("button").Class("over").TabIndex(-1).Aria("hidden", true)
}

// isWrong reports whether the fault is in the value of this key.
func (e editor) isWrong(key string) bool { return e.fault.OfKey(key) != nil }

// tasks is the task list, as text or as rows.
func (e editor) tasks(label string) app.UI {
	body := []app.UI{app.Label().ID("tasks-label").Class("unseen").For("tasks").Text(label),
		app.Span().ID("tasks-hint").Class("unseen").Text(taskForm)}
	if e.rows {
		return app.Div().Class("tasks").Body(append(body, e.taskRows())...)
	}
	return app.Div().Class("tasks").Body(append(body, e.taskText())...)
}

// asTabs change between the two forms of the task list.
func (e editor) asTabs() app.UI {
	return app.Div().Class("tabs as").Role("group").Aria("label", "Edit the tasks as").Body(
		app.Button().ID("as-text").Type("button").Text("Text").Aria("pressed", !e.rows).OnClick(e.onAsText),
		app.Button().ID("as-rows").Type("button").Text("Rows").Aria("pressed", e.rows).OnClick(e.onAsRows),
	)
}

// undoButtons take the latest change of the scenario back, and make it again.
func (p *mounted) undoButtons() app.UI {
	h := model.History{}
	if p.base != nil {
		h = p.base().History
	}
	button := func(id, words, title, icon string, can bool, do app.EventHandler) app.UI {
		b := iconButton(id, words, icon).Class("quiet").Title(title).OnClick(do)
		if !can { // it keeps the focus
			b = b.Aria("disabled", true)
		}
		return b
	}
	return app.Div().Class("undo").Role("group").Aria("label", "Changes").Body(
		button("undo", "Undo", "Undo: Ctrl+Z", iconUndo, h.CanUndo(), p.onUndo),
		button("redo", "Redo", "Redo: Ctrl+Shift+Z or Ctrl+Y", iconRedo, h.CanRedo(), p.onRedo))
}

// taskHelp says how a task is written. Its examples are buttons, which put them into the list.
func (e editor) taskHelp() app.UI {
	examples := []app.UI{}
	for i, f := range model.TaskForms {
		insert := app.Button().ID("insert-"+strconv.Itoa(i)).Type("button").Class("quiet").
			DataSet("task", f.Text).Title("Add it to the tasks").Text(f.Text).OnClick(e.onInsert)
		examples = append(examples, app.Dt().Body(insert), app.Dd().Text(model.Sentence(strings.ReplaceAll(f.Words, "`", ""))))
	}
	return app.Div().ID("task-help").Class("popover").Attr("popover", "auto").Role("group").Aria("label", "How tasks are written").Body(
		app.P().Class("key").Text(taskForm), app.Dl().Class("examples").Body(examples...),
		app.P().Body(app.Button().ID("numbers-ask").Type("button").DataSet("numbers", "ask").Text("Your own numbers: a HAR, a CSV, times")),
		app.P().Class("hint").Body(app.A().Href(e.root.address("/reference", "")).Target("_blank").Rel("noopener").Text("The whole reference")))
}

func (p *mounted) onInsert(ctx app.Context, e app.Event) {
	p.take(ctx, model.TaskInserted{Text: data(ctx, "task")})
}

// helpChip opens it.
func helpChip() app.UI {
	return app.Button().ID("help").Type("button").Class("quiet icon").Attr("popovertarget", "task-help").
		Aria("label", "How tasks are written").Title("How tasks are written").Text("?")
}

// faultNote says what is wrong with the draft, and offers to mend it.
func (e editor) faultNote() app.UI {
	if e.fault == nil {
		return nil
	}
	body := []app.UI{app.Span().Text(e.fault.Text)}
	for i, m := range e.mends {
		body = append(body, app.Button().ID("mend-"+strconv.Itoa(i)).Type("button").DataSet("query", m.Query).Text(m.Words).OnClick(e.onMend))
	}
	if e.shared && e.isWrong("strategies") { // what is wrong stands in a popover
		body = append(body, app.Button().ID("fault-open").Type("button").Attr("popovertarget", "rows").Text("Show the list"))
	}
	return app.Div().ID("fault").Class("message bad").Role("alert").Body(body...)
}

// onMend opens the link without its fault. The button goes, so the task list gets the focus.
func (p *mounted) onMend(ctx app.Context, e app.Event) {
	p.take(ctx, model.Opened{Query: data(ctx, "query"), Edits: true})
	p.ctx.Defer(func(app.Context) { p.browser.focus("tasks") })
}

// taskText is the list as text.
func (e editor) taskText() app.UI {
	return sheet{"tasks", "tasks-hint fault", e.draft.Tasks, e.fault.OfKey("tasks"), e.onTasks}.view()
}

// rowField is a column of a task's row.
type rowField struct{ field, words, example string }

// rowFields are the columns of a request.
var rowFields = []rowField{
	{"name", "Name", ""}, {"host", "Host", ""}, {"delay", "Sleeps first", "0s"}, {"latency", "Latency or URL", "1s"},
	{"jitter", "Jitter ±", "0s"}, {"what", "Outcome", "200"}, {"then", "Then", "500ms"}, {"count", "How many", "1"},
}

// outcomeColumn is the place of the outcome among them.
const outcomeColumn = 5

// socketFields are the same columns of a socket.
var socketFields = []rowField{
	{"name", "Name", ""}, {"host", "Host", ""}, {"delay", "Accepted after", "0s"}, {"latency", "Message after", "1s"},
	{"jitter", "Jitter ±", "0s"}, {"what", "Outcome", "closes"}, {"count", "How many", "1"},
}

// rowFieldsOf are the columns of the draft's tasks.
func rowFieldsOf(d model.Draft) []rowField {
	if d.Sockets() {
		return socketFields
	}
	return rowFields
}

// maxRows is how many entries can be edited as rows: more are better edited as text.
const maxRows = 50

func (e editor) taskRows() app.UI {
	rows := model.RowsOf(e.draft.Tasks)
	if len(rows) > maxRows {
		return app.P().Class("message").Text("There are " + strconv.Itoa(len(rows)) + " entries. Up to " + strconv.Itoa(maxRows) +
			" can be edited as rows; edit these as text.")
	}
	body := []app.UI{}
	for i, r := range rows {
		body = append(body, e.taskRow(i, r))
	}
	body = append(body, app.Button().ID("row-add").Type("button").Class("quiet").Text("Add a task").OnClick(e.onRowAdd))
	return app.Div().Class("rows").Role("group").Aria("labelledby", "tasks-label").Body(body...)
}

func (e editor) taskRow(i int, r model.Row) app.UI {
	number := strconv.Itoa(i)
	cells := []app.UI{}
	for _, f := range rowFieldsOf(e.draft) {
		if r.IsURL() && f.field != "name" && f.field != "latency" {
			continue
		}
		id := model.RowField(i, f.field)
		if f.field == "what" && e.free != i+1 && model.OffersOutcome(r.What, e.draft.Sockets()) {
			cells = append(cells, app.Div().Class("field").Body(app.Label().For(id).Text(f.words), e.outcomeMenu(i, id, r.What, f.example)))
			continue
		}
		cells = append(cells, app.Div().Class("field").Body(
			app.Label().For(id).Text(f.words),
			app.Input().ID(id).Type("text").Class("row-"+f.field).DataSet("row", number).DataSet("field", f.field).
				Attr("value", serverValue(*r.Field(f.field))).Placeholder(f.example).AutoComplete(false).Spellcheck(false).
				Attr("list", listOf(f.field)).OnInput(e.onRow)))
	}
	cells = append(cells, app.Button().ID("row-"+number+"-remove").Type("button").Class("quiet remove").DataSet("row", number).
		Aria("label", "Remove task "+strconv.Itoa(i+1)).Text("Remove").OnClick(e.onRowRemove))
	return app.Div().Class("task-row").Role("group").Aria("label", "Task "+strconv.Itoa(i+1)).Body(cells...)
}

// otherOutcome is the choice of a menu that gives way to a field.
const otherOutcome = "other"

// outcomeMenu offers what may become of a row's request, in words; whatever else there is can be typed.
func (e editor) outcomeMenu(row int, id, what, usual string) app.UI {
	choices := []app.UI{app.Option().Value(usual).Text(usual).Selected(what == "")}
	for _, o := range engine.OfferedOutcomes(e.draft.Sockets()) {
		words := o
		if named := engine.OutcomeNamed(engine.What(o)); named != nil {
			words += ": " + named.Meaning
		}
		if o != usual {
			choices = append(choices, app.Option().Value(o).Text(words).Selected(what == o))
		}
	}
	choices = append(choices, app.Option().Value(otherOutcome).Text("other …"))
	return app.Select().ID(id).Class("row-what").DataSet("row", strconv.Itoa(row)).DataSet("field", "what").OnChange(e.onRow).Body(choices...)
}

// serverValue returns the value of a text field if the server draws the page. In the browser [browser.fill] sets the value, since
// removing an attribute would not clear a field.
func serverValue(value string) string {
	if app.IsServer {
		return value
	}
	return ""
}

// values lists what the page's fields hold, by their ids.
func (e editor) values() []model.Pair {
	values := []model.Pair{{Key: "tasks", Value: e.draft.Tasks}, {Key: "strategy", Value: e.draft.Strategy}}
	for _, o := range model.Options {
		value := e.draft.Value(o)
		if value == "" && len(o.Choices) > 0 {
			value = o.Default
		}
		values = append(values, model.Pair{Key: "option-" + o.Name, Value: value})
	}
	if !e.rows {
		return values
	}
	for i, r := range model.RowsOf(e.draft.Tasks) {
		for _, f := range rowFieldsOf(e.draft) {
			value := *r.Field(f.field)
			if f.field == "what" && value == "" && e.free != i+1 {
				value = f.example // the menu's first choice
			}
			values = append(values, model.Pair{Key: model.RowField(i, f.field), Value: value})
		}
	}
	return values
}

// listOf names the suggestions for a field.
func listOf(field string) string {
	if field == "what" {
		return "outcomes"
	}
	return ""
}

// outcomesOf suggests what may become of a request, or of a socket.
func outcomesOf(d model.Draft) app.UI {
	choices := []app.UI{}
	for _, o := range engine.OfferedOutcomes(d.Sockets()) {
		choices = append(choices, app.Option().Value(o))
	}
	return app.DataList().ID("outcomes").Body(choices...)
}
