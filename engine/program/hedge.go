package program

import "strings"

func init() { strategies["hedge"] = sections{hedgeInPython, hedgeInGo, hedgeInJavaScript} }

func hedgeInPython(w *writer) {
	w.pythonTasks("hedged($sessioni) for i in range(0, len(REQUESTS), 2)")
	w.pythonGather("asyncio.gather(*tasks$exceptions)")
	w.addHelper(func(w *writer) {
		w.write(`
       |
       |
       | async def hedged($sessioni):
create |     tasks = [asyncio.create_task(fetch($session*REQUESTS[i]))]
       |     try:
       |         done, pending = await asyncio.wait(tasks, timeout=$after)
       |         if all([task.exception() for task in done]):  # it has not answered, or has failed
create |             tasks.append(asyncio.create_task(fetch($session*REQUESTS[i + 1])))
       |             pending.add(tasks[1])
       |         while pending and all([task.exception() for task in done]):
       |             done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
       |         ended = sorted(done, key=tasks.index)
       |         return next((task for task in ended if not task.exception()), ended[-1]).result()
       |     finally:
       |         running = [task for task in tasks if not task.done()]
       |         for task in running:
cancel |             task.cancel()
       |         await asyncio.gather(*running, return_exceptions=True)`, "$after", w.pythonTime(w.HedgeAfter))
	})
}

func hedgeInGo(w *writer) {
	w.setTaskWords("hedged")
	gatherInGo(w)
	w.addHelper(goOutcome)
	w.addHelper(func(w *writer) {
		w.write(`
       |
       | func hedged(ctx context.Context, i int) (string, error) {
       | 	ctx, cancel := context.WithCancel(ctx)
       | 	defer cancel()
       | 	ended := make(chan outcome, 2)
       | 	ask := func(r request) {$turn
       | 		result, err := fetch(ctx, r)
       | 		ended <- outcome{result, err}
       | 	}
create | 	go ask(requests[i])$inLine
       | 	running, late := 1, time.After($after)
       | 	second := func() {
       | 		running, late = 2, nil
       | 		go ask(requests[i+1])$inner
       | 	}$offLoop
       | 	for {
       | 		select {
       | 		case <-late:
       | 			second()
       | 		case o := <-ended:
       | 			failed := o.err != nil && ctx.Err() == nil
       | 			if failed && late != nil { // no need to wait
       | 				second()
       | 			}
       | 			if running--; failed && running > 0 {
       | 				continue
       | 			}
cancel | 			cancel()
       | 			for range running {
       | 				<-ended
       | 			}
       | 			return o.result, o.err
       | 		}
       | 	}
       | }`, "$after", strings.ReplaceAll(goDuration(w.HedgeAfter), " ", ""))
	})
}

func hedgeInJavaScript(w *writer) {
	w.jsTasks("Array.from({ length: requests.length / 2 }, (_, i) => hedged(2 * i))")
	w.jsTry(jsGather)
	w.addHelper(func(w *writer) {
		w.write(`
       |
       | async function hedged(i) {
       |   const own = new AbortController();
       |   const signal = $own;
create |   const first = request(signal, ...requests[i]);
       |   let timer;
       |   const second = new Promise((resolve) => {
       |     timer = setTimeout(resolve, $after);
       |     first.catch(resolve); // no need to wait
       |   }).then(() => {
       |     signal.throwIfAborted();
       |     return request(signal, ...requests[i + 1]);
       |   });
       |   let failed; // the later one
       |   const note = (error) => {
       |     failed = error;
       |     throw error;
       |   };
       |   try {
       |     return await Promise.any([first.catch(note), second.catch(note)]);
       |   } catch {
       |     throw failed;
       |   } finally {
       |     clearTimeout(timer);
cancel |     own.abort();
       |   }
       | }`, "$own", map[bool]string{true: "AbortSignal.any([stop.signal, own.signal])", false: "own.signal"}[w.stops()],
			"$after", milliseconds(w.HedgeAfter))
	})
}
