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
       |         done, _ = await asyncio.wait(tasks, timeout=$after)
       |         if not done:
create |             tasks.append(asyncio.create_task(fetch($session*REQUESTS[i + 1])))
       |             done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
       |         return await min(done, key=tasks.index)
       |     finally:
       |         for task in tasks:
cancel |             task.cancel()
       |         await asyncio.gather(*tasks, return_exceptions=True)`, "$after", w.pythonTime(w.HedgeAfter))
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
       | 	ask := func(r request) {
       | 		result, err := fetch(ctx, r)
       | 		ended <- outcome{result, err}
       | 	}
create | 	go ask(requests[i])
       | 	second := time.AfterFunc($after, func() { ask(requests[i+1]) })
       | 	o := <-ended
cancel | 	cancel()
       | 	if !second.Stop() { // it was sent, so one of the two is yet to end
       | 		<-ended
       | 	}
       | 	return o.result, o.err
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
       |   const second = new Promise((resolve, reject) => {
       |     timer = setTimeout(() => request(signal, ...requests[i + 1]).then(resolve, reject), $after);
       |   });
       |   try {
       |     return await Promise.race([first, second]);
       |   } finally {
       |     clearTimeout(timer);
cancel |     own.abort();
       |   }
       | }`, "$own", map[bool]string{true: "AbortSignal.any([stop.signal, own.signal])", false: "own.signal"}[w.stops()],
			"$after", milliseconds(w.HedgeAfter))
	})
}
