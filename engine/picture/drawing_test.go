package picture_test

import (
	"fmt"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
)

func TestDrawings(t *testing.T) {
	draw := func(name, link string) {
		t.Run(name, func(t *testing.T) {
			enginetest.Golden(t, "drawings/"+name+".txt", picture.Draw(enginetest.Simulated(t, link)))
		})
	}
	for _, p := range engine.Presets {
		draw("preset-"+p.ID, p.Link)
	}
	for _, c := range enginetest.Cases {
		draw(c.Name, c.Link)
	}
}

// A gather raises at the first failure and cancels nobody.
func ExampleDraw() {
	s, err := engine.Parse("tasks=a=3s,b=1s!reset,c=500ms,d=2s&after=linger")
	if err != nil {
		panic(err)
	}
	log, err := engine.Simulate(s)
	if err != nil {
		panic(err)
	}
	fmt.Print(picture.Draw(s, log))
	// Output:
	// tasks=a=3s,b=1s!reset,c=500ms,d=2s&after=linger
	//
	// caller |~~~~~~~~~~~~~~~~~~~~!.......................................   1s: raised reset
	// a      |====================----------------------------------------o  3s: 200, nobody received it
	// b      |====================x                                          1s: reset
	// c      |==========o                                                    500ms: 200, nobody received it
	// d      |====================--------------------o                      2s: 200, nobody received it
	//         one column is 50ms
	//
	// 3 finished, 1 failed, 0 cancelled, 0 never started; 0 received; 2 orphans
	// at most 4 in flight; 3 wasted, 5.5s in all
}
