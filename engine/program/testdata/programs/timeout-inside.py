# A time limit around a part: what is inside is cancelled, and the task goes on.
import asyncio


async def main():
    try:
        async with asyncio.timeout(0.5):
            await asyncio.sleep(2)
    except TimeoutError:
        print("too late")
    await asyncio.sleep(0.3)


asyncio.run(main())
