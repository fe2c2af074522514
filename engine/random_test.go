package engine

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// TestPythonRandomIsPythons: what the simulation draws is what a program's own random.Random(seed) draws.
func TestPythonRandomIsPythons(t *testing.T) {
	seeds := []uint64{0, 1, 2, 28, 1 << 31, 1 << 32, 1<<64 - 1}
	const program = `
import random
for seed in (%s):
    r = random.Random(seed)
    for n in (2, 3, 20, 100, 700):
        x = list(range(n))
        r.shuffle(x)
        print(*x)`
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(seeds), " ", ","), "[]")
	want, err := exec.Command("python3", "-c", fmt.Sprintf(program, list)).Output()
	if err != nil {
		t.Skip("no python3 to compare with: ", err)
	}
	var got strings.Builder
	for _, seed := range seeds {
		r := newPythonRandom(seed)
		for _, n := range []int{2, 3, 20, 100, 700} {
			x := make([]int, n)
			for i := range x {
				x[i] = i
			}
			shuffle(r, x)
			fmt.Fprintln(&got, strings.Trim(fmt.Sprint(x), "[]"))
		}
	}
	if got.String() != string(want) {
		t.Errorf("got\n%.300s\nwant\n%.300s", got.String(), want)
	}
}
