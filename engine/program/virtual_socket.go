package program

import "inflight/engine"

// virtualSocket writes the async context manager of a socket. Its peer sends its message whether or not somebody waits for it.
func (w *writer) virtualSocket() {
	w.set("$fault", "self.fault", "$task", "self.task")
	w.write(`
|
|
| class ConnectedSocket:
|     """A socket that whoever has entered it closes, whatever happens in between."""
|
|     def __init__(self, task, $columns):
|         self.task, self.latency = task, latency`, "$columns", w.virtualColumns())
	if w.hasDelays() {
		w.write(`|         self.delay = delay`)
	}
	if w.hasFaults() {
		w.write(`|         self.fault = fault`)
	}
	w.write(`
|
|     async def __aenter__(self):
|         log("connect", {"task": self.task, "connection": next(connections)})`)
	w.writeIndented(2, func(w *writer) { w.virtualFaults(engine.WhileConnecting) })
	w.write(`
|         await asyncio.sleep($delay)
|         self.message = loop.create_future()
|         self.timer = loop.call_later(self.latency, self.arrive)
|         log("enter", {"task": self.task})
|         return self
|
|     def arrive(self):
|         if not self.message.done():
|             self.message.set_result("hello")
|
|     async def receive(self):
|         message = await self.message`, "$delay", map[bool]string{true: "self.delay", false: "0"}[w.hasDelays()])
	w.writeIndented(2, func(w *writer) { w.virtualFaults(engine.WhileAnswering) })
	w.write(`
|         return len(message)
|
|     async def __aexit__(self, *exception):
|         self.timer.cancel()
|         log("closing", {"task": self.task})$broken
|         await asyncio.sleep($closing)`, "$closing", microseconds(w.Closing), "$broken", textIf(w.anyRequest(isReset), `
|         if self.fault == "reset" and self.message.done() and not self.message.cancelled():
|             log("close", {"task": self.task})  # it broke: there is no peer to wait for
|             return`))
	w.writeIndented(2, func(w *writer) { w.virtualFaults(engine.WhileClosing) })
	w.write(`|         log("close", {"task": self.task})`)
	w.set("$fault", "fault", "$task", "task")
}

func isReset(r engine.Request) bool { return r.What == engine.Reset }

// virtualStacked writes how a socket is entered and received from.
func (w *writer) virtualStacked() {
	w.write(`
|
|
| async def enter(stack, socket):
|     task = socket.task
|     log("start", {"task": task})`)
	w.virtualTry(func(w *writer) {
		w.set("$fault", "socket.fault")
		w.virtualFaults(engine.BeforeConnecting)
		w.set("$fault", "fault")
		w.write(`| return await stack.enter_async_context(socket)`)
	})
	w.write(`
|
|
| async def receive(socket):
|     task = socket.task`)
	w.virtualTry(func(w *writer) { w.write(`| value = await socket.receive()`) })
	w.write(`
|     result = {"task": task, "value": value}
|     log("finish", result)
|     return result`)
}
