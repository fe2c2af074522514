// Hello is the smallest program of go-app that somebody can press a button of, built and served as go-app's own introduction says: one
// program for the browser and the server.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type hello struct {
	app.Compo
	pressed int
	mounted bool
}

func (h *hello) OnMount(app.Context) { h.mounted = true }

func (h *hello) Render() app.UI {
	return app.Div().Body(
		app.H1().Text("Hello"),
		app.Button().ID("run").Disabled(!h.mounted).Text(fmt.Sprint("Pressed ", h.pressed)).OnClick(func(app.Context, app.Event) { h.pressed++ }),
	)
}

func main() {
	app.Route("/", func() app.Composer { return &hello{} })
	app.RunWhenOnBrowser()
	addr := flag.String("addr", "127.0.0.1:0", "where to listen")
	flag.Parse()
	http.Handle("/", &app.Handler{Name: "Hello"})
	log.Fatal(http.ListenAndServe(*addr, nil))
}
