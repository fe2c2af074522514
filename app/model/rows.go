package model

import (
	"strconv"
	"strings"
	"unicode"
)

// Row is one entry of the task list, cut into the fields that the page has for it. It is made from the text and written back to it. A
// wrong field stays as it was typed.
type Row struct {
	Name, Host, Delay, Latency, Jitter, What, Then, Count string
}

// RowsOf cuts a task list into rows.
func RowsOf(tasks string) []Row {
	var rows []Row
	for _, entry := range strings.FieldsFunc(tasks, isSeparator) {
		rows = append(rows, RowOf(entry))
	}
	return rows
}

func isSeparator(r rune) bool { return r == ',' || unicode.IsSpace(r) }

// RowOf cuts one entry: [name][@host]= [delay:] latency [~jitter] [!what] [>then] [*count], or [name=] URL. What follows in a chain stays
// one text.
func RowOf(entry string) Row {
	var r Row
	if name, rest, ok := strings.Cut(entry, "="); ok && !strings.Contains(name, "://") {
		r.Name, r.Host, _ = strings.Cut(name, "@")
		entry = rest
	}
	if strings.Contains(entry, "://") {
		r.Latency = entry
		return r
	}
	entry, r.Count, _ = strings.Cut(entry, "*")
	entry, r.Then, _ = strings.Cut(entry, ">")
	entry, r.What, _ = strings.Cut(entry, "!")
	entry, r.Jitter, _ = strings.Cut(entry, "~")
	if delay, rest, ok := strings.Cut(entry, ":"); ok {
		r.Delay, entry = delay, rest
	}
	r.Latency = entry
	return r
}

// String writes the row as an entry. Separators inside a field would make two entries of it, so they go.
func (r Row) String() string {
	part := func(before, text, after string) string {
		if text = strings.Map(dropSeparator, text); text == "" {
			return ""
		}
		return before + text + after
	}
	named := part("", r.Name, "") + part("@", r.Host, "")
	return part("", named, "=") + part("", r.Delay, ":") + part("", r.Latency, "") +
		part("~", r.Jitter, "") + part("!", r.What, "") + part(">", r.Then, "") + part("*", r.Count, "")
}

func dropSeparator(r rune) rune {
	if isSeparator(r) {
		return -1
	}
	return r
}

// IsURL reports whether the row is a request to an address of its own, which has no other fields.
func (r Row) IsURL() bool { return strings.Contains(r.Latency, "://") }

// Field is the row's field of that name, to be read or changed; nil if there is none.
func (r *Row) Field(name string) *string {
	switch name {
	case "name":
		return &r.Name
	case "host":
		return &r.Host
	case "delay":
		return &r.Delay
	case "latency":
		return &r.Latency
	case "jitter":
		return &r.Jitter
	case "what":
		return &r.What
	case "then":
		return &r.Then
	case "count":
		return &r.Count
	}
	return nil
}

// RowField is the id of a row's field on the page.
func RowField(row int, field string) string { return "row-" + strconv.Itoa(row) + "-" + field }

// JoinRows writes the rows as a task list.
func JoinRows(rows []Row) string {
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = r.String()
	}
	return strings.Join(texts, ", ")
}
