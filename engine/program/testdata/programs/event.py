# Three wait for one event.
import asyncio


async def runner(start, n):
    await start.wait()
    await asyncio.sleep(n / 10)
    return n


async def main():
    start = asyncio.Event()
    runners = [asyncio.create_task(runner(start, n)) for n in (3, 1, 2)]
    await asyncio.sleep(0.5)
    start.set()
    for first in asyncio.as_completed(runners):
        print(await first)


asyncio.run(main())
