package program

// goFetch writes the function of one task.
func (w *writer) goFetch() {
	w.write(`
      |
      | func fetch($(r request)) (string, error) {`)
	if w.clocked {
		w.write(`| 	defer timed("fetch(" + r.name + ")")()`)
	}
	w.write(`start | 	log("start", r.name)`)
	switch {
	case w.delays && w.blocks:
		w.goSleepUnlocked()
	case w.delays && !w.cancels:
		w.write(`sleep | 	time.Sleep(r.delay)`)
	}
	if w.Sleeps() {
		w.goSlept()
	}
	if w.sockets {
		w.write(`open answer shut | 	message, err := converse$(r)`)
	} else {
		w.write(`send answer | 	status, err := get$(r)`)
	}
	w.goEnds(`""`)
	w.write(`
       | 	result := fmt.Sprintf($value)
finish | 	log("finish", result)
       | 	return result, nil
       | }`, "$value", map[bool]string{true: `"%s: %s", r.name, message`, false: `"%s: %d", r.name, status`}[w.sockets])
	if w.sockets {
		w.goConverse()
		w.goSocket()
	} else {
		w.goGet()
	}
}

// goSlept writes the end of a task that only sleeps.
func (w *writer) goSlept() {
	w.write(`| 	if r.url == "" { // it only sleeps`)
	if w.cancels && !w.blocks {
		w.write(`
      | 		select {
sleep | 		case <-time.After(r.delay):
      | 		case <-ctx.Done():
      | 		}
          | 		if ctx.Err() != nil {
cancelled | 			log("cancel", r.name)
          | 			return "", fmt.Errorf("%s: %w", r.name, ctx.Err())
          | 		}`)
	}
	w.write(`
       | 		result := r.name + ": slept"
finish | 		log("finish", result)
       | 		return result, nil
       | 	}`)
}

// goSleepUnlocked writes the sleep of a task that lets the others go on, as its request will not.
func (w *writer) goSleepUnlocked() {
	if !w.cancels {
		w.write(`
      | 	if r.delay > 0 {
sleep | 		sleep(r.delay)
      | 	}`)
		return
	}
	w.write(`
          | 	if r.delay > 0 {
sleep     | 		if err := sleep(ctx, r.delay); err != nil {
cancelled | 			log("cancel", r.name)
          | 			return "", fmt.Errorf("%s: %w", r.name, err)
          | 		}
          | 	}`)
}

// goEnds writes how a task ends other than well; zero is what its function then returns beside the error.
func (w *writer) goEnds(zero string) {
	w.set("$zero", zero)
	if w.cancels && !w.blocks {
		w.write(`
          | 	if err != nil && ctx.Err() != nil {
cancelled | 		log("cancel", r.name)
          | 		return $zero, fmt.Errorf("%s: %w", r.name, err)
          | 	}`)
	}
	w.write(`
       | 	if err != nil {
       | 		err = fmt.Errorf("%s: %w", r.name, err)
fail   | 		log("fail", err)
       | 		return $zero, err
       | 	}`)
}

// goGet writes one request.
func (w *writer) goGet() {
	w.write(`
|
| func get($(r request)) (int, error) {`)
	w.goAsk()
	w.write(`
       | 	if err != nil {
       | 		return 0, err
       | 	}
       | 	defer response.Body.Close()
answer | 	_, err = io.Copy(io.Discard, $body)`, "$body", w.goBody())
	if w.statusFails {
		w.write(`
| 	if err == nil && response.StatusCode >= 400 {
| 		err = $error
| 	}`, "$error", w.goStatusError())
	}
	w.write(`
| 	return response.StatusCode, err
| }`)
	w.goHeard()
}

// goStatusError is the error of a bad status, with what retries want to know of it.
func (w *writer) goStatusError() string {
	switch {
	case w.waitsAsTold():
		return `refused{statusError(response.StatusCode), response.Header.Get("Retry-After")}`
	case w.minds():
		return "statusError(response.StatusCode)"
	}
	return "errors.New(response.Status)"
}

// goAsk writes how the request is sent.
func (w *writer) goAsk() {
	client, ctx := w.goClient(), "ctx"
	if w.cancels && w.delays && !w.blocks {
		w.write(`
      | 	select {
sleep | 	case <-time.After(r.delay):
      | 	case <-ctx.Done():
      | 		return 0, ctx.Err()
      | 	}`)
	}
	w.goClocks()
	switch {
	case w.blocks && w.cancels:
		w.write(`send | 	response, err := client.Get(r.url) // blocks: nothing else runs, and nothing cancels it`)
		return
	case !w.cancels && !w.closesSessionFirst():
		if w.limitsInAll() {
			w.write(`
| 	places <- struct{}{}
| 	defer func() { <-places }()`)
		}
		w.write(`send | 	response, err := $client.Get(r.url)`, "$client", client)
		return
	case !w.cancels:
		ctx = "session"
	case w.closesSessionFirst():
		w.write(`
| 	ctx, cancel := context.WithCancel(ctx)
| 	defer cancel()
| 	defer context.AfterFunc(session, cancel)()`)
	}
	if client == "http" {
		client = "http.DefaultClient"
	}
	if w.limitsInAll() {
		w.write(`
| 	select {
| 	case places <- struct{}{}:
| 		defer func() { <-places }()
| 	case <-$ctx.Done():
| 		return 0, $ctx.Err()
| 	}`, "$ctx", ctx)
	}
	w.write(`
     | 	ask, err := http.NewRequestWithContext($ctx, http.MethodGet, r.url, nil)
     | 	if err != nil {
     | 		return 0, err
     | 	}
send | 	response, err := $client.Do(ask)`, "$client", client, "$ctx", ctx)
}

// goClient is what asks: a client of the program's own where it has limits, or one for each request.
func (w *writer) goClient() string {
	switch {
	case w.ownClient():
		return "client"
	case w.shared || w.blocks:
		return "http"
	}
	w.write(`
     | 	client := &http.Client{Transport: &http.Transport{$dial}} // of its own: no other request can use its connections
shut | 	defer client.CloseIdleConnections()`, "$dial", w.goDialer())
	return "client"
}

// goClocks writes the clocks that the client gives a request: of all of it, of getting a connection, of silence. That of connecting is
// the dialer's.
func (w *writer) goClocks() {
	if !w.timesItself() {
		return
	}
	times := w.ClientTimeout
	if times.Total > 0 {
		w.write(`
| 	ctx, over := context.WithTimeout(ctx, $total) // from here to the end of the answer
| 	defer over()`, "$total", tight(goDuration(times.Total)))
	}
	if times.Connect+times.SockRead == 0 {
		return
	}
	w.write(`
| 	ctx, late := context.WithCancelCause(ctx)
| 	defer late(nil)`)
	var hooks []string
	if times.Connect > 0 {
		w.write(`
| 	connecting := time.AfterFunc($time, func() { late(errors.New("connect: no connection yet")) })
| 	defer connecting.Stop()`, "$time", tight(goDuration(times.Connect)))
		hooks = append(hooks, "GotConn: "+textIf(times.SockRead > 0, "     ")+"func(httptrace.GotConnInfo) { connecting.Stop() }")
	}
	if times.SockRead > 0 {
		w.write(`
| 	silence := time.AfterFunc(quiet, func() { late(errors.New("sock_read: nothing came")) })
| 	silence.Stop()
| 	defer silence.Stop()`)
		hooks = append(hooks, "WroteRequest: func(httptrace.WroteRequestInfo) { silence.Reset(quiet) }")
	}
	w.write(`| 	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{`)
	for _, hook := range hooks {
		w.add("\t\t" + hook + ",")
	}
	w.write(`| 	})`)
}

// goBody is what an answer's body is read from, and goHeard writes what starts the clock of silence anew.
func (w *writer) goBody() string {
	if w.timesItself() && w.ClientTimeout.SockRead > 0 {
		return "heard{response.Body, silence}"
	}
	return "response.Body"
}

func (w *writer) goHeard() {
	if !w.timesItself() || w.ClientTimeout.SockRead == 0 {
		return
	}
	w.write(`
|
| const quiet = $quiet // is too long: net/http has no such clock
|
| // heard begins the silence anew with each piece of an answer.
| type heard struct {
| 	io.Reader
| 	silence *time.Timer
| }
|
| func (h heard) Read(piece []byte) (int, error) {
| 	n, err := h.Reader.Read(piece)
| 	h.silence.Reset(quiet)
| 	return n, err
| }`, "$quiet", goDuration(w.ClientTimeout.SockRead))
}

// goDialing is what connects, with a clock where there is one.
func (w *writer) goDialing() string {
	if !w.timesItself() || w.ClientTimeout.SockConnect == 0 {
		return "new(net.Dialer)"
	}
	return "(&net.Dialer{Timeout: " + goDuration(w.ClientTimeout.SockConnect) + "})"
}

// goDialer is the option of a transport that has a clock of connecting; "" if it has none.
func (w *writer) goDialer() string {
	if !w.timesItself() || w.ClientTimeout.SockConnect == 0 {
		return ""
	}
	return "DialContext: " + w.goDialing() + ".DialContext"
}
