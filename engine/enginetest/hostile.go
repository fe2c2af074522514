package enginetest

import (
	_ "embed"
	"encoding/json"
	"strings"
	"testing"
)

//go:embed hostile.txt
var hostile string

// HostileTexts returns the texts that try to be more than text.
func HostileTexts(t testing.TB) (texts []string) {
	for line := range strings.Lines(hostile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var text string
		if err := json.Unmarshal([]byte(line), &text); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		texts = append(texts, text)
	}
	return texts
}
