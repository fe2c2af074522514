# time.sleep in a coroutine: nobody else runs meanwhile.
import asyncio
import time


async def careless():
    await asyncio.sleep(0.1)
    time.sleep(1)


async def clock():
    for _ in range(3):
        await asyncio.sleep(0.2)
        print("tick")


async def main():
    await asyncio.gather(careless(), clock())


asyncio.run(main())
