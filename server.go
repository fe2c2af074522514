// Inflight is a playground for concurrent web requests. This program serves it: the app, and on a listener of
// its own the demo backend, so that the page's requests are real cross-origin requests.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"inflight/engine"
	"inflight/engine/backend"
	"inflight/web"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], web.Files, os.Stdout, os.Stderr))
}

// options are the program's flags.
type options struct {
	addr        string
	backendAddr string
	backendURL  string
	url         string
	tls         bool
	tlsDir      string
	site        string
}

// run is the whole program: it serves the shell in files until ctx is done, and returns the exit code.
func run(ctx context.Context, args []string, files fs.FS, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("inflight", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8000", "`address` of the app")
	flags.StringVar(&o.backendAddr, "backend-addr", "127.0.0.1:8001", "`address` of the demo backend")
	flags.StringVar(&o.url, "url", "", "`URL` under which browsers reach the app, for link cards (default what each request asks for)")
	flags.StringVar(&o.backendURL, "backend-url", "", "`URL` under which browsers reach the demo backend; a * as its first label\n"+
		"stands for any of its hosts (default http://*.localhost and the backend's port)")
	flags.StringVar(&o.site, "site", "", "write the site into a `folder`, for hosts that only hand files out, and end; it has no\n"+
		"demo backend unless -backend-url says one")
	flags.BoolVar(&o.tls, "tls", false, "serve the demo backend over HTTPS, and so over HTTP/2")
	flags.StringVar(
		&o.tlsDir,
		"tls-dir",
		defaultTLSDir(),
		"`folder` of the certificate for -tls, cert.pem and key.pem; made if it is not there",
	)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "inflight: unexpected argument %q: want flags only, see inflight -help\n", flags.Arg(0))
		return 2
	}
	work := serve
	if o.site != "" {
		work = write
	}
	if err := work(ctx, o, files, stdout); err != nil {
		fmt.Fprintln(stderr, "inflight:", err)
		return 1
	}
	return 0
}

// write writes the site into a folder.
func write(_ context.Context, o options, files fs.FS, stdout io.Writer) error {
	site, err := web.New(files, o.backendURL)
	if err != nil {
		return fmt.Errorf("-site: %w", err)
	}
	if o.url != "" {
		if err := site.PublishFilesAt(o.url); err != nil {
			return fmt.Errorf("-url: %w", err)
		}
	}
	if err := site.Write(o.site); err != nil {
		return fmt.Errorf("-site: %w", err)
	}
	fmt.Fprintf(stdout, "The site is in %s. Any server that hands its files out will do.\n", o.site)
	return nil
}

// serve opens both listeners, says where they are, and serves until ctx is done.
func serve(ctx context.Context, o options, files fs.FS, stdout io.Writer) error {
	appListener, err := listen("-addr", o.addr)
	if err != nil {
		return err
	}
	defer appListener.Close()
	backendListener, err := listen("-backend-addr", o.backendAddr)
	if err != nil {
		return err
	}
	defer backendListener.Close()
	backendServer, scheme := newBackendServer(), "http"
	if o.tls {
		scheme = "https"
		if err := secure(backendServer, o.tlsDir); err != nil {
			return fmt.Errorf("-tls: %w", err)
		}
	}
	if o.backendURL == "" {
		o.backendURL = fmt.Sprintf("%s://*.localhost:%d", scheme, backendListener.Addr().(*net.TCPAddr).Port)
	}
	site, err := web.New(files, o.backendURL)
	if err != nil {
		return err
	}
	if o.url != "" {
		if err := site.PublishAt(o.url); err != nil {
			return fmt.Errorf("-url: %w", err)
		}
	}
	fmt.Fprintf(stdout, "Inflight is on http://%s and its demo backend on %s. Ctrl-C stops both.\n",
		appListener.Addr(), o.backendURL)
	if o.tls {
		fmt.Fprintf(stdout, "A browser has to trust the backend's certificate first: docs/hosting.md says how. It is in %s.\n", o.tlsDir)
	}
	return serveAll(ctx, map[net.Listener]*http.Server{
		appListener:     newAppServer(site.Handler()),
		backendListener: backendServer,
	})
}

// listen opens a listener; its error names the flag to change.
func listen(name, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use by another program: stop it, or choose another address with %s", addr, name)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return l, nil
}

// newServer bounds what clients can hold up. It has no time-out for an answer: the backend's take an hour if they
// are asked to, and the backend has bounds of its own.
func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       30 * time.Second,
		MaxHeaderBytes:    8 << 10,
	}
}

// newBackendServer is newServer for the demo backend.
func newBackendServer() *http.Server {
	s := newServer(backend.New(backend.Options{}))
	s.ConnContext = backend.ConnContext
	return s
}

// secure makes the server one for HTTPS. A browser then asks everything of a host over one connection, by HTTP/2, so
// that connection must carry as many requests at once as a page may have: net/http's own bound is 250.
func secure(s *http.Server, folder string) error {
	certificate, err := backend.CertificateIn(folder)
	s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	s.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 1000}
	return err
}

// defaultTLSDir is where the user's programs keep what they can make again.
func defaultTLSDir() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "inflight")
}

// newAppServer is newServer for the app, with room for links: most that are longer than this are packed, and then are
// shorter. Two minutes are enough to download the app at 0.1 Mbit/s.
func newAppServer(h http.Handler) *http.Server {
	s := newServer(h)
	s.MaxHeaderBytes = engine.MaxText / 4
	s.ReadTimeout = 10 * time.Second
	s.WriteTimeout = 2 * time.Minute
	return s
}

// grace is how long a request may go on after the program was told to stop.
const grace = time.Second

// serveAll serves until ctx is done or a listener fails, and returns when nothing is served any more.
func serveAll(ctx context.Context, servers map[net.Listener]*http.Server) error {
	ctx, failed := context.WithCancelCause(ctx)
	defer failed(nil)
	base, over := context.WithCancel(context.Background())
	defer over() // ends the sockets, of which servers know nothing
	var all sync.WaitGroup
	for l, s := range servers {
		s.BaseContext = func(net.Listener) context.Context { return base }
		all.Go(func() {
			serve := s.Serve
			if s.TLSConfig != nil {
				serve = func(l net.Listener) error { return s.ServeTLS(l, "", "") }
			}
			if err := serve(l); err != http.ErrServerClosed {
				failed(err)
			}
		})
		all.Go(func() {
			<-ctx.Done()
			last, cancel := context.WithTimeout(context.Background(), grace)
			defer cancel()
			if s.Shutdown(last) != nil {
				s.Close() // breaks the connections of those that still wait
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
