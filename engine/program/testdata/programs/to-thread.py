# What blocks goes into threads, and the loop goes on.
import asyncio
import time


def read(n):
    time.sleep(0.5)
    return n * n


async def clock():
    for _ in range(3):
        await asyncio.sleep(0.2)
        print("tick")


async def main():
    ticks = asyncio.create_task(clock())
    print(await asyncio.gather(*(asyncio.to_thread(read, n) for n in range(3))))
    await ticks


asyncio.run(main())
