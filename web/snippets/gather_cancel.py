import asyncio


async def nap(name, seconds):
    try:
        await asyncio.sleep(seconds)
        return name
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    tasks = [asyncio.create_task(nap("a", 0.1)), asyncio.create_task(nap("b", 0.2))]
    both = asyncio.gather(*tasks)
    await asyncio.sleep(0)  # let them start
    both.cancel()  # cancels every child that still runs
    try:
        await both
    except asyncio.CancelledError:
        print("so is gather")

    tasks = [asyncio.create_task(nap("c", 0.1)), asyncio.create_task(nap("d", 0.2))]
    both = asyncio.gather(*tasks)
    await asyncio.sleep(0)
    tasks[0].cancel()  # cancels one child, and not its sibling
    try:
        await both
    except asyncio.CancelledError:
        print("gather raises")
    print("the sibling ends with", await tasks[1])


asyncio.run(main())
