package app

import (
	"net/url"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// The names of the pages, by which a document tells the program which one it holds.
const (
	Playground = "playground"
	Comparison = "compare"
	Questions  = "which"
	Embedded   = "embed"
)

// Open is the page of that name, as its address opens it.
func Open(name string, address *url.URL) app.Composer {
	if way := newBrowser().meta("inflight-static"); way != "" {
		model.SiteRoot = way
		_, address.RawQuery = namedBackend(address.RawQuery)
	}
	query := engine.QueryOf(address)
	switch name {
	case Comparison:
		return NewComparePage(query)
	case Questions:
		return NewWhichPage(query)
	case Embedded:
		if query != address.RawQuery {
			query = address.RawQuery + "&" + query // a packed link has only the scenario in it
		}
		if e, _, _ := model.ParseEmbed(query); e.Compares() {
			return NewEmbedComparison(query)
		}
		return NewEmbedPage(query)
	}
	return NewPage(query)
}
