package app

import (
	"strings"
	"unicode"
)

// row is one entry of the task list, cut into the fields that the page has for it. It is made from the text
// and written back to it, and is no judge of either: what a field holds may be wrong, and stays as it was typed.
type row struct {
	name, delay, latency, jitter, what, count string
}

// rowsOf cuts a task list into rows.
func rowsOf(tasks string) []row {
	var rows []row
	for _, entry := range strings.FieldsFunc(tasks, isSeparator) {
		rows = append(rows, rowOf(entry))
	}
	return rows
}

func isSeparator(r rune) bool { return r == ',' || unicode.IsSpace(r) }

// rowOf cuts one entry: [name=] [delay:] latency [~jitter] [!what] [*count], or [name=] URL.
func rowOf(entry string) row {
	var r row
	if name, rest, ok := strings.Cut(entry, "="); ok && !strings.Contains(name, "://") {
		r.name, entry = name, rest
	}
	if strings.Contains(entry, "://") {
		r.latency = entry
		return r
	}
	entry, r.count, _ = strings.Cut(entry, "*")
	entry, r.what, _ = strings.Cut(entry, "!")
	entry, r.jitter, _ = strings.Cut(entry, "~")
	if delay, rest, ok := strings.Cut(entry, ":"); ok {
		r.delay, entry = delay, rest
	}
	r.latency = entry
	return r
}

// String writes the row as an entry. Separators inside a field would make two entries of it, so they go.
func (r row) String() string {
	part := func(before, text, after string) string {
		if text = strings.Map(dropSeparator, text); text == "" {
			return ""
		}
		return before + text + after
	}
	return part("", r.name, "=") + part("", r.delay, ":") + part("", r.latency, "") +
		part("~", r.jitter, "") + part("!", r.what, "") + part("*", r.count, "")
}

func dropSeparator(r rune) rune {
	if isSeparator(r) {
		return -1
	}
	return r
}

// isURL reports whether the row is a request to an address of its own, which has no other fields.
func (r row) isURL() bool { return strings.Contains(r.latency, "://") }

// field is the row's field of that name, to be read or changed; nil if there is none.
func (r *row) field(name string) *string {
	switch name {
	case "name":
		return &r.name
	case "delay":
		return &r.delay
	case "latency":
		return &r.latency
	case "jitter":
		return &r.jitter
	case "what":
		return &r.what
	case "count":
		return &r.count
	}
	return nil
}

// joined writes the rows as a task list.
func joined(rows []row) string {
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = r.String()
	}
	return strings.Join(texts, ", ")
}
