# Two mirrors are asked, the first answer counts, and the other is cancelled.
import asyncio

import aiohttp


async def get(session, mirror, latency):
    async with session.get(f"https://{mirror}.example/?latency={latency}") as answer:
        await answer.read()
        return mirror


async def main():
    async with aiohttp.ClientSession() as session:
        tasks = [asyncio.create_task(get(session, "near", "300ms")), asyncio.create_task(get(session, "far", "900ms"))]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        print(done.pop().result(), len(pending))


asyncio.run(main())
