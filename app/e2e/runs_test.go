package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRunsAreTheSameOnEveryMachine: the browser counts what the server counts, row by row, and says which row to take; a dot leads to its
// run. The page answers meanwhile.
func TestRunsAreTheSameOnEveryMachine(t *testing.T) {
	t.Parallel()
	const scenario = "tasks=120ms..900ms!503@5%25*40&raise_for_status=true&limit=10&runs=60&deadline=2s"
	p := openAt(t, "/compare", scenario+"&strategies=gather,retry,as_completed")
	p.until(`document.querySelector("#decision-verdict")?.textContent.startsWith("retry is the one to take: it received all 40 answers ` +
		`within 2 s in ")`)
	for row, link := range []string{"", "strategy=retry&", "strategy=as_completed&"} {
		response, err := http.Get(site.url + "/runs.json?" + link + scenario)
		if err != nil {
			t.Fatal(err)
		}
		var runs struct {
			Runs              []struct{ Within bool }
			RequestsPerAnswer float64 `json:"requests_per_answer"`
		}
		err = json.NewDecoder(response.Body).Decode(&runs)
		response.Body.Close()
		if err != nil || len(runs.Runs) != 60 {
			t.Fatalf("got %d runs, %v", len(runs.Runs), err)
		}
		cells := eval[string](p, fmt.Sprintf(
			`[...document.querySelectorAll(".decision-table tbody tr")[%d].cells].map((e) => e.textContent).join("|")`, row))
		if want := fmt.Sprintf("|%.2f|", runs.RequestsPerAnswer); !strings.Contains(cells, want) {
			t.Errorf("row %d: the server counts %s requests per answer, the page says %s", row, want, cells)
		}
	}
	folder := p.downloads()
	for _, as := range []string{"json", "csv"} {
		response, err := http.Get(site.url + "/runs." + as + "?" + scenario + "&strategies=gather,retry,as_completed")
		if err != nil {
			t.Fatal(err)
		}
		want, _ := io.ReadAll(response.Body)
		response.Body.Close()
		p.click("#runs-" + as)
		p.eventually("the "+as+" of all runs, as the server has it", func() bool {
			got, err := os.ReadFile(filepath.Join(folder, "inflight-runs."+as))
			return err == nil && len(want) > 5_000 && bytes.Equal(got, want)
		})
	}
	p.click("#axis-ask")
	p.until(`document.querySelector("#axis-said p")?.textContent === "The order does not turn from a limit of 1 to a limit of 40: ` +
		`the smallest p95 everywhere is “retry”."`)
	p.until(`document.querySelectorAll("#axis .axis-line").length === 3 && document.querySelector("#axis-stop").hidden`)
	eval[bool](p, `(document.querySelectorAll(".decision-table tbody tr")[1].querySelector(".run-links a:last-child").click(), true)`)
	p.until(`location.pathname === "/" && location.search.includes("strategy=retry") && location.search.includes("seed=")`)
	p.until(`document.querySelectorAll("#decision circle.swarm-this").length === 1`)
}
