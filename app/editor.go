package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// editor is the scenario in fields: strategy, its options, the tasks.
type editor struct {
	draft model.Draft
	fault *model.Fault
	rows  bool // tasks as rows
	more  bool // with the session's options

	onStrategy, onOption, onMore, onTasks, onRow, onRowAdd, onRowRemove, onAsText, onAsRows app.EventHandler
}

func (e editor) strategyFields() app.UI {
	fields := []app.UI{e.strategy()}
	for _, o := range model.Options {
		if e.draft.Has(o) && (!o.More || e.more || e.isWrong(o.Name) || e.draft.Options[o.Name] != "") {
			fields = append(fields, e.option(o))
		}
	}
	words := "More"
	if e.more {
		words = "Fewer"
	}
	fields = append(fields, app.Button().ID("more").Type("button").Class("quiet more").Text(words).Aria("label", words+" options").
		Aria("expanded", e.more).OnClick(e.onMore))
	return app.Div().Class("options").Body(fields...)
}

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
	return app.Div().Class("field strategy").Body(
		app.Label().For("strategy").Text("Strategy"),
		app.Select().ID("strategy").Aria("describedby", "strategy-summary").Aria("invalid", e.isWrong("strategy")).
			OnChange(e.onStrategy).Body(choices...),
		app.Span().ID("strategy-summary").Class("hint").Text(summary),
	)
}

// option is one option's field: a switch, a picker, or a text.
func (e editor) option(o *engine.Key) app.UI {
	value, id := e.draft.Value(o), "option-"+o.Name
	if o.Switch() && (value == "" || value == "true" || value == "false") {
		box := app.Input().ID(id).Type("checkbox").DataSet("option", o.Name).Checked(value == "true").OnChange(e.onOption)
		return app.Label().Class("field switch").For(id).Title(o.Hint).Body(box, app.Span().Class("key").Text(o.Name))
	}
	label := app.Label().For(id).Title(o.Hint).Body(app.Span().Class("key").Text(o.Name))
	if len(o.Choices) > 0 {
		return app.Div().Class("field").Body(label, e.picker(o, id, value))
	}
	size := "short"
	if o.Wide {
		size = "long"
	}
	return app.Div().Class("field").Body(label,
		app.Input().ID(id).Type("text").Class(size).DataSet("option", o.Name).
			Placeholder(model.InitialValue(o)).Attr("value", serverValue(value)).
			Title(o.Hint).AutoComplete(false).Spellcheck(false).Aria("invalid", e.isWrong(o.Name)).OnInput(e.onOption))
}

// picker offers an option's choices. A wrong value from a link becomes one more choice, so that people see it.
func (e editor) picker(o *engine.Key, id, value string) app.UI {
	if value == "" {
		value = o.Default
	}
	choices, known := []app.UI{}, false
	for _, c := range e.draft.Choices(o) {
		known = known || c == value
		choices = append(choices, app.Option().Value(c).Text(c).Selected(c == value))
	}
	if !known {
		choices = append(choices, app.Option().Value(value).Text(value).Selected(true))
	}
	return app.Select().ID(id).DataSet("option", o.Name).Title(o.Hint).Aria("invalid", e.isWrong(o.Name)).
		OnChange(e.onOption).Body(choices...)
}

// isWrong reports whether the fault is in the value of this key.
func (e editor) isWrong(key string) bool { return e.fault.OfKey(key) != nil }

// tasks is the task list, as text or as rows.
func (e editor) tasks() app.UI {
	body := []app.UI{
		app.Div().Class("tasks-head").Body(
			app.Label().ID("tasks-label").For("tasks").Text("Tasks"),
			app.Span().Class("hint").ID("tasks-hint").Text(taskForm),
			app.Div().Class("tabs").Role("group").Aria("label", "Edit the tasks as").Body(
				app.Button().ID("as-text").Type("button").Text("Text").Aria("pressed", !e.rows).OnClick(e.onAsText),
				app.Button().ID("as-rows").Type("button").Text("Rows").Aria("pressed", e.rows).OnClick(e.onAsRows),
			),
		),
	}
	if e.rows {
		body = append(body, e.taskRows())
	} else {
		body = append(body, e.taskText())
	}
	if e.fault != nil {
		body = append(body, app.P().ID("fault").Class("message bad").Role("alert").Text(e.fault.Text))
	}
	return app.Div().Class("tasks").Body(body...)
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
	{"jitter", "Jitter ±", "0s"}, {"what", "Outcome", "200"}, {"count", "How many", "1"},
}

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
		id := "row-" + number + "-" + f.field
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
		for _, f := range rowFields {
			values = append(values, model.Pair{Key: "row-" + strconv.Itoa(i) + "-" + f.field, Value: *r.Field(f.field)})
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
