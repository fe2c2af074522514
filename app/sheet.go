package app

import (
	"inflight/app/model"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// taskForm is one task as a link has it.
const taskForm = "[name][@host]=[delay:]latency[..p99][~jitter][!outcome[@p%][/times]][>the next request][*count]"

// sheet is a text of any length to be edited. A copy of the text lies under the field: it gives the field its height and marks
// the place of an error, which a text field cannot do by itself.
type sheet struct {
	id, describedBy string
	text            string
	fault           *model.Fault // in the text, or nil
	onInput         app.EventHandler
}

func (s sheet) view() app.UI {
	field := app.Textarea().ID(s.id).Rows(1).Spellcheck(false).Attr("autocapitalize", "off").
		Aria("describedby", s.describedBy).Aria("invalid", s.fault != nil).OnInput(s.onInput)
	if app.IsServer {
		field = field.Body(app.Text(strings.TrimLeft(s.text, "\r\n"))) // HTML drops a first line break
	}
	return app.Div().Class("tasks-text").Body(app.Div().Class("tasks-sheet").Body(
		raw(`<div class="tasks-copy" aria-hidden="true">`+s.markFault()+"\u200b</div>"), field))
}

// markFault marks the wrong part of the text. If something is missing, it marks the character before.
func (s sheet) markFault() string {
	if s.fault == nil {
		return escape(s.text)
	}
	text := []rune(s.text)
	from := min(s.fault.Offset, len(text))
	to := min(from+s.fault.Length, len(text))
	if from == to {
		from = max(from-1, 0)
	}
	return escape(string(text[:from])) + "<mark>" + escape(string(text[from:to])) + "</mark>" + escape(string(text[to:]))
}
