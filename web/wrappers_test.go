package web

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestTheEditorOfWrappersReadsWhatTheEngineWrites: each.js, in node, cuts random values of each into fields and joins these to the same
// value; all wrappers that are offered can be added as they are; and what one means around another is said of every two.
func TestTheEditorOfWrappersReadsWhatTheEngineWrites(t *testing.T) {
	list := wrapperList()
	values := []string{"retry:3,semaphore:10,timeout:1s", "retry:2:0s", "retry:10:100ms~50ms:retry_after", "rate:5/1s,rate:1/2.5s"}
	for _, w := range list.Wrappers {
		if _, err := engine.Parse("tasks=1s&each=" + w.Usual); err != nil {
			t.Errorf("what is added of %s: %v", w.Name, err)
		}
		for _, other := range list.Wrappers {
			if list.Orders[w.Sort][other.Sort] == "" {
				t.Errorf("nobody says what %s around %s means", w.Name, other.Name)
			}
		}
		values = append(values, w.Usual)
	}
	for _, s := range enginetest.RandomAbout("each", 7, 300) {
		values = append(values, engine.FormatEach(s.Each))
	}
	given, err := json.Marshal(struct {
		Each   wrappers `json:"each"`
		Values []string `json:"values"`
	}{list, values})
	if err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", "-e", `
		const {each, values} = JSON.parse(require("fs").readFileSync(0, "utf8"));
		globalThis.inflightLists = {each};
		require(process.cwd() + "/each.js");
		const {cut, join} = globalThis.inflightEach;
		console.log(JSON.stringify(values.map((value) => {
			const entries = cut(value);
			return entries.every((e) => e.wrapper) ? entries.map((e) => join(e).join("")).join(",") : "not cut: " + value;
		})));`)
	node.Stdin, node.Stderr = strings.NewReader(string(given)), os.Stderr
	out, err := node.Output()
	var got []string
	if err != nil || json.Unmarshal(out, &got) != nil {
		t.Fatalf("node: %v\n%.2000s", err, out)
	}
	for i, want := range values {
		if got[i] != want {
			t.Errorf("got %s, want %s", got[i], want)
		}
	}
}
