package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/chromedp/chromedp"
)

// peer is a page that is opened for the first time over the same line as ours. Like ours it has a button #run, which can be pressed when
// the page's program works.
type peer struct{ name, url string }

// BenchmarkPeers opens the page, a hello of go-app, and one that does no more than load Python, by turns, each for the first time over 10
// Mbit/s and 40 ms: how many bytes come until their program works, and after how long. The hello is measured as go-app serves it, and as a
// server sends it that packs it.
func BenchmarkPeers(b *testing.B) {
	hello := servesHello(b)
	peers := []peer{{"inflight", site.url + "/"}, {"go-app", hello}, {"go-app-packed", packs(b, hello)}, {"pyodide", servesPython(b)}}
	kB, ms := map[string][]float64{}, map[string][]float64{}
	for b.Loop() {
		for _, of := range peers {
			p := ownTab(b, site)
			p.excuse = func(string) bool { return true } // what others write into the console
			p.noteReady()
			p.narrow(10e6, 40)
			before := p.kilobytes()
			p.do(chromedp.Navigate(of.url))
			p.until(`window.ready > 0`)
			kB[of.name] = append(kB[of.name], p.kilobytes()-before)
			ms[of.name] = append(ms[of.name], eval[float64](p, `window.ready`))
		}
	}
	ours := median(ms["inflight"])
	for _, of := range peers {
		b.ReportMetric(median(kB[of.name]), of.name+"-kB")
		b.ReportMetric(median(ms[of.name]), of.name+"-ms")
		if of.name != "inflight" {
			b.ReportMetric(ours/median(ms[of.name]), "of-"+of.name)
		}
	}
	b.ReportMetric(0, "ns/op")
}

// servesHello builds the hello for the browser and for a server, starts the server, and returns its address.
func servesHello(b *testing.B) string {
	b.Helper()
	folder := b.TempDir()
	for _, to := range []struct{ file, os, arch string }{{"web/app.wasm", "js", "wasm"}, {"hello", "", ""}} {
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(folder, to.file), "./testdata/goapp")
		build.Env = append(os.Environ(), "GOOS="+to.os, "GOARCH="+to.arch)
		if said, err := build.CombinedOutput(); err != nil {
			b.Fatalf("go build: %v\n%s", err, said)
		}
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	ctx, stop := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, filepath.Join(folder, "hello"), "-addr", addr)
	server.Dir = folder
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		stop()
		server.Wait()
	})
	for range 100 {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return "http://" + strings.Replace(addr, "127.0.0.1", "localhost", 1) + "/"
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatal("the hello does not answer")
	return ""
}

// packs returns the address of a server that hands on what another answers, packed, and packs each answer once.
func packs(b *testing.B, address string) string {
	b.Helper()
	target, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	behind := httputil.NewSingleHostReverseProxy(target)
	return serve(b, func(w http.ResponseWriter, r *http.Request) ([]byte, http.Header) {
		got := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		behind.ServeHTTP(got, r)
		return got.Body.Bytes(), got.Header()
	}, "/web/app.wasm")
}

// servesPython is the address of a page that loads Python, as npm brings it.
func servesPython(b *testing.B) string {
	b.Helper()
	files := os.DirFS("../../bin/npm/node_modules/pyodide")
	return serve(b, func(w http.ResponseWriter, r *http.Request) ([]byte, http.Header) {
		if r.URL.Path == "/" {
			return []byte(`<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Python</title><button id="run" disabled>Run</button>
<script type="module">
	import {loadPyodide} from "/pyodide.mjs";
	const python = await loadPyodide({indexURL: "/"});
	document.querySelector("#run").disabled = python.runPython("1 + 1") !== 2;
</script></html>`), http.Header{"Content-Type": {"text/html; charset=utf-8"}}
		}
		got := httptest.NewRecorder()
		http.FileServerFS(files).ServeHTTP(got, r)
		if strings.HasSuffix(r.URL.Path, ".mjs") {
			got.Header().Set("Content-Type", "text/javascript")
		}
		return got.Body.Bytes(), got.Header()
	}, "/pyodide.asm.wasm", "/pyodide.asm.mjs")
}

// serve answers with what made makes, packed where that is worth it. Each address is packed once, the large ones before anybody waits.
func serve(b *testing.B, made func(http.ResponseWriter, *http.Request) ([]byte, http.Header), large ...string) string {
	b.Helper()
	kept := map[string][]byte{}
	var mu sync.Mutex
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, header := made(w, r)
		for _, key := range []string{"Content-Type", "Service-Worker-Allowed"} {
			if value := header.Get(key); value != "" {
				w.Header().Set(key, value)
			}
		}
		if len(body) > 1000 && !strings.HasSuffix(r.URL.Path, ".zip") {
			w.Header().Set("Content-Encoding", "br")
			mu.Lock()
			if kept[r.URL.Path] == nil {
				kept[r.URL.Path] = packed(body)
			}
			body = kept[r.URL.Path]
			mu.Unlock()
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.Write(body)
	}))
	b.Cleanup(s.Close)
	for _, path := range large {
		if answer, err := http.Get(s.URL + path); err != nil || answer.StatusCode != http.StatusOK {
			b.Fatalf("%s: %v", path, err)
		} else {
			answer.Body.Close()
		}
	}
	return strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/"
}

// packed is brotli 9: 11 takes some minutes for so much, and would be somewhat smaller.
func packed(body []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, 9)
	w.Write(body)
	w.Close()
	return out.Bytes()
}
