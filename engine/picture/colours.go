package picture

import "strings"

// Colour is the name of a colour. In style sheets it is a custom property: --ink.
type Colour string

// The colours of pictures, and one that only pages have.
const (
	Ink       Colour = "ink"
	Muted     Colour = "muted"
	Grid      Colour = "grid"
	Paper     Colour = "page"
	Lane      Colour = "lane"
	InFlight  Colour = "in-flight"
	Good      Colour = "good"
	Bad       Colour = "bad"
	Cancelled Colour = "cancelled"
	Waiting   Colour = "waiting"
	Accent    Colour = "accent"
	None      Colour = "none" // of a fill: nothing
)

// shade is the values of a colour.
type shade struct {
	name        Colour
	light, dark string
}

// colours are those of pictures. No two have the same light value: the rules for the dark theme know a colour by it.
var colours = []shade{
	{Ink, "#1c2430", "#e6ebf2"},
	{Muted, "#5f6b7d", "#93a0b4"},
	{Grid, "#e4e8ee", "#222b37"},
	{Paper, "#fff", "#0f141b"},
	{Lane, "#f6f8fa", "#151b24"},
	{InFlight, "#2f6bd8", "#5b96ff"},
	{Good, "#1a7f4b", "#3fbf7f"},
	{Bad, "#c8321f", "#ff7b66"},
	{Cancelled, "#9a6700", "#e0a82e"},
	{Waiting, "#98a2b3", "#5d6b80"},
}

// pageColours are those that a page has besides, for what people press and for programs. The programs' are at least 4.5 : 1 on the
// page and on a marked line, in both themes.
var pageColours = []shade{
	{Accent, "#2f6bd8", "#5b96ff"},
	{"on-accent", "#ffffff", "#0b1220"},
	{"edge", "#d0d6df", "#364152"},
	{"wrong", "#fdecea", "#33191a"},
	{"keyword", "#7a3e9d", "#c8a2f2"},
	{"string", "#17703f", "#7fcfa0"},
	{"number", "#8f4a06", "#e3b26b"},
	{"comment", "#5f6b7d", "#93a0b4"},
}

// The letters of texts, and of names that stand in programs.
const (
	sansLetters = `ui-sans-serif,system-ui,"Segoe UI",Roboto,sans-serif`
	monoLetters = "ui-monospace,Menlo,Consolas,monospace"
)

// Colours are the values of all colours in a theme, "dark" or else the light one.
func Colours(theme string) map[Colour]string {
	values := map[Colour]string{}
	for _, of := range [][]shade{colours, pageColours} {
		for _, s := range of {
			values[s.name] = s.value(theme == "dark")
		}
	}
	return values
}

func (s shade) value(dark bool) string {
	if dark {
		return s.dark
	}
	return s.light
}

// properties sets colours as custom properties.
func properties(shades []shade, dark bool) string {
	var set []string
	for _, s := range shades {
		set = append(set, "--"+string(s.name)+":"+s.value(dark))
	}
	return strings.Join(set, ";")
}

// pageThemeCSS sets a page's colours and letters. People choose a theme by the root's data-theme, or leave the choice to their system;
// paper is light.
func pageThemeCSS() string {
	light, dark := properties(colours, false)+";"+properties(pageColours, false), properties(colours, true)+";"+properties(pageColours, true)
	return ":root{color-scheme:light;" + light + ";--text:" + sansLetters + ";--code:" + monoLetters + "}\n" +
		"@media screen and (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){color-scheme:dark;" + dark + "}}\n" +
		"@media screen{:root[data-theme=\"dark\"]{color-scheme:dark;" + dark + "}}\n"
}
