import asyncio


async def main():
    nap = asyncio.sleep(0.1, "rested")
    try:
        await asyncio.wait([nap])
    except TypeError as error:
        print("TypeError:", error)
    task = asyncio.create_task(nap)
    done, pending = await asyncio.wait([task])
    print(task in done, len(pending), task.result())


asyncio.run(main())
