# A lock around a wait: one at a time, in the order of their asking.
import asyncio


async def write(lock, n):
    async with lock:
        await asyncio.sleep(0.2)
        print("wrote", n)


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(*(write(lock, n) for n in range(3)))


asyncio.run(main())
