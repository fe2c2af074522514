// Command wasm is the program that the browser runs. It is a main of its own, so that nothing of the server is
// in the download.
package main

import (
	"time"

	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app"
)

// main runs the page that the document names. Its path would not do: a site may lie in any folder.
func main() {
	if goapp.IsServer {
		return
	}
	time.Sleep(time.Millisecond) // the browser's turn: it compiles what runs first, and that of the page in a task of its own
	address := goapp.Window().URL()
	name := goapp.Window().Get("document").Call("querySelector", "meta[name=inflight-page]").Get("content").String()
	goapp.Route(address.Path, func() goapp.Composer { return app.Open(name, address) })
	goapp.RunWhenOnBrowser()
}
