# A socket that sends each message back.
import asyncio

import aiohttp


async def main():
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect("wss://echo.example/") as socket:
            for word in ("one", "two"):
                await socket.send_str(word)
                print(await socket.receive_str())


asyncio.run(main())
