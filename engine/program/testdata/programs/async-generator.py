# Who goes through an asynchronous generator waits within it.
import asyncio


async def ticks(n):
    for i in range(n):
        await asyncio.sleep(0.2)
        yield i


async def main():
    async for i in ticks(3):
        print("tick", i)


asyncio.run(main())
