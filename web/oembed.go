package web

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture/png"
)

// oembed is the answer of https://oembed.com, version 1.0, of the type "rich".
type oembed struct {
	Version         string `json:"version"`
	Type            string `json:"type"`
	Title           string `json:"title"`
	ProviderName    string `json:"provider_name"`
	ProviderURL     string `json:"provider_url"`
	HTML            string `json:"html"`
	Width           int    `json:"width"`
	Height          int    `json:"height"`
	ThumbnailURL    string `json:"thumbnail_url,omitempty"`
	ThumbnailWidth  int    `json:"thumbnail_width,omitempty"`
	ThumbnailHeight int    `json:"thumbnail_height,omitempty"`
	CacheAge        int    `json:"cache_age"`
}

// frameWidth is that of a frame where none is asked for; its height is [model.Embed.Height], as in Share.
const frameWidth = 720

// OEmbed tells other sites how to show one of our links: as a frame with the embed in it.
func (s *Site) OEmbed(w http.ResponseWriter, r *http.Request) {
	var answer oembed
	var status int
	var wrong string
	switch err := s.pictures.do(r, func(ctx context.Context) { answer, status, wrong = s.frameFor(ctx, r) }); {
	case err == errBusy:
		askLater(w.Header())
		status, wrong = http.StatusServiceUnavailable, err.Error()
	case err != nil: // the client has gone away
		return
	}
	share(w.Header(), status)
	if wrong != "" {
		http.Error(w, wrong, status)
		return
	}
	text, _ := json.Marshal(answer) // strings and numbers always marshal
	text = append(text, '\n')
	made := packFor(r, "application/json", text)
	made.tag = tagOf(text)
	sendOnce(w, r, "application/json", made)
}

func (s *Site) frameFor(ctx context.Context, r *http.Request) (answer oembed, status int, wrong string) {
	query := r.URL.Query()
	if format := query.Get("format"); format != "" && format != "json" {
		return answer, http.StatusNotImplemented, "format: want json, the only one"
	}
	if query.Get("url") == "" {
		return answer, http.StatusBadRequest, "url: want the address of a page of this site"
	}
	width, ok := clampSize(query.Get("maxwidth"), frameWidth)
	home := s.address(r)
	frame, link, name, found := frameOf(query.Get("url"), home)
	usual := model.NewEmbed()
	if name == app.Comparison {
		usual = model.ComparisonEmbed()
	}
	height, ok2 := clampSize(query.Get("maxheight"), usual.Height())
	if !ok || !ok2 {
		return answer, http.StatusBadRequest, "maxwidth and maxheight: want whole numbers of pixels from 1"
	}
	if !found {
		return answer, http.StatusNotFound, "url: this site has no such page: want the address of a scenario, or of a comparison, here"
	}
	shown := modelOfLink(ctx, name, link)
	if shown == nil {
		return answer, http.StatusNotFound, "url: its link cannot be read"
	}
	title := shown.Name()
	answer = oembed{
		Version: "1.0", Type: "rich", Title: title, ProviderName: "Inflight", ProviderURL: home + "/", Width: width, Height: height,
		CacheAge: 3600,
		HTML: `<iframe src="` + html.EscapeString(home+frame) + `" width="` + strconv.Itoa(width) + `" height="` + strconv.Itoa(height) +
			`" title="` + html.EscapeString(title) + `" frameborder="0" loading="lazy" style="border:0;max-width:100%"></iframe>`,
	}
	if picture := pictureLink(name, shown); picture != "" {
		answer.ThumbnailURL = home + "/timeline.png?" + picture
		answer.ThumbnailWidth, answer.ThumbnailHeight = cardWidths.usual, png.Height(cardWidths.usual)
	}
	return answer, http.StatusOK, ""
}

// clampSize returns the smaller of a size and the size asked for. It reports false if that is no positive number.
func clampSize(asked string, size int) (int, bool) {
	if asked == "" {
		return size, true
	}
	n, err := strconv.Atoi(asked)
	return min(n, size), err == nil && n > 0
}

// frameOf returns the path of the embed for one of the site's pages, the link that it shows and the page's name.
func frameOf(address, home string) (frame, link, name string, found bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || home == "" || !strings.EqualFold(u.Host, strings.TrimPrefix(strings.TrimPrefix(home, "http://"), "https://")) ||
		u.Scheme != "http" && u.Scheme != "https" {
		return "", "", "", false
	}
	link = engine.QueryOf(u)
	switch u.Path {
	case "", "/":
		return strings.TrimSuffix("/embed?"+link, "?"), link, app.Playground, true
	case "/compare":
		return strings.TrimSuffix("/embed?view=compare&"+link, "&"), link, app.Comparison, true
	case "/embed":
		embed, inner, err := model.ParseEmbed(link)
		if name = app.Playground; embed.Shows("compare") {
			name = app.Comparison
		}
		return "/embed?" + link, inner, name, err == nil
	}
	return "", "", "", false
}

// modelOfLink returns the model of a link's page. It is nil if the link cannot be read.
func modelOfLink(ctx context.Context, name, link string) model.Told {
	if name == app.Comparison {
		if m := model.NewCompareModelUntil(ctx, link); m.Fault == nil {
			return m
		}
		return nil
	}
	if m := model.NewModelUntil(ctx, link); m.Fault == nil {
		return m
	}
	return nil
}
