# Two workers take from one queue. One dies, and the queue is worked off by the other.
import asyncio

import aiohttp


async def worker(name, queue, session):
    while True:
        n = await queue.get()
        try:
            async with session.get(f"https://shop.example/item?n={n}&latency={100 * n}ms") as answer:
                await answer.read()
            if n == 4:
                raise ValueError("no such item")
            print(name, "has", n)
        finally:
            queue.task_done()


async def main():
    queue = asyncio.Queue()
    for n in range(6):
        queue.put_nowait(n)
    async with aiohttp.ClientSession() as session:
        workers = [asyncio.create_task(worker(name, queue, session)) for name in "ab"]
        await queue.join()
        for task in workers:
            task.cancel()
        print(await asyncio.gather(*workers, return_exceptions=True))


asyncio.run(main())
