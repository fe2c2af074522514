package backend

import "testing"

func TestCertificateStaysTheSame(t *testing.T) {
	folder := t.TempDir()
	first, err := CertificateIn(folder)
	if err != nil {
		t.Fatal(err)
	}
	second, err := CertificateIn(folder)
	if err != nil || !first.Leaf.Equal(second.Leaf) {
		t.Errorf("the second start has another certificate than the first (%v)", err)
	}
}
