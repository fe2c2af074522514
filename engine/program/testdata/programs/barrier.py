# Who comes first waits for the last.
import asyncio


async def step(barrier, seconds):
    await asyncio.sleep(seconds)
    await barrier.wait()
    await asyncio.sleep(0.1)


async def main():
    barrier = asyncio.Barrier(3)
    await asyncio.gather(*(step(barrier, s / 10) for s in (1, 2, 5)))


asyncio.run(main())
