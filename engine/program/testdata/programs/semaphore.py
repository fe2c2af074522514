# Two at a time, by a semaphore.
import asyncio


async def job(places, n):
    async with places:
        await asyncio.sleep(0.3)
        return n


async def main():
    places = asyncio.Semaphore(2)
    print(await asyncio.gather(*(job(places, n) for n in range(5))))


asyncio.run(main())
