//go:build ignore

// Compress writes each file that it is given once more in brotli and once in gzip, as small as both can, for the
// server to send as they are: go run web/compress.go [-quality n] [-limit bytes] file …
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
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
	var br, gz bytes.Buffer
	toGzip, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	toBrotli := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: quality, LGWin: 24})
	for _, w := range []io.WriteCloser{toBrotli, toGzip} {
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %d bytes, brotli %d, gzip %d, in %.1f s\n",
		name, len(content), br.Len(), gz.Len(), time.Since(began).Seconds())
	if br.Len() > limit {
		return fmt.Errorf("%s: %d bytes in brotli, more than %d: find what grew, or raise the limit", name, br.Len(), limit)
	}
	if err := os.WriteFile(name+".gz", gz.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(name+".br", br.Bytes(), 0o644)
}
