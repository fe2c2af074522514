package program

// pythonSocket writes the async context manager of a socket to the demo backend, which says so when it has accepted, sends
// one message, and closes once it was told bye.
func (w *writer) pythonSocket() {
	w.write(`
     | class ConnectedSocket:
     |     """A socket that whoever has entered it closes, whatever happens in between."""
     |
     |     def __init__(self, $nameurl):`, "$name", textIf(w.stacked, "name, "))
	if w.stacked {
		w.write(`|         self.name = name`)
	}
	w.write(`
     |         self.url = url
     |
     |     async def __aenter__(self):
     |         self.session = aiohttp.ClientSession()
     |         try:
open |             self.socket = await self.session.ws_connect(self.url)
     |             await self.receive()  # the peer has accepted
     |         except BaseException:
     |             await self.session.close()  # __aexit__ will not run
     |             raise
     |         return self
     |
     |     async def receive(self):
answer |         message = await self.socket.receive()
     |         if message.type is not aiohttp.WSMsgType.TEXT:
     |             raise ConnectionResetError("the connection broke")
     |         return message.data
     |
     |     async def __aexit__(self, *exception):
     |         async with self.session:
     |             if self.socket.closed:
     |                 return  # it broke
shut |             await self.socket.send_str("bye")
     |             while (message := await self.socket.receive()).type is aiohttp.WSMsgType.TEXT:
     |                 pass  # it came too late for anybody
     |             if message.type is not aiohttp.WSMsgType.CLOSE:
     |                 raise ConnectionResetError("the connection broke instead of closing")
     |
     |`)
}
