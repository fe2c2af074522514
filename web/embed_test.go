package web

import "testing"

// TestTheEmbedScriptIsSmall, as gzip -9 has it: every page with an embed fetches it, whether anybody looks at the embed or not.
func TestTheEmbedScriptIsSmall(t *testing.T) {
	script, _, err := embedScripts(Files)
	if err != nil {
		t.Fatal(err)
	}
	got := len(compress(gzipCoding, 9, script))
	if t.Logf("embed.js has %d bytes", got); got > 6_000 {
		t.Errorf("embed.js has %d bytes in gzip, want at most 6,000", got)
	}
}
