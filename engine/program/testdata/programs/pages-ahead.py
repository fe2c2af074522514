# A page is handled while the next is on its way.
import asyncio

import aiohttp


async def page(session, n):
    async with session.get(f"https://list.example/page/{n}?latency=300ms") as answer:
        return await answer.text()


async def handle(text):
    await asyncio.sleep(0.2)


async def main():
    async with aiohttp.ClientSession() as session:
        ahead = asyncio.create_task(page(session, 1))
        for n in range(2, 5):
            text = await ahead
            ahead = asyncio.create_task(page(session, n))
            await handle(text)
        await handle(await ahead)


asyncio.run(main())
