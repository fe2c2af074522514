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
	backendAddr string // "" for the app's own
	proxies     web.Proxies
	backendURL  string
	named       bool // the backend's URL was given
	url         string
	tls         bool
	tlsDir      string
	site        string
	pythonURL   string
}

// run is the whole program: it serves the shell in files until ctx is done, and returns the exit code.
func run(ctx context.Context, args []string, files fs.FS, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("inflight", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr, backendAddr := defaultAddresses(os.Getenv("PORT"))
	flags.StringVar(&o.addr, "addr", addr, "`address` of the app; the variable PORT, which many hosts set, changes the default to that port")
	flags.StringVar(&o.backendAddr, "backend-addr", backendAddr,
		"`address` of the demo backend; \"\", the default with PORT, serves it under the\napp's own, as /demo/")
	flags.Func("trusted-proxy", "`addresses` of proxies, such as 127.0.0.1,10.0.0.0/8, that are believed when they say for whom they ask",
		func(text string) (err error) {
			o.proxies, err = web.ParseProxies(text)
			return err
		})
	flags.StringVar(&o.url, "url", "", "`URL` under which browsers reach the app, for link cards (default what each request asks for)")
	flags.StringVar(&o.backendURL, "backend-url", "", "`URL` under which browsers reach the demo backend; a * as its first label\n"+
		"stands for any of its hosts (default http://*.localhost and the backend's port)")
	flags.StringVar(&o.site, "site", "", "write the site into a `folder`, for hosts that only hand files out, and end; it has no\n"+
		"demo backend unless -backend-url says one")
	flags.StringVar(&o.pythonURL, "python-url", "", "`URL` below which browsers find Pyodide's files, if not in this program (of the\n"+
		"version that docs/hosting.md names)")
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
	o.named = o.backendURL != ""
	if _, port, _ := net.SplitHostPort(o.backendAddr); !o.named && o.backendAddr != "" && o.site == "" {
		o.backendURL = o.scheme() + "://*.localhost:" + port
	}
	err := web.CheckPublic(o.url, o.backendURL)
	if err == nil {
		err = work(ctx, o, files, stdout)
	}
	if err != nil {
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
	if err := pythonAt(site, o.pythonURL); err != nil {
		return err
	}
	if err := site.Write(o.site); err != nil {
		return fmt.Errorf("-site: %w", err)
	}
	fmt.Fprintf(stdout, "The site is in %s. Any server that hands its files out will do.\n", o.site)
	return nil
}

// serve opens the listeners, says where they are, and serves until ctx is done.
func serve(ctx context.Context, o options, files fs.FS, stdout io.Writer) error {
	app, err := listen("-addr", o.addr)
	if err != nil {
		return err
	}
	defer app.Close()
	if o.backendAddr == "" {
		return serveOne(ctx, o, app, files, stdout)
	}
	demo, err := listen("-backend-addr", o.backendAddr)
	if err != nil {
		return err
	}
	defer demo.Close()
	server := newBackendServer(o.proxies.Before(backend.New(backend.Options{})))
	if o.tls {
		if err := secure(server, o.tlsDir); err != nil {
			return fmt.Errorf("-tls: %w", err)
		}
	}
	if !o.named {
		o.backendURL = fmt.Sprintf("%s://*.localhost:%d", o.scheme(), demo.Addr().(*net.TCPAddr).Port)
	}
	site, err := newSite(o, files)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Inflight is on http://%s and its demo backend on %s. Ctrl-C stops both.\n", app.Addr(), o.backendURL)
	if o.tls {
		fmt.Fprintf(stdout, "A browser has to trust the backend's certificate first: docs/hosting.md says how. It is in %s.\n", o.tlsDir)
	}
	return serveAll(ctx, map[net.Listener]*http.Server{app: newAppServer(o.proxies.Before(site.Handler())), demo: server})
}

// besides is where the demo backend is if it has no listener of its own.
const besides = "/demo"

// serveOne serves both on one listener.
func serveOne(ctx context.Context, o options, l net.Listener, files fs.FS, stdout io.Writer) error {
	if o.tls {
		return errors.New("-tls: with -backend-addr \"\" there is no listener of the backend's own: " +
			"want TLS at a proxy, as docs/hosting.md has it")
	}
	site, err := newSite(o, files)
	if err != nil {
		return err
	}
	where := o.backendURL
	if where == "" {
		site.BackendBesides(besides)
		where = "http://" + l.Addr().String() + besides
	}
	server := newBackendServer(o.proxies.Before(oneOrigin(site.Handler(), backend.New(backend.Options{}))))
	server.MaxHeaderBytes = engine.MaxText / 4
	fmt.Fprintf(stdout, "Inflight is on http://%s and its demo backend on %s. Ctrl-C stops both.\n", l.Addr(), where)
	return serveAll(ctx, map[net.Listener]*http.Server{l: server})
}

// oneOrigin is a handler for both. Each has its own bounds in time, and a connection may carry requests to both.
func oneOrigin(app, demo http.Handler) http.Handler {
	within := func(limit time.Duration, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			deadline := time.Time{}
			if limit > 0 {
				deadline = time.Now().Add(limit)
			}
			c := http.NewResponseController(w)
			c.SetReadDeadline(deadline)
			c.SetWriteDeadline(deadline)
			next.ServeHTTP(w, r)
		})
	}
	mux := http.NewServeMux()
	mux.Handle("/", within(appTime, app))
	mux.Handle(besides+"/", within(0, http.StripPrefix(besides, demo)))
	return mux
}

// newSite returns the site of these options.
func newSite(o options, files fs.FS) (*web.Site, error) {
	site, err := web.New(files, o.backendURL)
	if err != nil {
		return nil, err
	}
	if o.url != "" {
		if err := site.PublishAt(o.url); err != nil {
			return nil, fmt.Errorf("-url: %w", err)
		}
	}
	return site, pythonAt(site, o.pythonURL)
}

// pythonAt says where Python is, if a flag does.
func pythonAt(site *web.Site, address string) error {
	if address == "" {
		return nil
	}
	if err := site.PythonAt(address); err != nil {
		return fmt.Errorf("-python-url: %w", err)
	}
	return nil
}

// defaultAddresses are those of the app and the demo backend. A host that names a port has no other, and comes from elsewhere.
func defaultAddresses(port string) (app, demo string) {
	if port != "" {
		return ":" + port, ""
	}
	return "127.0.0.1:8000", "127.0.0.1:8001"
}

// scheme is that of the demo backend's own listener.
func (o options) scheme() string {
	if o.tls {
		return "https"
	}
	return "http"
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
func newBackendServer(h http.Handler) *http.Server {
	s := newServer(h)
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

// newAppServer is newServer for the app, with room for links: most that are longer than this are packed, and then are shorter.
func newAppServer(h http.Handler) *http.Server {
	s := newServer(h)
	s.MaxHeaderBytes = engine.MaxText / 4
	s.ReadTimeout, s.WriteTimeout = appTime, appTime
	return s
}

// appTime is how long an answer of the app may take: enough to download it at 0.1 Mbit/s, and more than a request waits for its turn. The
// time to read is no shorter, since a request whose time to be read is over counts as one whose client has gone.
const appTime = 2 * time.Minute

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
