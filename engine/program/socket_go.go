package program

// goConverse writes what a task does with its socket. What is cancelled while it closes leaves it half closed; what was cancelled
// before closes it all the same.
func (w *writer) goConverse() {
	w.write(`
|
| func converse($(r request)) (message string, err error) {`)
	if !w.cancels {
		w.write(`| 	ctx := context.Background()`)
	}
	w.write(`
open   | 	socket, err := connect(ctx, r.url)
       | 	if err != nil {
       | 		return "", err
       | 	}
       | 	defer func() {
shut   | 		if failed := socket.close(ctx); failed != nil {
       | 			err = failed
       | 		}
       | 	}()
answer | 	return socket.receive(ctx)
       | }`)
}

// goSocket writes a socket to the demo backend, which says so when it has accepted, sends one message, and closes once it was
// told bye.
func (w *writer) goSocket() {
	w.write(`
     |
     | // connectedSocket is a socket that whoever has connected it closes, whatever happens in between.
     | type connectedSocket struct {
     | 	*websocket.Conn
     | 	messages chan string // closed with the connection
     | 	ended    error       // why it is closed
     | }
     |
     | func connect(ctx context.Context, url string) (*connectedSocket, error) {
open | 	conn, _, err := websocket.Dial(ctx, url, nil)
     | 	if err != nil {
     | 		return nil, err
     | 	}
     | 	s := &connectedSocket{Conn: conn, messages: make(chan string, 2)}
     | 	go s.listen()
     | 	if _, err := s.receive(ctx); err != nil { // its peer says that it has accepted
     | 		conn.CloseNow()
     | 		return nil, err
     | 	}
     | 	return s, nil
     | }
     |
     | // listen reads by itself: a Read whose context ends would break the connection, which is yet to be closed.
     | func (s *connectedSocket) listen() {
     | 	defer close(s.messages)
     | 	for {
     | 		_, message, err := s.Read(context.Background())
     | 		if err != nil {
     | 			s.ended = err
     | 			return
     | 		}
     | 		s.messages <- string(message)
     | 	}
     | }
     |
     | func (s *connectedSocket) receive(ctx context.Context) (string, error) {
     | 	select {
answer | 	case message, open := <-s.messages:
     | 		if !open {
     | 			return "", s.ended
     | 		}
     | 		return message, nil
     | 	case <-ctx.Done():
     | 		return "", ctx.Err()
     | 	}
     | }
     |
     | // close says bye and waits for the peer to close. It does not care for a cancellation from before.
     | func (s *connectedSocket) close(ctx context.Context) error {
     | 	defer s.CloseNow()
     | 	if ctx.Err() != nil {
     | 		ctx = context.WithoutCancel(ctx)
     | 	}
shut | 	err := s.Write(ctx, websocket.MessageText, []byte("bye"))
     | 	for err == nil {
     | 		_, err = s.receive(ctx)
     | 	}
     | 	if websocket.CloseStatus(err) == websocket.StatusNormalClosure {
     | 		return nil
     | 	}
     | 	return err
     | }`)
}
