package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inflight/web/webtest"

	"github.com/coder/websocket"
)

// trusting is a client that trusts the authority in the folder, and finds every name under localhost here.
func trusting(t *testing.T, folder string) *http.Client {
	t.Helper()
	authority, err := os.ReadFile(filepath.Join(folder, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		_, port, _ := net.SplitHostPort(address)
		return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestBackendSpeaksHTTP2ToThoseWhoTrustItsAuthority(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "certificates")
	p := start(t, "-tls", "-tls-dir", folder)
	_, port, _ := net.SplitHostPort(p.backend)
	client := trusting(t, folder)
	for _, host := range []string{"127.0.0.1", "localhost", "b0.localhost", "b99.localhost", "account.localhost"} {
		response, err := client.Get("https://" + host + ":" + port + "/healthz")
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		response.Body.Close()
		if response.Proto != "HTTP/2.0" {
			t.Errorf("%s: got %s, want HTTP/2.0", host, response.Proto)
		}
	}
	page, err := http.Get("http://" + p.app + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	policy := page.Header.Get("Content-Security-Policy")
	for _, want := range []string{"https://*.localhost:" + port, "wss://*.localhost:" + port} {
		if !strings.Contains(policy, want) {
			t.Errorf("got the policy %s, want it to allow %s", policy, want)
		}
	}
}

func TestSocketsWorkOverTLS(t *testing.T) {
	folder := t.TempDir()
	p := start(t, "-tls", "-tls-dir", folder)
	client := trusting(t, folder)
	client.Transport.(*http.Transport).ForceAttemptHTTP2 = false
	conn, _, err := websocket.Dial(
		t.Context(),
		"wss://"+p.backend+"/socket?run=r&task=0&latency=1h",
		&websocket.DialOptions{HTTPClient: client},
	)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if _, message, err := conn.Read(t.Context()); string(message) != "accepted" {
		t.Errorf("got %q (%v), want accepted", message, err)
	}
	p.stop()
	if _, _, err := conn.Read(t.Context()); err == nil {
		t.Error("the socket outlived the program's end")
	}
}

func TestTLSSaysWhatIsWrong(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"cert.pem", "key.pem"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("nonsense"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var stderr strings.Builder
	args := []string{"-addr=127.0.0.1:0", "-backend-addr=127.0.0.1:0", "-tls", "-tls-dir", folder}
	if code := run(t.Context(), args, webtest.Files(t), io.Discard, &stderr); code != 1 ||
		!strings.Contains(stderr.String(), "remove it, and another is made") {
		t.Errorf("got %d %q, want 1 and what to do", code, stderr.String())
	}
}
