# Three callers want the same: the first asks, and all wait for its task.
import asyncio

import aiohttp

flights = {}


async def fetch(session, key):
    async with session.get(f"https://api.example/{key}?latency=500ms") as answer:
        await answer.read()
        return answer.status


async def get(session, key):
    if key not in flights:
        flights[key] = asyncio.create_task(fetch(session, key))
    return await flights[key]


async def caller(session, after):
    await asyncio.sleep(after)
    return await get(session, "price")


async def main():
    async with aiohttp.ClientSession() as session:
        print(await asyncio.gather(*(caller(session, after) for after in (0, 0.1, 0.2))))


asyncio.run(main())
