package program

import "inflight/engine"

// badStatuses reports whether a request may have an answer that urllib takes for an exception, and the scenario does not.
func (f *facts) badStatuses() bool {
	return !f.RaiseForStatus && f.anyRequest(func(r engine.Request) bool { return r.Status >= 400 || f.mayTurnAway(r) })
}

// pythonBlocking writes a request that does not let the event loop go on before its answer is there.
func (w *writer) pythonBlocking() {
	if w.badStatuses() {
		w.write(`
     | try:
send |     response = urllib.request.urlopen(url)  # blocks: nothing else runs
     | except urllib.error.HTTPError as answer:
     |     response = answer
     | with response:
answer |     response.read()`)
		return
	}
	if w.statusFails {
		w.write(`
     | try:
send |     with urllib.request.urlopen(url) as response:  # blocks: nothing else runs
answer |         response.read()
     | except urllib.error.HTTPError as answer:
answer |     answer.read()  # an error has a body, too
     |     raise`)
		return
	}
	w.write(`
send   | with urllib.request.urlopen(url) as response:  # blocks: nothing else runs
answer |     response.read()`)
}

// jsBlocking writes a request that blocks, which fetch cannot.
func (w *writer) jsBlocking() {
	w.write(`
| // ask blocks: nothing else runs meanwhile, not even a timeout. fetch cannot do that, so another process asks, and this one waits for it.
| function ask(url) {
|   const script = "const r = await fetch(process.argv[1]); await r.text(); console.log(r.status);";
|   const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script, url], { encoding: "utf8" });
|   const status = Number(stdout);
|   if (!status) throw new Error("no answer");
|   return { status, ok: status < 400 };
| }
|`)
}
