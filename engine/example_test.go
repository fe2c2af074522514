package engine_test

import (
	"fmt"

	"inflight/engine"
)

// A gather of two: the first to fail makes it raise, and the other runs on until the program ends.
func ExampleSimulate() {
	s, err := engine.Parse("strategy=gather&tasks=a=2s,b=1s!503&raise_for_status=true")
	if err != nil {
		panic(err)
	}
	log, err := engine.Simulate(s)
	if err != nil {
		panic(err)
	}
	for _, e := range log {
		fmt.Println(e)
	}
	// Output:
	// 0s enter
	// 0s create 0
	// 0s create 1
	// 0s start 0
	// 0s send 0 on 1
	// 0s start 1
	// 0s send 1 on 2
	// 1s fail 1 status 503
	// 1s raise status 503
	// 1s close
	// 1s exit
	// 1s cancel 0 by shutdown
}
