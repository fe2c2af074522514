package view

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"inflight/engine"
	"maps"
	"slices"
	"strings"
	"time"
)

// recordingVersion is the newest form of a recording that is read.
const recordingVersion = 1

// recordingFile is what a recording has beside its events; docs/recorder.md has the form.
type recordingFile struct {
	Version int              `json:"version"`
	Python  string           `json:"python"`
	Clock   string           `json:"clock"`
	Program *recordedProgram `json:"program"`
	Problem *engine.Problem  `json:"error"`
	Note    string           `json:"note"`
}

type recordedProgram struct {
	File      string   `json:"file"`
	Text      string   `json:"text,omitempty"`
	Arguments []string `json:"arguments,omitempty"`
}

// recordedEvent is an event as a recording has it.
type recordedEvent struct {
	T          int64           `json:"t"`
	Kind       engine.Kind     `json:"kind"`
	Task       *int            `json:"task"`
	Name       string          `json:"name"`
	Parent     *int            `json:"parent"`
	Line       int             `json:"line"`
	File       string          `json:"file"`
	On         string          `json:"on"`
	Tasks      []int           `json:"tasks"`
	Of         int             `json:"of"`
	For        int64           `json:"for"`
	To         *int            `json:"to"`
	From       *int            `json:"from"`
	Text       string          `json:"text"`
	Stderr     bool            `json:"stderr"`
	Error      string          `json:"error"`
	By         engine.Cause    `json:"by"`
	Value      json.RawMessage `json:"value"`
	Done       int             `json:"done"`
	Pending    int             `json:"pending"`
	Request    int             `json:"request"`
	Connection int             `json:"connection"`
	Status     int             `json:"status"`
	Swallowed  bool            `json:"swallowed"`
	URL        string          `json:"url"`
}

// foreignFile is what other tools' files have at their top.
type foreignFile struct {
	TraceEvents json.RawMessage `json:"traceEvents"`
	Log         json.RawMessage `json:"log"`
}

// words say what a file of another tool is, and what can be done with it; "" if it is none that is known.
func (f *foreignFile) words() string {
	switch {
	case f.TraceEvents != nil:
		return "this is a Chrome trace: ui.perfetto.dev opens it. Here open the log as JSON, or what inflight.py leaves"
	case bytes.Contains(f.Log, []byte(`"entries"`)):
		return "this is a HAR, which has requests and no tasks: DevTools open it. Here open the log as JSON, or what inflight.py leaves"
	}
	return ""
}

// parseRecording reads what the recorder leaves of somebody's own program.
func parseRecording(data []byte, file *recordingFile, events json.RawMessage) (*engine.Scenario, engine.Log, error) {
	if file.Version > recordingVersion {
		return nil, nil, fmt.Errorf("trace: its version is %d: want %d, or a newer Inflight", file.Version, recordingVersion)
	}
	r := &recordingReader{names: map[string]int{}, recording: &engine.Recording{
		Python: file.Python, Virtual: file.Clock == "virtual", File: file.Program.File, Text: file.Program.Text,
		Arguments: file.Program.Arguments, Problem: file.Problem, Note: file.Note, Raw: data,
	}}
	if err := r.read(events); err != nil {
		return nil, nil, fmt.Errorf("trace: %w", err)
	}
	r.nest()
	return r.recording.Scenario(), r.log, nil
}

// recordingReader reads the events of a recording and holds them against its laws.
type recordingReader struct {
	recording *engine.Recording
	log       engine.Log
	tasks     []recordedLife
	byNumber  map[int]int // by the file's number of a task: its place in tasks
	requests  map[int]int // by request of main(): its place in tasks
	names     map[string]int
	main      recordedLife
}

// recordedLife is how far a task has come.
type recordedLife struct {
	started, waiting, ended bool
	status                  int // of a request that main() makes itself
}

func (r *recordingReader) read(text json.RawMessage) error {
	if len(text) == 0 || text[0] != '[' {
		return errors.New(`it has no list "events"`)
	}
	r.byNumber, r.requests = map[int]int{}, map[int]int{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for i := 0; decoder.More(); i++ {
		if len(r.log) >= maxTraceEvents+maxTraceEvents/8 {
			return fmt.Errorf("it has more than %s events", Thousands(maxTraceEvents))
		}
		var e recordedEvent
		if err := decoder.Decode(&e); err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
		if law := r.event(&e); law != "" {
			return fmt.Errorf("event %d (%s at %d µs): %s", i, e.Kind, e.T, law)
		}
	}
	return nil
}

// event takes one event in, and says which law it breaks, or "".
func (r *recordingReader) event(e *recordedEvent) string {
	if e.T < 0 || len(r.log) > 0 && time.Duration(e.T)*time.Microsecond < r.log[len(r.log)-1].T || e.T > 1<<53 {
		return "time goes back, or is none"
	}
	if e.Kind == engine.Create {
		if law := r.create(e); law != "" {
			return law
		}
	}
	task := engine.NoTask
	if e.Task != nil {
		place, known := r.byNumber[*e.Task]
		if !known {
			return fmt.Sprintf("there is no task %d", *e.Task)
		}
		task = place
	} else if e.Request > 0 && e.Kind != engine.Enter && e.Kind != engine.Closing && e.Kind != engine.Close {
		task = r.request(e)
	}
	if law := r.life(e, task); law != "" {
		return law
	}
	r.add(e, task)
	switch {
	case e.Kind == engine.Close && e.Request == 0:
		r.endSockets(e)
	case task == engine.NoTask || e.Task != nil:
	case e.Kind == engine.Body:
		r.tasks[task].status = e.Status
	case e.Kind == engine.Answer || e.Kind == engine.Broke:
		r.endRequest(e, task)
	}
	return ""
}

func (r *recordingReader) create(e *recordedEvent) string {
	if e.Task == nil || *e.Task < 0 {
		return "it has no task"
	}
	if _, known := r.byNumber[*e.Task]; known {
		return "the task was created before"
	}
	parent := engine.NoTask
	if e.Parent != nil && *e.Parent >= 0 {
		place, known := r.byNumber[*e.Parent]
		if !known {
			return fmt.Sprintf("there is no task %d that could create it", *e.Parent)
		}
		parent = place
	}
	r.byNumber[*e.Task] = len(r.tasks)
	return r.row(e.Name, parent, e.Line)
}

// row makes a row for a task.
func (r *recordingReader) row(name string, parent, line int) string {
	if len(r.tasks) >= engine.MaxTasks {
		return fmt.Sprintf("it has more than %s tasks", Thousands(engine.MaxTasks))
	}
	if name == "" {
		name = "task"
	}
	if runes := []rune(name); len(runes) > 60 {
		name = string(runes[:59]) + "…"
	}
	if r.names[name]++; r.names[name] > 1 {
		name = fmt.Sprintf("%s #%d", name, r.names[name])
		r.names[name]++
	}
	depth := 0
	if parent != engine.NoTask {
		depth = r.recording.Tasks[parent].Depth + 1
	}
	r.tasks = append(r.tasks, recordedLife{})
	r.recording.Tasks = append(r.recording.Tasks, engine.RecordedTask{Name: name, Parent: parent, Depth: depth, Line: line})
	return ""
}

// request is the row of a request that main() makes without a task. As in a scenario that awaits one after another, it has one.
func (r *recordingReader) request(e *recordedEvent) int {
	if place, known := r.requests[e.Request]; known {
		return place
	}
	if r.row(requestName(e.URL), engine.NoTask, e.Line) != "" {
		return engine.NoTask
	}
	place := len(r.tasks) - 1
	r.requests[e.Request] = place
	r.tasks[place].started = true
	r.add(&recordedEvent{T: e.T, Kind: engine.Start, Line: e.Line}, place)
	return place
}

// requestName is an address without what all have, and without its query.
func requestName(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	rest, _, _ = strings.Cut(rest, "?")
	return strings.TrimSuffix(rest, "/")
}

func (r *recordingReader) endRequest(e *recordedEvent, task int) {
	if r.tasks[task].ended {
		return
	}
	end := recordedEvent{T: e.T, Kind: engine.Finish, Line: e.Line}
	switch {
	case e.Kind == engine.Answer:
		end.Status = e.Status
		end.Value, _ = json.Marshal(fmt.Sprint(e.Status))
	case e.Error == "closed" && r.tasks[task].status > 0: // its headers were enough
		end.Status = r.tasks[task].status
		end.Value, _ = json.Marshal(fmt.Sprintf("%d, not read", end.Status))
	case e.Error == "cancelled":
		end.Kind, end.By = engine.Cancel, engine.ByCaller
	default:
		end.Kind, end.Error = engine.Fail, e.Error
	}
	r.tasks[task].ended = true
	r.add(&end, task)
}

// endSockets ends what main() has open itself, when its session closes.
func (r *recordingReader) endSockets(e *recordedEvent) {
	for _, task := range slices.Sorted(maps.Values(r.requests)) {
		if !r.tasks[task].ended {
			r.tasks[task].ended = true
			end := recordedEvent{T: e.T, Kind: engine.Finish, Line: e.Line, Value: json.RawMessage(`"closed"`)}
			if status := r.tasks[task].status; status > 0 { // it is a request, of which nobody has read more than the headers
				end.Status, end.Value = status, fmt.Appendf(nil, `"%d, not read"`, status)
			}
			r.add(&end, task)
		}
	}
}

// life is the laws of a task, or of main().
func (r *recordingReader) life(e *recordedEvent, task int) string {
	life := &r.main
	if task != engine.NoTask {
		life = &r.tasks[task]
	}
	switch e.Kind {
	case engine.Start:
		if life.started || task == engine.NoTask {
			return "a task starts once"
		}
		life.started = true
	case engine.Await:
		if life.waiting || life.ended {
			return "it waits only while it runs"
		}
		life.waiting = true
	case engine.Resume, engine.Throw:
		if life.ended {
			return "it goes on only until it ends"
		}
		life.waiting = false
	case engine.Finish, engine.Fail, engine.Cancel, engine.Return, engine.Raise:
		if life.ended || (task == engine.NoTask) != (e.Kind == engine.Return || e.Kind == engine.Raise) {
			return "a task ends once, and main() returns or raises once"
		}
		life.ended, life.waiting = true, false
	case engine.Deliver:
		if !life.ended || task == engine.NoTask {
			return "only a task that has ended has a result"
		}
	}
	return ""
}

// add appends an event to the log.
func (r *recordingReader) add(e *recordedEvent, task int) {
	more := &engine.More{Line: max(0, e.Line), File: e.File, Text: e.Text, Count: e.Of, Span: time.Duration(e.For) * time.Microsecond,
		Stderr: e.Stderr, Other: engine.NoTask, Swallowed: e.Swallowed}
	for _, other := range []*int{e.To, e.From} {
		if place, known := 0, false; other != nil {
			if place, known = r.byNumber[*other]; known {
				more.Other = place
			}
		}
	}
	for _, number := range e.Tasks {
		if place, known := r.byNumber[number]; known {
			more.Tasks = append(more.Tasks, place)
		}
	}
	if e.Kind == engine.Await {
		more.Text = e.On
	}
	if e.URL != "" {
		more.Text = e.URL
	}
	if len(e.Value) > 0 && json.Unmarshal(e.Value, &more.Text) != nil {
		more.Text = string(e.Value)
	}
	if slices.Contains([]engine.Kind{engine.Fail, engine.Raise, engine.Unretrieved, engine.Broke}, e.Kind) && e.Error == "" {
		e.Error = "Exception"
	}
	r.log = append(r.log, engine.Event{T: time.Duration(e.T) * time.Microsecond, Kind: e.Kind, Task: task, Value: e.Status, Error: e.Error,
		By: e.By, Done: e.Done, Pending: e.Pending, Connection: e.Connection, More: more})
}

// nest puts each task's row behind that of who created it.
func (r *recordingReader) nest() {
	tasks := r.recording.Tasks
	children := make([][]int, len(tasks)+1)
	for i, t := range tasks {
		children[t.Parent+1] = append(children[t.Parent+1], i)
	}
	order, rows := make([]int, 0, len(tasks)), make([]int, len(tasks))
	var visit func(int)
	visit = func(task int) {
		if task >= 0 {
			rows[task] = len(order)
			order = append(order, task)
		}
		for _, child := range children[task+1] {
			visit(child)
		}
	}
	visit(-1)
	row := func(task *int) {
		if *task != engine.NoTask {
			*task = rows[*task]
		}
	}
	nested := make([]engine.RecordedTask, len(tasks))
	for i, task := range order {
		nested[i] = tasks[task]
		row(&nested[i].Parent)
	}
	r.recording.Tasks = nested
	for i := range r.log {
		row(&r.log[i].Task)
		row(&r.log[i].More.Other)
		for j := range r.log[i].More.Tasks {
			row(&r.log[i].More.Tasks[j])
		}
	}
}

// FoldRows is a recording without the rows below some of its tasks, which are told by their places in the whole recording. What such a row
// did is not told; what others did with it, they did with the row that it is folded into.
func FoldRows(whole *engine.Scenario, log engine.Log, folded map[int]bool) (*engine.Scenario, engine.Log) {
	r := *whole.Recorded
	r.Tasks = nil
	rows := make([]int, len(whole.Recorded.Tasks)) // the row that each has now, or is folded into
	hidden := make([]bool, len(rows))
	for i, task := range whole.Recorded.Tasks {
		if p := task.Parent; p != engine.NoTask && (hidden[p] || folded[p]) {
			rows[i], hidden[i] = rows[p], true
			r.Tasks[rows[p]].Folded++
			continue
		}
		if rows[i], task.Place = len(r.Tasks), i; task.Parent != engine.NoTask {
			task.Parent = rows[task.Parent]
		}
		r.Tasks = append(r.Tasks, task)
	}
	var left engine.Log
	for _, e := range log {
		if e.Task != engine.NoTask && hidden[e.Task] {
			continue
		}
		was, more := e.More, *e.More
		e.More, more.Tasks = &more, nil
		if e.Task != engine.NoTask {
			e.Task = rows[e.Task]
		}
		if was.Other != engine.NoTask {
			more.Other = rows[was.Other]
		}
		for _, task := range was.Tasks {
			if !hidden[task] {
				more.Tasks = append(more.Tasks, rows[task])
			}
		}
		left = append(left, e)
	}
	return r.Scenario(), left
}

// HasInside reports whether there are rows below a row of a recording, folded or not.
func (t *Timeline) HasInside(task int) bool {
	r := t.Scenario.Recorded
	if r == nil || task < 0 || task >= len(r.Tasks) {
		return false
	}
	return r.Tasks[task].Folded > 0 || task+1 < len(r.Tasks) && r.Tasks[task+1].Parent == task
}

// Carried is a recording as a link has it beside its program: without the program's text, and without what was printed, which its events
// have.
func Carried(r *engine.Recording) string {
	file := map[string]json.RawMessage{}
	if json.Unmarshal(r.Raw, &file) != nil {
		return ""
	}
	delete(file, "output")
	delete(file, "exit")
	return withProgram(file, recordedProgram{File: r.File, Arguments: r.Arguments})
}

// Uncarried is a recording as a file, from what a link has.
func Uncarried(carried, program string) []byte {
	file, was := map[string]json.RawMessage{}, recordedProgram{}
	if json.Unmarshal([]byte(carried), &file) != nil || json.Unmarshal(file["program"], &was) != nil {
		return []byte(carried) // which its reader refuses, with words
	}
	was.Text = program
	return []byte(withProgram(file, was))
}

func withProgram(file map[string]json.RawMessage, p recordedProgram) string {
	file["program"], _ = json.Marshal(p)
	text, err := json.Marshal(file)
	if err != nil {
		return ""
	}
	return string(text)
}
