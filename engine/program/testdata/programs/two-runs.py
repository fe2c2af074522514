# Two runs of the loop, one after another.
import asyncio


async def first():
    await asyncio.sleep(0.2)
    return 1


async def second(n):
    await asyncio.gather(asyncio.sleep(0.1), asyncio.sleep(0.3))
    return n + 1


print(asyncio.run(second(asyncio.run(first()))))
