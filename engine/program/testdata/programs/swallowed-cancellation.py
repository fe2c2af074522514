# A task that catches CancelledError and goes on: whoever cancels it waits in vain.
import asyncio


async def stubborn():
    for attempt in range(3):
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            print("not now")
    return "at last"


async def main():
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0.5)
    task.cancel()
    print(await task)


asyncio.run(main())
