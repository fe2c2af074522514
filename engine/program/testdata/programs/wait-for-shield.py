# shield keeps the work when the wait for it is over.
import asyncio


async def work():
    await asyncio.sleep(1)
    print("worked")
    return 42


async def main():
    task = asyncio.create_task(work())
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.4)
    except TimeoutError:
        print("still at it")
    print(await task)


asyncio.run(main())
