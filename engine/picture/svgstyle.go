package picture

import "strings"

// themeCSS sets a standalone picture's colours.
func themeCSS(theme string) string {
	switch theme {
	case "light":
		return ".timeline{" + lightColours + "}"
	case "dark":
		return ".timeline{" + darkColours + "}"
	}
	return ".timeline{" + lightColours + "}@media(prefers-color-scheme:dark){.timeline{" + darkColours + "}}"
}

// Colours are those of a theme, "dark" or else the light one: the values of the custom properties that [PictureCSS] uses, by their
// names without the dashes.
func Colours(theme string) map[string]string {
	css := lightColours
	if theme == "dark" {
		css = darkColours
	}
	colours := map[string]string{}
	for rule := range strings.SplitSeq(css, ";") {
		name, value, _ := strings.Cut(rule, ":")
		colours[strings.TrimPrefix(name, "--")] = value
	}
	return colours
}

const (
	lightColours = `--ink:#1c2430;--muted:#667085;--grid:#e6e9ef;--page:#fff;--lane:#f6f7f9;--in-flight:#2f6bd8;` +
		`--good:#1a7f4b;--bad:#c8321f;--cancelled:#9a6700;--waiting:#98a2b3`
	darkColours = `--ink:#e6ebf2;--muted:#93a0b4;--grid:#232b37;--page:#0f141b;--lane:#151b24;--in-flight:#5b96ff;` +
		`--good:#3fbf7f;--bad:#ff7b66;--cancelled:#e0a82e;--waiting:#5d6b80`
)

// PictureCSS is how a picture's classes look, with its colours as the custom properties --ink, --muted, --grid, --page,
// --lane, --in-flight, --good, --bad, --cancelled and --waiting. Standalone pictures carry it, with colours; a page
// includes it in a style sheet and sets the colours there.
const PictureCSS = `
.timeline{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
.timeline .picture{fill:var(--page)}
.timeline text{fill:var(--ink)}
.timeline path{fill:none}
.timeline .lane-band{fill:var(--lane)}
.timeline .grid-line{stroke:var(--grid)}
.timeline :is(.axis-label,.subtitle-text,.legend-label,.note-text,.muted-label,.tick-count,.return-label){fill:var(--muted)}
.timeline :is(.title-text,.caller-name,.return-label,.raise-label,.good-label,.bad-label,.cancel-label){font-weight:600}
.timeline :is(.lane-name,.caller-name){font-family:ui-monospace,Menlo,Consolas,monospace}
.timeline .raise-label,.timeline .bad-label{fill:var(--bad)}
.timeline .good-label{fill:var(--good)}
.timeline .cancel-label{fill:var(--cancelled)}
.timeline pattern rect{fill:none}
.timeline :is(.wait-hatch,.browser-hatch,.held-hatch) path{stroke:var(--waiting)}
.timeline .closing-hatch path{stroke:var(--in-flight)}
.timeline .cut-hatch rect{fill:var(--cancelled);opacity:.18}
.timeline .cut-hatch path{stroke:var(--cancelled)}
.timeline .caller-linger{opacity:.45}
.timeline .deliver-tick{fill:var(--good)}
.timeline .error-tick{fill:var(--page);stroke:var(--bad);stroke-width:1.5;stroke-linejoin:round}
.timeline .raise-tick{fill:var(--bad)}
.timeline :is(.return-tick,.wake-tick){stroke:var(--ink);stroke-width:2;stroke-linecap:round}
.timeline .sleep-bar{stroke:var(--waiting);stroke-width:2;stroke-linecap:round;stroke-dasharray:.1 5}
.timeline .pool-bar{fill:none;stroke:var(--waiting);stroke-width:1.4;stroke-dasharray:4 3}
.timeline .browser-bar{stroke:var(--waiting);stroke-width:1.2}
.timeline .held-up-bar{stroke:var(--waiting);stroke-width:1.2}
.timeline .connect-bar{fill:none;stroke:var(--in-flight);stroke-width:1.2}
.timeline .closing-bar{stroke:var(--in-flight);stroke-width:1.2}
.timeline :is(.flight-bar,.body-bar,.open-bar){fill:var(--in-flight)}
.timeline .body-core{fill:var(--page);fill-opacity:.6}
.timeline .idle-line{stroke:var(--in-flight);stroke-width:1.2;opacity:.6}
.timeline .ride-label{fill:var(--page);font-weight:600}
.timeline :is(.enter-mark,.exit-mark){stroke:var(--ink);stroke-width:2}
.timeline :is(.flight-bar,.body-bar,.open-bar).orphan{fill-opacity:.28;stroke:var(--in-flight);stroke-width:1.4;stroke-dasharray:5 4}
.timeline .noticed-mark{stroke:var(--cancelled);stroke-width:2}
.timeline .never-dash{stroke:var(--muted);stroke-width:2;stroke-linecap:round}
.timeline .ghost-bar{fill:none;stroke:var(--waiting);stroke-width:1;opacity:.7}
.timeline .return-line{stroke:var(--muted);stroke-width:1.2;stroke-dasharray:2 3}
.timeline .raise-line{stroke:var(--bad);stroke-width:1.2;stroke-dasharray:2 3}
.timeline .playhead{stroke:var(--ink);stroke-width:1.4}
.timeline circle{fill:var(--page);stroke-width:2}
.timeline :is(.finish-cap,.bad-status-cap,.fail-cap,.cancel-cap,.timeout-cap) path{stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.timeline .finish-cap *{stroke:var(--good)}
.timeline :is(.fail-cap,.bad-status-cap) *{stroke:var(--bad)}
.timeline :is(.cancel-cap,.timeout-cap) *{stroke:var(--cancelled)}
.timeline .small path{stroke-width:4.5}
.timeline .small circle{stroke:none;fill:none}
.timeline .small:is(.finish-cap,.bad-status-cap) path{stroke:none}
.timeline .small.finish-cap circle{fill:var(--good)}
.timeline .small.bad-status-cap circle{fill:var(--bad)}
`
