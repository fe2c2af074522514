package web_test

import (
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// notebookOf makes a notebook with two outputs, as a kernel leaves it, with the recorder that the site hands out. Then wrong links.
const notebookOf = `
import json, sys
sys.path.insert(0, ".")
import inflight
program = """import asyncio
async def nap():
    await asyncio.sleep(1)
async def main():
    await asyncio.gather(nap(), nap())
asyncio.run(main())
"""
trace = inflight.run_source(program)
json.dump(trace, open("trace.json", "w"))
shown = [inflight.show("strategy=gather&tasks=a=1s,2s", theme="dark", font_size=14), inflight.show(trace), inflight.show("trace.json")]
cells = [{"cell_type": "code", "id": "c%d" % n, "execution_count": 1, "metadata": {}, "source": "inflight.show()", "outputs": [
    {"output_type": "display_data", "metadata": {}, "data": one._repr_mimebundle_()}]} for n, one in enumerate(shown)]
json.dump({"nbformat": 4, "nbformat_minor": 5, "metadata": {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "cells": cells}, open("shown.ipynb", "w"))
print("\n".join(one._repr_html_() for one in shown))
for wrong in ["tasks=soon", {"a": 1}, 3]:
    try:
        inflight.show(wrong)
    except ValueError as error:
        print(error)
`

var shownPicture = regexp.MustCompile(`<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]*)">`)

// TestANotebookShowsTimelines without a kernel and without scripts: as the site's own copy of the recorder makes them, and as Jupyter's
// nbconvert writes them, where it is installed and INFLIGHT_PLATFORMS asks for it.
func TestANotebookShowsTimelines(t *testing.T) {
	server := httptest.NewServer(testSite(t))
	defer server.Close()
	folder := t.TempDir()
	answer, err := http.Get(server.URL + "/inflight.py")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	recorder, _ := io.ReadAll(answer.Body)
	if err := os.WriteFile(filepath.Join(folder, "inflight.py"), recorder, 0o644); err != nil {
		t.Fatal(err)
	}
	python := exec.Command("python3", "-c", notebookOf)
	python.Dir = folder
	out, err := python.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	pages := map[string]string{"show": string(out)}
	if os.Getenv("INFLIGHT_PLATFORMS") != "" {
		convert := exec.Command("jupyter-nbconvert", "--to", "html", "shown.ipynb")
		convert.Dir = folder
		if said, err := convert.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		page, err := os.ReadFile(filepath.Join(folder, "shown.html"))
		if err != nil {
			t.Fatal(err)
		}
		pages["nbconvert"] = string(page)
	}
	for name, page := range pages {
		found := shownPicture.FindAllStringSubmatch(page, -1)
		if len(found) != 3 || strings.Count(page, `<inflight-timeline src="`+server.URL+"/") != 3 ||
			strings.Count(page, `<script src="`+server.URL+`/embed.js" async></script>`) != 3 {
			t.Fatalf("%s: got %d pictures in %.2000s", name, len(found), page)
		}
		for i, what := range []string{"a", "nap", "nap"} {
			svg, err := base64.StdEncoding.DecodeString(found[i][1])
			if err != nil || !strings.Contains(string(svg), ">"+what) {
				t.Errorf("%s: picture %d: %v, %.300s", name, i, err, svg)
			}
			wellFormed(t, name, string(svg))
			if words := html.UnescapeString(found[i][2]); len(words) < 20 {
				t.Errorf("%s: picture %d is told as %q", name, i, words)
			}
		}
		if !strings.Contains(page, ` theme="dark" font-size="14">`) {
			t.Errorf("%s: the attributes are not there", name)
		}
	}
	for _, want := range []string{`inflight.show: tasks: entry 1 "soon"`,
		"inflight.show: want a link, a trace of run_source, or the file of one"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("got no %q in %s", want, out[max(0, len(out)-400):])
		}
	}
}
