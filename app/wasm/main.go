// Command wasm is the program that the browser runs. It is a main of its own, so that nothing of the server is
// in the download.
package main

import (
	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app"
	"inflight/engine"
)

func main() {
	query := func() string { return engine.QueryOf(goapp.Window().URL()) }
	goapp.Route("/", func() goapp.Composer { return app.NewPage(query()) })
	goapp.Route("/compare", func() goapp.Composer { return app.NewComparePage(query()) })
	goapp.Route("/which", func() goapp.Composer { return app.NewWhichPage(query()) })
	goapp.RunWhenOnBrowser()
}
