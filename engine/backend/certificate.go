package backend

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
	"os"
	"path/filepath"
	"slices"
	"time"

	"inflight/engine"
)

// The files of a folder of certificates: the authority, which browsers are told to trust, and what the backend serves with.
const (
	authorityFile   = "ca.pem"
	certificateFile = "cert.pem"
	keyFile         = "key.pem"
)

// A certificate is made for longer than most people keep a playground, but not for longer than macOS accepts; one
// that is about to expire is replaced.
const (
	validity = 800 * 24 * time.Hour
	renewal  = 7 * 24 * time.Hour
)

// CertificateIn returns the certificate in the folder, for a backend that is reached by HTTPS under names of this machine. Where
// there is none, or it is about to expire, it makes one: it stays the same from start to start, since a browser that trusts it
// should not have to be told again. Files put there by hand, such as mkcert's, serve as well. Its error says what to do about a file
// that cannot be read.
func CertificateIn(folder string) (tls.Certificate, error) {
	certificate, key := filepath.Join(folder, certificateFile), filepath.Join(folder, keyFile)
	found, err := tls.LoadX509KeyPair(certificate, key)
	switch {
	case err == nil && time.Until(found.Leaf.NotAfter) > renewal:
		return found, nil
	case err != nil && !os.IsNotExist(err):
		return found, fmt.Errorf("%s: %w: remove it, and another is made", folder, err)
	}
	if err := makeCertificates(folder); err != nil {
		return found, err
	}
	return tls.LoadX509KeyPair(certificate, key)
}

// makeCertificates makes an authority of its own and a certificate signed by it, for names of this machine only. The authority's
// key is forgotten at once: who trusts the authority trusts this one certificate, and nobody can ever make another.
func makeCertificates(folder string) error {
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	authority := template("Inflight on this machine", 1)
	authority.IsCA, authority.BasicConstraintsValid, authority.MaxPathLenZero = true, true, true
	authority.KeyUsage = x509.KeyUsageCertSign
	authority.PermittedDNSDomainsCritical, authority.PermittedDNSDomains = true, []string{"localhost"}
	leaf := template("localhost", 2)
	leaf.KeyUsage, leaf.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	leaf.DNSNames, leaf.IPAddresses = names(), []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}

	authorityText, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	if err != nil {
		return err
	}
	leafText, err := x509.CreateCertificate(rand.Reader, leaf, authority, &key.PublicKey, authorityKey)
	if err != nil {
		return err
	}
	keyText, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return writeAll(folder, map[string][]byte{
		authorityFile:   block("CERTIFICATE", authorityText),
		certificateFile: slices.Concat(block("CERTIFICATE", leafText), block("CERTIFICATE", authorityText)),
		keyFile:         block("PRIVATE KEY", keyText),
	})
}

// template is a certificate that is valid from now on; an hour ago is now on a clock that is a little slow.
func template(name string, serial int64) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano() + serial), Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(validity),
	}
}

// names are those under which pages reach the backend, one by one: Chromium takes *.localhost for a wildcard over a
// whole top-level domain, and refuses it.
func names() []string {
	all := []string{"localhost", "account.localhost"}
	for host := range engine.MaxHosts {
		all = append(all, fmt.Sprintf("b%d.localhost", host))
	}
	return all
}

func block(kind string, content []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content})
}

// writeAll writes files that only their owner can read.
func writeAll(folder string, files map[string][]byte) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
