package view_test

import (
	"fmt"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// A decorator around each coroutine tells when it starts and how long it ran.
func ExamplePrintedLines() {
	s, err := engine.Parse("strategy=create_task&tasks=a=1s,b=500ms:2s,c=3s&timeout=2.75s")
	if err != nil {
		panic(err)
	}
	log, err := engine.Simulate(s)
	if err != nil {
		panic(err)
	}
	for _, line := range view.PrintedLines(s, log) {
		fmt.Println(line.T, line.Text)
	}
	// Output:
	// 0s starting main()
	// 0s starting fetch('a')
	// 0s starting fetch('b')
	// 0s sleeping for 0.5 second(s)
	// 0s starting fetch('c')
	// 1s finished fetch('a') in 1.0000 second(s)
	// 2.5s finished fetch('b') in 2.5000 second(s)
	// 2.75s finished fetch('c') in 2.7500 second(s)
	// 2.75s finished main() in 2.7500 second(s)
}

// TestEachCoroutineThatStartsIsPrintedTwice, whatever becomes of it; and each line belongs to an event of its moment.
func TestEachCoroutineThatStartsIsPrintedTwice(t *testing.T) {
	scenarios := enginetest.RandomScenarios(7, 300)
	for topic := range enginetest.Topics {
		if topic != "exit stack" { // whose sockets may be closed without their coroutine
			scenarios = append(scenarios, enginetest.RandomAbout(topic, 7, 100)...)
		}
	}
	for _, s := range scenarios {
		log, err := engine.Simulate(s)
		if err != nil {
			t.Fatal(err)
		}
		starting, finished, last := 0, 0, -1
		for _, line := range view.PrintedLines(s, log) {
			if line.Event < last || log[line.Event].T != line.T {
				t.Fatalf("%s: %v is out of turn", s.Link(), line)
			}
			last = line.Event
			if strings.HasPrefix(line.Text, "starting ") {
				starting++
			} else if strings.HasPrefix(line.Text, "finished ") {
				finished++
			}
		}
		if starting == 0 || starting != finished {
			t.Errorf("%s: %d started and %d finished", s.Link(), starting, finished)
		}
	}
}
