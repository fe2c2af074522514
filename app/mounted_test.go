package app

import (
	"slices"
	"testing"
)

// TestALateTimerPutsNoOldLinkIntoTheAddressBar: one that had fired when a new entry of the history came, and runs behind it.
func TestALateTimerPutsNoOldLinkIntoTheAddressBar(t *testing.T) {
	var got []string
	bar := addressBar{write: func(link string, push bool) {
		if push {
			link = "push " + link
		}
		got = append(got, link)
	}}
	bar.set("tasks=1s", false)
	bar.set("strategy=wait&tasks=1s", true)
	bar.writeTyped()
	if want := []string{"tasks=1s", "push strategy=wait&tasks=1s"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
