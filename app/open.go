package app

import (
	"cmp"
	"context"
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

// component is a page of ours.
type component interface {
	app.Composer
	lieIn(siteRoot)
}

// Open returns the page of that name, as a browser opens it at its address.
func Open(name string, address *url.URL) app.Composer {
	b := newBrowser()
	b.turn() // Go's own start has taken long enough
	root := siteRoot(b.meta("inflight-static"))
	if root != "" {
		_, address.RawQuery = namedBackend(address.RawQuery)
	}
	p := componentOf(b, name, address)
	p.lieIn(cmp.Or(root, served))
	return p
}

func componentOf(b *browser, name string, address *url.URL) component {
	query, breath := engine.QueryOf(address), newBreath(b)
	switch name {
	case Comparison:
		return NewComparePage(breath.context(), query).inBrowser(b, breath)
	case Questions:
		return NewWhichPage(query).inBrowser(b)
	case Embedded:
		if query != address.RawQuery {
			query = address.RawQuery + "&" + query // a packed link has only the scenario in it
		}
		if e, _, _ := model.ParseEmbed(query); e.Compares() {
			return NewEmbedComparison(breath.context(), query).inBrowser(b, breath)
		}
		return NewEmbedPage(context.Background(), query).inBrowser(b)
	}
	return NewPage(context.Background(), query).inBrowser(b)
}

// Opened is a page as a server opens it for a link's query. The server asks the model for all that it says about the page, so that the
// link is parsed and simulated once.
type Opened struct {
	Name   string // Playground, Comparison or Questions; for an embed, the page that it is an embed of
	Model  model.Told
	Markup string // the same that the browser's program draws first, so that nothing moves when the program takes over
	Theme  model.Theme
}

// Render opens the playground. The same query gives the same bytes, of this page and of the others. When ctx is done, nobody wants the
// page any more, and what is returned need not be the page.
func Render(ctx context.Context, query string) Opened {
	p := NewPage(ctx, query)
	return Opened{Playground, p.m, markupOf(p), p.m.Theme}
}

// RenderCompare opens the page of a comparison.
func RenderCompare(ctx context.Context, query string) Opened {
	p := NewComparePage(ctx, query)
	return Opened{Comparison, p.m, markupOf(p), p.m.Theme}
}

// RenderWhich opens the page of questions.
func RenderWhich(_ context.Context, query string) Opened {
	p := NewWhichPage(query)
	return Opened{Questions, p.m, markupOf(p), p.m.Theme}
}

// RenderEmbed opens a page inside somebody else's.
func RenderEmbed(ctx context.Context, query string) Opened {
	if e, _, _ := model.ParseEmbed(query); e.Compares() {
		p := NewEmbedComparison(ctx, query)
		return Opened{Comparison, p.m, markupOf(p), p.m.Theme}
	}
	p := NewEmbedPage(ctx, query)
	return Opened{Playground, p.m, markupOf(p), p.m.Theme}
}

// markupOf is a page as HTML.
func markupOf(p app.UI) string { return tidy(app.HTMLString(p)) }
