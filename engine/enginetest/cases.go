package enginetest

import (
	"testing"

	"inflight/engine"
)

// Cases are the cases beside the presets that have a drawing of their own: each strategy with each way in which
// it can end.
var Cases = []struct{ Name, Link string }{
	{"sequential-raises", "strategy=sequential&tasks=a=1s,b=1s!reset,c=1s"},
	{"sequential-handles", "strategy=sequential&tasks=a=1s,b=500ms!reset,c=1s&on_error=handle"},
	{"sequential-timeout", "strategy=sequential&tasks=1s,1s,1s&timeout=1.5s"},
	{"create-task-raises-late", "strategy=create_task&tasks=a=2s,b=500ms!503,c=3s&raise_for_status=true&after=linger"},
	{"create-task-handles", "strategy=create_task&tasks=a=2s,b=500ms!503,c=1s&raise_for_status=true&on_error=handle"},
	{"create-task-exits", "strategy=create_task&tasks=a=500ms!refused,b=1s"},
	{"create-task-each-raises", "strategy=create_task_each&tasks=a=1s,b=0s!scheme,c=1s"},
	{"gather-bad-status", "tasks=a=1s,b=500ms!503"},
	{"gather-two-fail-at-once", "tasks=a=1s!reset,b=1s!reset,c=2s&after=linger"},
	{"gather-pool-of-two-raises", "tasks=a=500ms,b=1s!503,c=500ms,d=1s,e=1s&limit=2&raise_for_status=true&after=linger"},
	{"semaphore-session-closes", "strategy=semaphore&tasks=a=1s!503,b=1s,c=1s&concurrency=1&raise_for_status=true"},
	{"wait-session-closes", "strategy=wait&tasks=a=1s,b=1s,c=1s&limit=1&return_when=FIRST_COMPLETED"},
	{"gather-delays", "tasks=a=200ms:500ms,b=500ms:200ms,c=0s:1s&limit=1"},
	{"gather-timeout-in-pool", "tasks=a=1s,b=1s,c=1s&limit=1&timeout=1.5s"},
	{"as-completed-raises", "strategy=as_completed&tasks=a=3s,b=1s,c=2s!reset&after=linger"},
	{"as-completed-handles", "strategy=as_completed&tasks=a=3s,b=1s,c=2s!reset&on_error=handle"},
	{"as-completed-timeout", "strategy=as_completed&tasks=a=3s,b=1s,c=2s&timeout=1.5s&after=linger"},
	{"wait-timeout-leave", "strategy=wait&tasks=a=1s,b=2s,c=3s&timeout=1.5s&after=linger"},
	{"wait-timeout-cancel", "strategy=wait&tasks=a=1s,b=2s,c=3s&timeout=1.5s&pending=cancel"},
	{"wait-timeout-again", "strategy=wait&tasks=a=1s,b=2s,c=3s&timeout=1.2s&pending=again"},
	{"wait-first-completed-exits", "strategy=wait&tasks=a=1s,b=2s,c=3s&return_when=FIRST_COMPLETED"},
	{"wait-first-exception-raises", "strategy=wait&tasks=a=500ms,b=1s!reset,c=3s&return_when=FIRST_EXCEPTION&after=linger"},
	{"task-group-succeeds", "strategy=task_group&tasks=a=1s,b=500ms"},
	{"task-group-two-fail", "strategy=task_group&tasks=a=1s!reset,b=1s!503,c=3s&raise_for_status=true"},
	{"task-group-fails-before-others-start", "strategy=task_group&tasks=a=0s!scheme,b=1s,c=500ms:1s"},
	{"task-group-timeout", "strategy=task_group&tasks=a=1s,b=3s&timeout=2s"},
	{"zero-latency", "tasks=a=0s,b=0s,c=0s&limit=1"},
	{"pool-connects-and-receives", "tasks=a=1s,b=1s,c=500ms!reset,d=1s&limit=2&connect=200ms&size=300000&hosts=1&return_exceptions=true"},
	{
		"pool-cancelled-while-connecting",
		"strategy=wait_for&tasks=a=1s,b=500ms,c=500ms&limit=1&connect=300ms&hosts=1&task_timeout=1.5s&return_exceptions=true",
	},
	{"pool-overtaken-at-a-full-host", "tasks=a=2s,b=1s,c=1s,d=1s&limit=3&limit_per_host=1&hosts=2"},
	{
		"session-of-its-own-fails",
		"session=per_request&tasks=a=500ms:1s,b=1s!503,c=0s!scheme&connect=200ms&raise_for_status=true&return_exceptions=true",
	},
	{"session-closes-under-a-line", "tasks=a=1s!reset,b=3s,c=2s,d=500ms:2s,e=2s:1s&limit=2&after=close"},
	{"socket-group-unclean", "strategy=task_group&client=socket&tasks=a=500ms!reset,b=100ms:1s!unclean,c=200ms:2s&closing=200ms"},
	{"socket-race", "strategy=race&client=socket&tasks=a=200ms:1s,b=200ms:500ms!refused,c=200ms:2s&closing=300ms"},
	{"socket-sequential-timeout", "strategy=sequential&client=socket&tasks=a=100ms:500ms,b=200ms:1s&closing=100ms&timeout=1s"},
	{"socket-orphans", "client=socket&tasks=a=200ms:2s,b=100ms:500ms!reset&closing=300ms&after=linger"},
	{"exit-stack-fails", "strategy=exit_stack&tasks=a=200ms:1s,b=100ms:1s!reset,c=100ms:500ms&closing=200ms"},
	{"exit-stack-refused", "strategy=exit_stack&tasks=a=200ms:1s,b=0s!refused,c=1s&closing=200ms"},
	{"exit-stack-unclean", "strategy=exit_stack&tasks=a=200ms:500ms,b=100ms:500ms!unclean&closing=200ms"},
	{"exit-stack-timeout", "strategy=exit_stack&tasks=a=200ms:500ms,b=300ms:500ms&closing=400ms&timeout=1.2s"},
	{"blocking-timeout-comes-late", "client=blocking&tasks=a=1s,b=1s,c=500ms:1s&timeout=500ms"},
	{"blocking-group", "strategy=task_group&client=blocking&tasks=a=300ms:1s,b=1s!reset,c=200ms"},
	{"fifty-with-jitter", "strategy=as_completed&tasks=200ms~50ms*50&limit=10"},
}

// Simulated parses and runs a scenario in virtual time.
func Simulated(t testing.TB, link string) (*engine.Scenario, engine.Log) {
	t.Helper()
	s, err := engine.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	log, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	return s, log
}
