package program

import "inflight/engine"

// variety is the presets, and scenarios that bring out every part of the programs.
var variety = append(
	presetLinks(),
	"strategy=sequential&tasks=a=300ms,b=0s!refused,c=300ms!404,d=300ms&on_error=handle&raise_for_status=true",
	"strategy=sequential&tasks=a=300ms,b=300ms!reset,c=1s,d=300ms&on_error=handle&timeout=900ms",
	"strategy=create_task&tasks=a=600ms,b=300ms!reset,c=1200ms,d=300ms",
	"strategy=create_task&tasks=a=600ms,b=300ms!reset,c=1200ms,d=900ms&on_error=handle",
	"strategy=create_task&tasks=a=300ms,b=900ms,c=1200ms&timeout=600ms&after=linger",
	"strategy=create_task&tasks=a=300ms!reset,b=900ms,c=1200ms&timeout=600ms&on_error=handle",
	"strategy=create_task_each&tasks=a=300ms,b=300ms!reset,c=900ms&on_error=handle&timeout=1s",
	"tasks=200ms:300ms,900ms,200ms:1s&timeout=600ms",
	"tasks=a=300ms!reset,b=900ms,c=600ms&timeout=800ms&after=linger",
	"tasks=a=300ms!reset,b=900ms,c=600ms&timeout=800ms&return_exceptions=true",
	"tasks=a=300ms!500,b=600ms!200&return_exceptions=true&raise_for_status=true",
	"strategy=as_completed&tasks=a=900ms,b=300ms!reset,c=600ms&on_error=handle",
	"strategy=as_completed&tasks=a=900ms,b=300ms!reset,c=600ms",
	"strategy=as_completed&tasks=a=900ms,b=300ms,c=600ms&timeout=450ms&after=linger",
	"strategy=as_completed&tasks=a=900ms,b=300ms!reset,c=600ms&timeout=750ms&on_error=handle",
	"strategy=wait&tasks=a=900ms,b=300ms,c=600ms&timeout=450ms&pending=cancel",
	"strategy=wait&tasks=a=900ms,b=300ms!reset,c=600ms&return_when=FIRST_COMPLETED&pending=again&on_error=handle",
	"strategy=wait&tasks=a=900ms,b=300ms!reset,c=600ms&return_when=FIRST_EXCEPTION&after=linger",
	"strategy=wait&tasks=a=900ms,b=300ms,c=600ms&return_when=FIRST_COMPLETED&timeout=200ms&pending=again",
	"strategy=wait&tasks=a=900ms,b=300ms,c=600ms&return_when=FIRST_EXCEPTION&pending=again",
	"strategy=task_group&tasks=a=600ms,b=300ms,c=1200ms&timeout=900ms",
	"strategy=task_group&tasks=a=600ms,b=200ms:300ms,c=300ms~100ms*4",
	"tasks=a=600ms,b=300ms*5,200ms:300ms~100ms!404*6,1s*2&limit=4",
	"tasks=300ms~200ms*40&limit=0&seed=7",
	// with two places Go would decide who takes them
	"strategy=wait&tasks=a=300ms,b=600ms,c=1s*4&limit=1&return_when=FIRST_COMPLETED&pending=cancel",
	"strategy=race&tasks=a=300ms!reset,b=600ms!reset",
	"strategy=race&tasks=a=600ms,b=900ms&timeout=300ms&after=linger",
	"strategy=race&tasks=a=600ms!reset,b=900ms!reset&timeout=800ms",
	"strategy=wait_for&tasks=a=300ms,b=1200ms,c=900ms&task_timeout=600ms",
	"strategy=wait_for&tasks=a=300ms,b=1200ms,c=900ms&task_timeout=1s&timeout=600ms&return_exceptions=true",
	"strategy=wait_for&tasks=a=300ms,b=1500ms,c=900ms&task_timeout=600ms&after=linger",
	"strategy=semaphore&tasks=a=300ms,b=600ms!reset,c=600ms,d=900ms&concurrency=2",
	"strategy=semaphore&tasks=a=300ms,b=700ms,c=600ms,d=900ms&concurrency=2&timeout=500ms",
	"strategy=batches&tasks=a=300ms,b=600ms,c=300ms!reset,d=600ms,e=300ms&batch=2",
	"strategy=batches&tasks=a=300ms,b=600ms!reset,c=300ms,d=600ms,e=300ms&batch=2&return_exceptions=true&timeout=1100ms",
	"strategy=batches&tasks=a=300ms,b=600ms,c=300ms!reset,d=600ms&batch=2&after=linger",
	"strategy=retry&tasks=a=300ms!reset,b=2s&attempts=2&backoff=300ms",
	"strategy=retry&tasks=a=300ms!reset,b=900ms&attempts=3&backoff=200ms~50ms&return_exceptions=true&timeout=2s",
	"strategy=retry&tasks=a=300ms!reset,b=1500ms&attempts=3&backoff=300ms&timeout=800ms",
	"strategy=hedge&tasks=a=300ms,b=900ms!reset,c=1500ms!reset&hedge_after=600ms",
	"strategy=hedge&tasks=a=300ms,b=900ms!reset/1&hedge_after=600ms&timeout=700ms&return_exceptions=true",
	"strategy=shield&tasks=a=300ms,b=600ms!reset,c=900ms",
	"strategy=shield&tasks=a=300ms,b=600ms!reset,c=900ms&return_exceptions=true&timeout=700ms",
	"tasks=a=300ms,b=200ms:600ms!404,c=900ms&size=300000&connect=50ms",
	"tasks=300ms*6&limit=3&limit_per_host=2&hosts=1&connect=50ms",
	"tasks=300ms*6&limit_per_host=1&hosts=3",
	"tasks=a=300ms,b=600ms!reset,c=0s!refused&session=per_request&connect=50ms&return_exceptions=true",
	"strategy=task_group&tasks=a=300ms,b=600ms!reset,c=900ms&session=per_request",
	"tasks=a=300ms!reset,b=900ms,c=600ms,d=600ms:300ms&after=close",
	"tasks=a=300ms!reset,b=900ms,c=600ms&timeout=2s&after=close",
	"strategy=shield&tasks=a=900ms,b=600ms&timeout=300ms&after=close",
	"client=socket&tasks=a=300ms,b=300ms:300ms,c=900ms&closing=50ms",
	"client=socket&tasks=a=300ms!reset,b=300ms:600ms,c=0s!refused,d=300ms!unclean,e=0s!scheme&closing=50ms&return_exceptions=true",
	"strategy=task_group&client=socket&tasks=a=300ms!reset,b=900ms,c=600ms:300ms&closing=200ms",
	"strategy=wait&client=socket&tasks=a=300ms,b=900ms,c=600ms&return_when=FIRST_COMPLETED&pending=cancel&closing=200ms",
	"strategy=wait_for&client=socket&tasks=a=300ms,b=1200ms,c=300ms:900ms&task_timeout=600ms&closing=200ms&return_exceptions=true",
	"strategy=sequential&client=socket&tasks=a=300ms,b=300ms!reset,c=300ms&on_error=handle",
	"strategy=retry&client=socket&tasks=a=300ms!reset/1,b=900ms&backoff=300ms",
	"client=socket&tasks=a=300ms,b=900ms,c=900ms:300ms&timeout=600ms&closing=50ms",
	"strategy=exit_stack&tasks=a=300ms,b=300ms:600ms,c=200ms&closing=200ms",
	"strategy=exit_stack&tasks=a=300ms,b=300ms!reset,c=900ms&closing=200ms",
	"strategy=exit_stack&tasks=a=300ms,b=0s!refused,c=900ms&closing=200ms",
	"strategy=exit_stack&tasks=a=300ms,b=300ms!unclean,c=600ms&closing=50ms",
	"strategy=exit_stack&tasks=a=300ms,b=1200ms,c=300ms&timeout=600ms&closing=200ms",
	"client=blocking&tasks=300ms*3",
	"client=blocking&tasks=300ms!reset*3&return_exceptions=true",
	"client=blocking&strategy=sequential&tasks=a=300ms!404,200ms:300ms&session=per_request&connect=50ms",
)

func presetLinks() []string {
	var links []string
	for _, p := range engine.Presets {
		links = append(links, p.Link)
	}
	return links
}
