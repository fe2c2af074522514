package program

import (
	"encoding/json"
	"os/exec"
	"testing"
)

// sleepsOf runs a gather of 10,000 sleeps, bare and under the recorder, and prints the shortest of five each, in seconds of the processor.
const sleepsOf = `
import asyncio, json, sys, time
sys.path.insert(0, "recorder")
import inflight

async def main():
    await asyncio.gather(*(asyncio.sleep(0.001) for _ in range(10_000)))

def timed(run):
    began = time.process_time()
    run()
    return time.process_time() - began

def recorded():
    with inflight.record("/dev/null"):
        asyncio.run(main())

source = """import asyncio
async def main():
    await asyncio.gather(*(asyncio.sleep(0.001) for _ in range(10_000)))
asyncio.run(main())
"""
print(json.dumps([min(timed(run) for _ in range(5)) for run in (
    lambda: asyncio.run(main()), lambda: inflight.run_source(source, virtual=False), recorded, lambda: inflight.run_source(source))]))
`

// BenchmarkRecorder measures what the recorder costs: a gather of 10,000 sleeps takes so many times as long as without, which should be
// three times at most; with its 60,000 events written to a file; and in virtual time.
func BenchmarkRecorder(b *testing.B) {
	for range b.N {
		out, err := exec.Command("python3", "-c", sleepsOf).Output()
		if err != nil {
			b.Fatal(err)
		}
		var seconds [4]float64
		if err := json.Unmarshal(out, &seconds); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(1000*seconds[0], "ms/bare")
		b.ReportMetric(seconds[1]/seconds[0], "×/recorded")
		b.ReportMetric(seconds[2]/seconds[0], "×/with-file")
		b.ReportMetric(seconds[3]/seconds[0], "×/virtual")
	}
}
