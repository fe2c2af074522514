package program

import (
	"embed"

	"inflight/engine/enginetest"
)

//go:embed testdata
var testdata embed.FS

func init() { enginetest.GoldenFiles(testdata) }
