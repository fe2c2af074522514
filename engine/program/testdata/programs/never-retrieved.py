# A task fails, and nobody asks: asyncio says so when the task goes.
import asyncio


async def fails():
    raise ValueError("nobody hears this")


async def main():
    task = asyncio.create_task(fails())
    await asyncio.sleep(0.1)
    del task
    print("main goes on")


asyncio.run(main())
