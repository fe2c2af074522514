# Who goes on in spite of a cancellation, and who only seems to: tidying up, a timeout and a group are no reason to worry.
import asyncio


async def deaf():
    while True:
        try:
            await asyncio.sleep(0.4)
            return "done when it likes"
        except asyncio.CancelledError:
            pass  # and again


async def tidy():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        await asyncio.sleep(0.1)
        raise


async def patient():
    try:
        async with asyncio.timeout(0.2):
            await asyncio.sleep(5)
    except TimeoutError:
        pass
    await asyncio.sleep(0.2)
    return "in time"


async def hasty():
    async with asyncio.timeout(0.2):
        try:
            await asyncio.sleep(5)
        except BaseException:
            pass  # the timeout's own cancellation
        await asyncio.sleep(0.5)
    return "too late, and nobody knows"


async def listener(task):
    try:
        await task
    except asyncio.CancelledError:
        await asyncio.sleep(0.3)
    return "its task was cancelled, and it was not"


async def main():
    tasks = [asyncio.create_task(job) for job in (deaf(), tidy(), patient(), hasty())]
    heard = asyncio.create_task(listener(tasks[1]))
    await asyncio.sleep(0.3)
    for task in tasks[:2]:
        task.cancel()
    print(await asyncio.gather(*tasks, heard, return_exceptions=True))


asyncio.run(main())
