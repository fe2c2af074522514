# Two tasks take two locks, each the other way round. Neither ever goes on.
import asyncio


async def both(first, second):
    async with first:
        await asyncio.sleep(0.1)
        async with second:
            print("never")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(both(a, b), both(b, a))


asyncio.run(main())
