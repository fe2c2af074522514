package program

func init() {
	strategies["exit_stack"] = sections{exitStackInPython, exitStackInGo, exitStackInJavaScript}
}

// exitStackInPython holds all sockets at once. The same section serves the virtual script.
func exitStackInPython(w *writer) {
	w.write(`
await shut | async with contextlib.AsyncExitStack() as stack:
await |     sockets = [await enter(stack, ConnectedSocket(*request)) for request in REQUESTS]
      |     for socket in sockets:
await |         result = await receive(socket)
deliver |         log("deliver", result)`)
}

// pythonStacked writes how a socket is entered and received from, with the clauses for how either can end other than well.
func (w *writer) pythonStacked() {
	w.write(`
      | async def enter(stack, socket):
      |     name = socket.name
start |     log("start", name)`)
	w.pythonTry(func(w *writer) { w.write(`open | return await stack.enter_async_context(socket)`) })
	w.write(`
      |
      |
      | async def receive(socket):
      |     name = socket.name`)
	w.pythonTry(func(w *writer) { w.write(`answer | message = await socket.receive()`) })
	w.write(`
       |     result = f"{name}: {message}"
finish |     log("finish", result)
       |     return result`)
}

// exitStackInGo has a defer for each socket: what was deferred last runs first.
func exitStackInGo(w *writer) {
	w.goTimeout()
	w.set("$own", map[bool]string{true: "ctx", false: "context.Background()"}[w.around])
	w.write(`
      | var sockets []*connectedSocket
      | for _, r := range requests {
await | 	socket, err := enter($own, r)
      | 	if err != nil {
      | 		return err
      | 	}
      | 	sockets = append(sockets, socket)
      | 	defer func() {
await shut | 		if err := socket.close($own); err != nil {
      | 			failed = err
      | 		}
      | 	}()
      | }
      | for i, socket := range sockets {
await | 	result, err := receive($own, requests[i], socket)
      | 	if err != nil {
      | 		return err
      | 	}
deliver | 	log("deliver", result)
      | }`)
}

// goStacked writes how a socket is entered and received from.
func (w *writer) goStacked() {
	w.write(`
      |
      | func enter(ctx context.Context, r request) (*connectedSocket, error) {
start | 	log("start", r.name)
open  | 	socket, err := connect(ctx, r.url)`)
	w.goEnds("nil")
	w.write(`
      | 	return socket, nil
      | }
      |
      | func receive(ctx context.Context, r request, socket *connectedSocket) (string, error) {
answer | 	message, err := socket.receive(ctx)`)
	w.goEnds(`""`)
	w.write(`
       | 	result := fmt.Sprintf("%s: %s", r.name, message)
finish | 	log("finish", result)
       | 	return result, nil
       | }`)
}

// exitStackInJavaScript closes in a finally what it has opened, the last one first, even if one of them closes badly.
func exitStackInJavaScript(w *writer) {
	w.jsTry(func(w *writer) {
		w.write(`
      | const sockets = [];
      | try {
      |   for (const r of requests) {
await |     sockets.push(await enter(new ConnectedSocket(...r)));
      |   }
      |   for (const socket of sockets) {
await |     const result = await receive(socket);
deliver |     log("deliver", result);
      |   }
      | } finally {
      |   const failures = [];
      |   for (const socket of sockets.reverse()) {
await shut |     await socket.close($(signal)).catch((error) => failures.push(error));
      |   }
      |   if (failures.length > 0) throw failures.at(-1);
      | }`)
	})
}

// jsStacked writes how a socket is entered and received from.
func (w *writer) jsStacked() {
	w.write(`
      | async function enter(socket) {
      |   const { name } = socket;
start |   log("start", name);`)
	w.jsEnds(func(w *writer) { w.write(`open | return await socket.open($(signal));`) })
	w.write(`
      | }
      |
      | async function receive(socket) {
      |   const { name } = socket;`)
	w.jsEnds(func(w *writer) {
		w.write(`
answer | const result = '${name}: ${await socket.receive($(signal))}';
finish | log("finish", result);
       | return result;`)
	})
	w.write(`| }`)
}

// jsEnds writes the body of a function, with the clauses for how it can end other than well.
func (w *writer) jsEnds(body func(*writer)) {
	if !w.fails && !w.cancels {
		w.writeIndented(1, body)
		return
	}
	w.write(`|   try {`)
	w.writeIndented(2, body)
	w.jsCatch()
}
