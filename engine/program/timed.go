package program

// pythonTimed writes the decorator that times a coroutine. Of its arguments it prints the name, and neither the session nor
// the address.
func (w *writer) pythonTimed() {
	if !w.clocked {
		return
	}
	w.write(`
| def timed(coroutine):
|     """Prints when a coroutine starts, and how long it ran, however it ended."""
|
|     @functools.wraps(coroutine)
|     async def wrapper(*arguments):
|         name = "".join(map(repr, arguments[$first:$last]))
|         print(f"starting {coroutine.__name__}({name})")
|         start = time.perf_counter()
|         try:
|             return await coroutine(*arguments)
|         finally:
|             print(f"finished {coroutine.__name__}({name}) in {time.perf_counter() - start:.4f} second(s)")
|
|     return wrapper
|
|`, "$first", map[bool]string{true: "1", false: "0"}[w.session() != ""], "$last", map[bool]string{true: "2", false: "1"}[w.session() != ""])
}

// decorator is the line before a coroutine that is timed.
func (w *writer) decorator() string { return textIf(w.clocked, "| @timed\n") }

// goTimed writes a function to be deferred that times a call.
func (w *writer) goTimed() {
	if !w.clocked {
		return
	}
	w.write(`
|
| // timed prints when a call starts, and, deferred, how long it ran, however it ended.
| func timed(call string) func() {
| 	fmt.Println("starting", call)
| 	start := time.Now()
| 	return func() { fmt.Printf("finished %s in %.4f second(s)\n", call, time.Since(start).Seconds()) }
| }`)
}

// jsTimed writes a function that times another.
func (w *writer) jsTimed() {
	if !w.clocked {
		return
	}
	w.write(`
| // timed prints when a function starts, and how long it ran, however it ended. Of the arguments it prints the name.
| function timed(run) {
|   return async (...given) => {
|     const call = '${run.name}(${given.filter((value) => typeof value === "string").slice(0, 1)})';
|     console.log("starting", call);
|     const start = performance.now();
|     try {
|       return await run(...given);
|     } finally {
|       console.log('finished ${call} in ${((performance.now() - start) / 1000).toFixed(4)} second(s)');
|     }
|   };
| }
|`)
}
