# aiohttp's own time limits: the one of the answer, and the one of waiting for a connection.
import asyncio

import aiohttp


async def get(session, name, latency):
    try:
        async with session.get(f"https://api.example/{name}?latency={latency}") as answer:
            await answer.read()
            return answer.status
    except TimeoutError as error:
        return type(error).__name__


async def main():
    limits = aiohttp.ClientTimeout(total=1, connect=0.5)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1), timeout=limits) as session:
        print(await asyncio.gather(get(session, "slow", "3s"), get(session, "behind", "100ms")))


asyncio.run(main())
