package e2e

import "testing"

// TestEveryPromiseOfAScriptSettles: run() is called twice before the backend is known, and then anything in any order.
func TestEveryPromiseOfAScriptSettles(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=50ms")
	got := eval[string](p, `(async () => {
		const states = [], wait = (ms) => new Promise((then) => setTimeout(then, ms));
		const run = () => { const n = states.push("open") - 1; inflight.run().then(() => states[n] = "kept", () => states[n] = "refused"); };
		const moves = [run, run, run, () => inflight.stop(), () => inflight.scenario = "tasks=30ms", () => inflight.scenario = "tasks=4x",
			() => inflight.scenario = "tasks=50ms*2", () => wait(60)];
		run(); run();
		await wait(500);
		if (states.filter((s) => s === "refused").length !== 1) return "twice: " + states;
		for (let i = 0; i < 5000; i++) run(); // more than wait in any line of the program's
		for (let i = 0; i < 50 && states.filter((s) => s === "open").length > 1; i++) await wait(100);
		if (states.filter((s) => s === "open").length > 1) return "many: " + states;
		if (!Array.isArray(inflight.log())) return "log: " + inflight.log();
		let seed = 7;
		for (let i = 0; i < 60; i++) {
			seed = (seed * 16807) % 2147483647;
			await moves[seed % moves.length]();
		}
		inflight.stop();
		for (let i = 0; i < 50 && states.includes("open"); i++) await wait(100);
		return states.includes("open") ? states.join() : "all";
	})()`)
	if got != "all" {
		t.Errorf("got %s", got)
	}
}
