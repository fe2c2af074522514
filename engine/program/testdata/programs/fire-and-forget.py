# A task that nobody keeps or awaits: the program ends, and it with it.
import asyncio


async def save():
    await asyncio.sleep(1)
    print("saved")


async def main():
    task = asyncio.create_task(save())
    await asyncio.sleep(0.4)
    print("main is done")


asyncio.run(main())
