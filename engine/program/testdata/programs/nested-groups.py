# A group within a group: the inner one fails, and the outer cancels its other member.
import asyncio


async def nap(seconds):
    await asyncio.sleep(seconds)


async def fails():
    await asyncio.sleep(0.3)
    raise ValueError("no")


async def inner():
    async with asyncio.TaskGroup() as group:
        group.create_task(nap(1))
        group.create_task(fails())


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())
            group.create_task(nap(2))
    except* ValueError as errors:
        print("main has", len(errors.exceptions))


asyncio.run(main())
