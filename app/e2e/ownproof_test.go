package e2e

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"inflight/engine"
)

var tracesFolder = flag.String("traces", "", "the folder in which TestPresetsInThePage leaves the traces")

// TestPresetsInThePage runs the program of every preset in the page's own Python, as "Begin with" writes it, and leaves the traces for the
// test that compares them with the engine's logs: make proof-page.
func TestPresetsInThePage(t *testing.T) {
	if *tracesFolder == "" {
		t.Skip("make proof-page runs it")
	}
	needPython(t)
	p := openOwn(t, "print('hello')\n")
	eval[bool](p, `(() => {
		const make = globalThis.inflightPython;
		globalThis.inflightPython = Object.assign((...setup) => {
			const python = make(...setup);
			return {...python, run: async (...program) => {
				const result = await python.run(...program);
				window.lastTrace = result.trace ?? JSON.stringify(result);
				return result;
			}};
		}, {limits: make.limits});
		return true;
	})()`)
	for _, preset := range engine.Presets {
		eval[bool](p, fmt.Sprintf(`(() => {
			const select = document.querySelector("#own-template");
			select.value = %q;
			select.dispatchEvent(new Event("change"));
			return true;
		})()`, preset.ID))
		p.runOwn("")
		trace := eval[string](p, `lastTrace`)
		if err := os.WriteFile(filepath.Join(*tracesFolder, preset.ID+".json"), []byte(trace), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
