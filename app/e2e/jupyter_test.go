package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
)

// shownCells is a notebook that has not run yet.
const shownCells = `{"nbformat": 4, "nbformat_minor": 5,
	"metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
	"cells": [{"cell_type": "code", "id": "shown", "execution_count": null, "metadata": {}, "outputs": [],
		"source": "import inflight\ninflight.show(\"strategy=gather&tasks=3s,1s\")"}]}`

// TestJupyterShowsTimelines in a notebook that runs, in the one that was saved, and in one from somebody else, whose scripts Jupyter does
// not let run and whose kernel is not here.
func TestJupyterShowsTimelines(t *testing.T) {
	if *platforms == "" {
		t.Skip("no -platforms folder was given")
	}
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	answer, err := http.Get(site.url + "/inflight.py")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	recorder, _ := io.ReadAll(answer.Body)
	write("inflight.py", string(recorder))
	write("run.ipynb", shownCells)
	address := startJupyter(t, folder)
	p := newTab(t, site)
	p.excuse = func(complaint string) bool { return !strings.Contains(complaint, site.url) } // what Jupyter's own pages lack
	p.goTo(address + "/notebooks/run.ipynb")
	p.until(`window.Jupyter?.notebook?.kernel?.is_connected()`)
	p.do(chromedp.Evaluate[chromedp.Void](`Jupyter.notebook.execute_all_cells()`))
	p.inside("/embed?").shows("h1", "gather")
	p.until(frameHeight + ` !== 320`)
	eval[any](p, `Jupyter.notebook.save_notebook().then(() => "saved")`)
	p.goTo(address + "/notebooks/run.ipynb")
	p.inside("/embed?").shows("h1", "gather")

	saved, err := os.ReadFile(filepath.Join(folder, "run.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	var notebook map[string]any
	if err := json.Unmarshal(saved, &notebook); err != nil {
		t.Fatal(err)
	}
	notebook["metadata"] = map[string]any{"kernelspec": map[string]any{"name": "elsewhere", "display_name": "Elsewhere"}}
	foreign, _ := json.Marshal(notebook)
	write("foreign.ipynb", strings.Replace(string(foreign), `import inflight\n`, `import inflight  # of others\n`, 1))
	p.goTo(address + "/notebooks/foreign.ipynb")
	p.until(`document.querySelector(".output_area img")?.naturalWidth > 300`)
	if alt := eval[string](p, `document.querySelector(".output_area img").alt`); len(alt) < 20 {
		t.Errorf("the picture is told as %q", alt)
	}
	if link := eval[string](p, `document.querySelector(".output_area a:has(img)")?.href ?? ""`); !strings.HasPrefix(link, site.url+"/") {
		t.Errorf("the picture leads to %q", link)
	}
}

// startJupyter starts Debian's Jupyter Notebook for a folder.
func startJupyter(t *testing.T, folder string) (address string) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	cmd := exec.Command("/usr/bin/jupyter-notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", fmt.Sprintf("--port=%d", port),
		"--port-retries=0", "--NotebookApp.token=", "--NotebookApp.password=", "--notebook-dir="+folder)
	cmd.Env = append(os.Environ(), "JUPYTER_CONFIG_DIR="+t.TempDir(), "JUPYTER_DATA_DIR="+t.TempDir(), "JUPYTER_RUNTIME_DIR="+t.TempDir(),
		"PATH=/usr/bin:"+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with its kernels
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait()
	})
	address = fmt.Sprintf("http://localhost:%d", port)
	(&tab{TB: t, ctx: chromium}).eventually("Jupyter answers", func() bool {
		answer, err := http.Get(address + "/api")
		if err == nil {
			answer.Body.Close()
		}
		return err == nil
	})
	return address
}
