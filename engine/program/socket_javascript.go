package program

// jsConverse writes what a task does with its socket.
func (w *writer) jsConverse() {
	w.write(`
       | let message;
open   | const socket = await new ConnectedSocket(url).open($(signal));
       | try {
answer |   message = await socket.receive($(signal));
       | } finally {
shut   |   await socket.close($(signal));
       | }
       | const result = '${name}: ${message}';
finish | log("finish", result);
       | return result;`)
}

// jsSocket writes a socket to the demo backend, which says so when it has accepted, sends one message, and closes once it was
// told bye.
func (w *writer) jsSocket() {
	if w.cancels {
		w.write(`
| // until is the promise, or the end of the wait for it.
| async function until(promise, signal) {
|   signal?.throwIfAborted();
|   const aborted = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
|   return await Promise.race([promise, aborted]);
| }
|`)
		w.set("$accepted", "until(this.accepted, signal)", "$message", "until(this.message, signal)",
			"$closed", "until(this.closed, signal?.aborted ? undefined : signal)", "$parameter", "signal")
	} else {
		w.set("$accepted", "this.accepted", "$message", "this.message", "$closed", "this.closed", "$parameter", "")
	}
	w.write(`
     | // A socket that whoever has opened it closes, whatever happens in between. Node has WebSocket from version 22 on.
     | class ConnectedSocket {
     |   constructor($nameurl) {`, "$name", textIf(w.stacked, "name, "))
	if w.stacked {
		w.write(`|     this.name = name;`)
	}
	w.write(`
open |     this.socket = new WebSocket(url);
     |     this.closed = new Promise((resolve) => (this.socket.onclose = this.socket.onerror = resolve));
     |     this.accepted = this.says("accepted");
     |     this.message = this.says("hello");
     |   }
     |
     |   says(word) {
     |     const said = new Promise((resolve, reject) => {
     |       this.socket.addEventListener("message", ({ data }) => data === word && resolve(data));
     |       this.closed.then(() => reject(new Error("the connection broke")));
     |     });
     |     said.catch(() => {}); // perhaps nobody waits for it
     |     return said;
     |   }
     |
     |   async open($parameter) {
     |     try {
open |       await $accepted;
     |     } catch (error) {
     |       this.socket.close();
     |       throw error;
     |     }
     |     return this;
     |   }
     |
     |   async receive($parameter) {
answer |     return await $message;
     |   }
     |
     |   async close($parameter) {
     |     if (this.socket.readyState === WebSocket.OPEN) this.socket.send("bye");
shut |     const { wasClean } = await $closed;
     |     if (!wasClean) throw new Error("the connection broke instead of closing");
     |   }
     | }
     |`)
}
