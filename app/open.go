package app

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// The names of the pages, by which a document tells the program which one it holds.
const (
	Playground = "playground"
	Comparison = "compare"
	Questions  = "which"
	Embedded   = "embed"
)

// Open is the page of that name, as a link's query opens it.
func Open(name, query string) app.Composer {
	switch name {
	case Comparison:
		return NewComparePage(query)
	case Questions:
		return NewWhichPage(query)
	case Embedded:
		return NewEmbedPage(query)
	}
	return NewPage(query)
}
