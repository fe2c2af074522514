import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


@asynccontextmanager
async def door(name):
    print(name, "opens")
    try:
        yield name
    finally:
        print(name, "closes")


async def main():
    async with AsyncExitStack() as stack:
        for name in "oak", "ash", "elm":
            await stack.enter_async_context(door(name))
        print("all are open")


asyncio.run(main())
