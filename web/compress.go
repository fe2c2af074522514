//go:build ignore

// Compress writes each file that it is given once more in brotli and once in gzip, as small as both can, for the
// server to send as they are: go run web/compress.go [-quality n] [-limit bytes] file …
//
// What took half a minute to make is kept in the user's cache by what it was made from, as Go keeps what it compiles, so that the same
// app is packed once and not in each checkout.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/andybalholm/brotli"
)

func main() {
	log.SetFlags(0)
	quality := flag.Int(
		"quality",
		brotli.BestCompression,
		"of brotli, `0` to 11: 11 takes half a minute, 9 three seconds and is an eighth larger",
	)
	limit := flag.Int("limit", math.MaxInt, "the most `bytes` that a file may have in brotli, at quality 11")
	flag.Parse()
	if *quality < brotli.BestCompression {
		*limit = math.MaxInt
	}
	for _, name := range flag.Args() {
		if err := compress(name, *quality, *limit); err != nil {
			log.Fatal(err)
		}
	}
}

// compress writes name.br and name.gz. A window of 16 MB lets brotli see the whole of the app at once.
func compress(name string, quality, limit int) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	began := time.Now()
	var gz bytes.Buffer
	toGzip, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := write(toGzip, content); err != nil {
		return err
	}
	br, err := kept(fmt.Sprintf("%x-%d.br", sha256.Sum256(content), quality), func() ([]byte, error) {
		var br bytes.Buffer
		err := write(brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: quality, LGWin: 24}), content)
		return br.Bytes(), err
	})
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes, brotli %d, gzip %d, in %.1f s\n",
		name, len(content), len(br), gz.Len(), time.Since(began).Seconds())
	if len(br) > limit {
		return fmt.Errorf("%s: %d bytes in brotli, more than %d: find what grew, or raise the limit", name, len(br), limit)
	}
	if err := os.WriteFile(name+".gz", gz.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(name+".br", br, 0o644)
}

func write(w io.WriteCloser, content []byte) error {
	_, err := w.Write(content)
	return cmp.Or(err, w.Close())
}

// keep is how long what nobody has asked for stays in the cache.
const keep = 7 * 24 * time.Hour

// kept is what the user's cache has under a name, or else what is made now. Where there is no cache, nothing is kept.
func kept(name string, produce func() ([]byte, error)) ([]byte, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return produce()
	}
	dir = filepath.Join(dir, "inflight", "packed") // beside what else the program keeps there, such as a certificate
	forget(dir)
	path := filepath.Join(dir, name)
	if content, err := os.ReadFile(path); err == nil {
		now := time.Now()
		os.Chtimes(path, now, now)
		return content, nil
	}
	content, err := produce()
	if err == nil && os.MkdirAll(dir, 0o755) == nil && os.WriteFile(path+".new", content, 0o644) == nil {
		os.Rename(path+".new", path)
	}
	return content, err
}

// forget removes what has not been asked for in a while.
func forget(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > keep {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}
