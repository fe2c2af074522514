package web

import (
	"io/fs"
	"testing"
)

// TestTheEmbedScriptIsSmall, as gzip -9 has it: every page with an embed fetches it, whether anybody looks at the embed or not.
func TestTheEmbedScriptIsSmall(t *testing.T) {
	script, err := fs.ReadFile(Files, "embed.js")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(compress(gzipCoding, 9, script)); got == 0 || got >= 5_000 {
		t.Errorf("embed.js has %d bytes in gzip, want less than 5 KB", got)
	}
}
