# A task is cancelled while it waits for a place in the pool.
import asyncio

import aiohttp


async def get(session, name):
    async with session.get(f"https://api.example/{name}?latency=600ms") as answer:
        return len(await answer.read())


async def main():
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        tasks = [asyncio.create_task(get(session, name)) for name in "abc"]
        await asyncio.sleep(0.3)
        tasks[1].cancel()
        print(await asyncio.gather(*tasks, return_exceptions=True))


asyncio.run(main())
