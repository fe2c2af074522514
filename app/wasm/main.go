// Command wasm is the program that the browser runs. It is a main of its own, so that nothing of the server is
// in the download.
package main

import (
	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app"
)

func main() {
	goapp.Route("/", func() goapp.Composer {
		return app.NewPage(goapp.Window().URL().RawQuery)
	})
	goapp.RunWhenOnBrowser()
}
