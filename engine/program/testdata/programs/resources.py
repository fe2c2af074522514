# Asynchronous generators and what is entered: closed in time, left early, and left to the loop.
import asyncio
from contextlib import aclosing, asynccontextmanager


@asynccontextmanager
async def resource(name):
    await asyncio.sleep(0.1)
    try:
        yield name
    finally:
        await asyncio.sleep(0.1)
        print("closed", name)


async def ticker(delay, to):
    for i in range(to):
        yield i
        await asyncio.sleep(delay)


async def main():
    async with resource("a"):
        print([i async for i in ticker(0.1, 3)])
    async with aclosing(ticker(0.1, 10)) as ticks:
        async for i in ticks:
            if i == 2:
                break
    left = ticker(0.1, 10)
    async for i in left:
        if i == 1:
            break
    print(await anext(left))


asyncio.run(main())
