package model

import (
	"math/rand/v2"
	"testing"
)

// TestEveryPromiseSettles under any sequence of run, stop, set, reset, answers of the backend and ends of runs: once each, and
// at the latest when nothing goes on any more.
func TestEveryPromiseSettles(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 1))
		m, open, settled := after("tasks=1s"), Promises{}, []int{}
		asking := 0 // calls of run() that wait for the backend
		send := func(message any) {
			if _, stop := message.(StopAsked); stop {
				open.Stop()
			}
			m = m.Update(message)
			open.Follow(m.Run)
		}
		run := func() {
			n := len(settled)
			settled = append(settled, 0)
			if open.Ask(m.Run, Promise{func() { settled[n]++ }, func(string) { settled[n]++ }}) {
				asking++
			}
		}
		answer := func() {
			for ; asking > 0; asking-- {
				before := m.Run
				if open.Wanted() && r.IntN(4) > 0 {
					send(RunAsked{ID: "x"})
				}
				open.Begin(before, m.Run, "the backend does not answer")
			}
		}
		links := []string{"tasks=1s", "tasks=2s", "tasks=4x", "tasks=1s&client=blocking"}
		moves := []func(){run, run, run, func() { send(StopAsked{}) }, func() { send(Opened{Query: links[r.IntN(len(links))]}) },
			answer, func() { send(Ended{Run: m.Run.Number}) }, func() { send(ResetAsked{}) }, func() { send(RunAsked{ID: "by hand"}) }}
		for range 1 + r.IntN(12) {
			moves[r.IntN(len(moves))]()
		}
		answer()
		send(Ended{Run: m.Run.Number})
		for n, times := range settled {
			if times != 1 {
				t.Fatalf("seed %d: promise %d settled %d times", seed, n, times)
			}
		}
	}
}
