package program

// goFetch writes the function of one task.
func (w *writer) goFetch() {
	client := "http"
	if w.pooled() {
		client = "client"
	}
	w.write(`
      |
      | func fetch($(r request)) (string, error) {
start | 	log("start", r.name)`)
	if w.delays && !w.cancels {
		w.write(`sleep | 	time.Sleep(r.delay)`)
	}
	w.write(`send answer | 	status, err := get$(r)`)
	if w.cancels {
		w.write(`
          | 	if err != nil && ctx.Err() != nil {
cancelled | 		log("cancel", r.name)
          | 		return "", fmt.Errorf("%s: %w", r.name, err)
          | 	}`)
	}
	w.write(`
       | 	if err != nil {
       | 		err = fmt.Errorf("%s: %w", r.name, err)
fail   | 		log("fail", err)
       | 		return "", err
       | 	}
       | 	result := fmt.Sprintf("%s: %d", r.name, status)
finish | 	log("finish", result)
       | 	return result, nil
       | }
       |
       | func get($(r request)) (int, error) {`)
	w.goAsk(client)
	w.write(`
       | 	if err != nil {
       | 		return 0, err
       | 	}
       | 	defer response.Body.Close()
answer | 	_, err = io.Copy(io.Discard, response.Body)`)
	if w.statusFails {
		w.write(`
| 	if err == nil && response.StatusCode >= 400 {
| 		err = errors.New(response.Status)
| 	}`)
	}
	w.write(`
| 	return response.StatusCode, err
| }`)
}

// goAsk writes how the request is sent.
func (w *writer) goAsk(client string) {
	if !w.cancels {
		w.write(`send | 	response, err := $client.Get(r.url)`, "$client", client)
		return
	}
	if w.delays {
		w.write(`
      | 	select {
sleep | 	case <-time.After(r.delay):
      | 	case <-ctx.Done():
      | 		return 0, ctx.Err()
      | 	}`)
	}
	if client == "http" {
		client = "http.DefaultClient"
	}
	w.write(`
     | 	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url, nil)
     | 	if err != nil {
     | 		return 0, err
     | 	}
send | 	response, err := $client.Do(ask)`, "$client", client)
}
