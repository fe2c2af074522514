# Each page names the next one, so they come one after another, however many tasks there are.
import asyncio

import aiohttp


async def page(session, n):
    async with session.get(f"https://list.example/page/{n}?latency=200ms") as answer:
        await answer.read()
    return n + 1 if n < 4 else None


async def main():
    async with aiohttp.ClientSession() as session:
        n = 1
        while n is not None:
            n = await page(session, n)
    print("the last page")


asyncio.run(main())
