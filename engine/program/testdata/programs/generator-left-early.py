# A generator that is left is closed by the loop, some time: its finally comes late.
import asyncio


async def ticks():
    try:
        for i in range(10):
            await asyncio.sleep(0.1)
            yield i
    finally:
        print("closed")


async def main():
    async for i in ticks():
        if i == 2:
            break
    await asyncio.sleep(0.2)
    print("main is done")


asyncio.run(main())
