package web

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
)

// A cut is the embed script as it was at some time, under a name with a number, such as /embed@1.js. It never changes, so a page may name
// it with its hash, and a browser may keep it. /embed.js is the newest, cut or not. `make cut` writes one.

var (
	cutName   = regexp.MustCompile(`^embed(?:-steps)?@(\d+)\.js$`)
	sealWords = []byte("sha384 of embed-steps.js") // where embed.js has the hash of the script that it loads
)

// embedScripts are the scripts for other people's pages, as they are sent: small, and the first with the hash of the other.
func embedScripts(files fs.FS) (embed, steps []byte, err error) {
	read := func(name string) []byte {
		a, wrong := readAsset(files, name)
		if wrong != nil {
			err = wrong
			return nil
		}
		return a.content()
	}
	embed, steps = read("embed.js"), read("embed-steps.js")
	if n := bytes.Count(embed, sealWords); err == nil && n != 1 {
		err = fmt.Errorf("embed.js has the words %q %d times, want once", sealWords, n)
	}
	return bytes.Replace(embed, sealWords, []byte(integrity(steps)), 1), steps, err
}

// integrity is a script's hash as HTML's attribute of that name has it.
func integrity(script []byte) string {
	sum := sha512.Sum384(script)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// readCuts reads the scripts, and all of their cuts.
func (s *shell) readCuts(files fs.FS) error {
	embed, steps, err := embedScripts(files)
	if err != nil {
		return err
	}
	s.assets["embed.js"], s.assets["embed-steps.js"] = newAsset("embed.js", embed), newAsset("embed-steps.js", steps)
	names, err := fs.Glob(files, "cuts/*.js")
	if err != nil {
		return err
	}
	s.cuts = map[string]*asset{}
	newest := 0
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		base := path.Base(name)
		s.cuts[base] = newAsset(base, content)
		if n, _ := strconv.Atoi(cutName.FindStringSubmatch(base)[1]); n > newest {
			newest = n
		}
	}
	if cut := s.cuts[cutOf("embed", newest)]; cut != nil && bytes.Equal(cut.content(), embed) {
		s.pinned = cutOf("embed", newest)
	}
	return nil
}

func cutOf(name string, n int) string { return name + "@" + strconv.Itoa(n) + ".js" }

// pin is how Share names the script: its newest cut and its hash, or "" where it has changed since.
func (s *shell) pin(as func([]byte) []byte) string {
	if s.pinned == "" {
		return ""
	}
	return s.pinned + " " + integrity(as(s.cuts[s.pinned].content()))
}

// asItIs leaves a script as a server sends it; see [staticScript].
func asItIs(script []byte) []byte { return script }
