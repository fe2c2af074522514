//go:build ignore

// This program writes the npm package into a folder: go run web/package.go bin/npm-package. Its script is that of pages, as a module.
package main

import (
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const head = `// Timelines of concurrent web requests in your page: the elements <inflight-timeline> and <inflight-steps>. MIT licence.

/** The names of the events. */
export const events = ["ready", "run", "event", "finish", "change", "error", "answer", "note", "waiting", "play", "pause",
  "seeking", "seeked", "timeupdate", "ratechange", "ended", "durationchange", "step"];

/** Defines the elements, with the address of the Inflight that their frames come from. Where there is no page, it does nothing. */
export function define({site} = {}) {
  if (typeof customElements === "undefined" || typeof document === "undefined") return;
  const given = site && new URL("embed.js", new URL(site.endsWith("/") ? site : site + "/", document.baseURI)).href;
`

// found is how the script finds its own address, which a module of somebody else's bundle cannot.
var found = regexp.MustCompile(`const home = [^\n]*;`)

func main() {
	log.SetFlags(0)
	folder := os.Args[1]
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			log.Fatal(err)
		}
		return string(text)
	}
	embed, steps := read("web/embed.js"), read("web/embed-steps.js")
	if n := len(found.FindAllString(embed, -1)); n != 1 {
		log.Fatalf("web/embed.js says %d times where it comes from, want once", n)
	}
	embed = found.ReplaceAllString(embed, "const home = given;")
	embed = regexp.MustCompile(`(?m)^  const stacked = .*\n`).ReplaceAllString(embed, "")
	files := map[string]string{"index.js": head + indent(steps) + indent(embed) + "}\n", "LICENSE": read("LICENSE")}
	for _, name := range []string{"package.json", "README.md", "index.d.ts", "react.js", "react.d.ts"} {
		files[name] = read("web/package/" + name)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		log.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// indent puts a script, without its "use strict", into the function. Modules are strict.
func indent(script string) string {
	_, body, _ := strings.Cut(script, "\"use strict\";\n")
	return regexp.MustCompile(`(?m)^(.)`).ReplaceAllString(body, "  $1")
}
