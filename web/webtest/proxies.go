package webtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Proxy is a proxy, with the configuration that docs/hosting.md has for it, before a site on this machine.
type Proxy struct {
	URL    string       // under which it is reached
	Client *http.Client // which trusts its certificate
}

// docs is the text with the configurations, as seen from the folder of a test.
func docs(t testing.TB) string {
	for _, path := range []string{"docs/hosting.md", "../../docs/hosting.md"} {
		if text, err := os.ReadFile(path); err == nil {
			return string(text)
		}
	}
	t.Fatal("docs/hosting.md is not found")
	return ""
}

// Nginx starts nginx before the site on an address.
func Nginx(t testing.TB, site string) Proxy { return nginx(t, site) }

// PlainNginx is nginx without TLS, which speaks to browsers what it speaks to the site: HTTP/1.1.
func PlainNginx(t testing.TB, site string) Proxy {
	p := nginx(t, site, " ssl http2;", ";")
	p.URL = "http" + strings.TrimPrefix(p.URL, "https")
	return p
}

// nginx changes the configuration by further pairs of old and new.
func nginx(t testing.TB, site string, further ...string) Proxy {
	path, folder, port := findProgram(t, "nginx"), t.TempDir(), freePort(t)
	client := localCertificate(t, folder)
	servers := replaced(t, configuration(t, "nginx"), append([]string{
		"listen 443 ssl http2;", "listen 127.0.0.1:" + port + " ssl http2;", "inflight.example.com", "localhost", "127.0.0.1:8000", site,
		"/etc/ssl/inflight/", folder + "/"}, further...)...)
	var temporary strings.Builder
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&temporary, "%s_temp_path %s/%s;\n", kind, folder, kind)
	}
	text := fmt.Sprintf("pid %s/pid;\nerror_log stderr;\ndaemon off;\nmaster_process off;\nevents {}\nhttp {\naccess_log off;\n%s%s}\n",
		folder, &temporary, servers)
	if err := os.WriteFile(filepath.Join(folder, "nginx.conf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	launch(t, folder, port, path, "-p", folder, "-c", filepath.Join(folder, "nginx.conf"), "-e", "stderr")
	return Proxy{"https://localhost:" + port, client}
}

// Caddy starts Caddy likewise.
func Caddy(t testing.TB, site string) Proxy {
	path, folder, port := findProgram(t, "caddy"), t.TempDir(), freePort(t)
	client := localCertificate(t, folder)
	text := "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + replaced(t, configuration(t, "Caddy"),
		"inflight.example.com {", "https://localhost:"+port+" {\n\tbind 127.0.0.1\n\ttls "+folder+"/cert.pem "+folder+"/key.pem",
		"127.0.0.1:8000", site)
	if err := os.WriteFile(filepath.Join(folder, "Caddyfile"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	launch(t, folder, port, path, "run", "--config", "Caddyfile", "--adapter", "caddyfile")
	return Proxy{"https://localhost:" + port, client}
}

// configuration is the block of code below a heading of docs/hosting.md.
func configuration(t testing.TB, heading string) string {
	t.Helper()
	_, text, found := strings.Cut(docs(t), "\n### "+heading+"\n")
	if !found {
		t.Fatalf("docs/hosting.md has no heading %s", heading)
	}
	var lines []string
	for line := range strings.Lines(text) {
		code, indented := strings.CutPrefix(line, "    ")
		switch {
		case indented || len(lines) > 0 && strings.TrimSpace(line) == "":
			lines = append(lines, code)
		case len(lines) > 0:
			return strings.Join(lines, "")
		}
	}
	return strings.Join(lines, "")
}

// replaced puts the test's own places into a configuration; each must be there.
func replaced(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Errorf("the configuration has no %q:\n%s", pairs[i], text)
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// program finds a program, which Debian keeps where only root looks.
func findProgram(t testing.TB, name string) string {
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	t.Skipf("without %s its configuration is not tried: on Debian, apt-get install %s", name, name)
	return ""
}

// localCertificate writes a certificate for localhost into a folder, and returns a client that trusts it.
func localCertificate(t testing.TB, folder string) *http.Client {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: private},
	} {
		text := pem.EncodeToMemory(block)
		pool.AppendCertsFromPEM(text)
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// freePort is one on which nothing listens.
func freePort(t testing.TB) (port string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port
}

// launch runs a proxy until the test ends, and waits until it listens.
func launch(t testing.TB, folder, port, path string, args ...string) {
	cmd := exec.Command(path, args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "HOME="+folder, "XDG_DATA_HOME="+folder, "XDG_CONFIG_HOME="+folder)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	for range 500 {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			conn.Close()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("it does not listen")
}
