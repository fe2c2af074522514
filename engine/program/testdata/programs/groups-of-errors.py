# A group of which one fails, and others fail while they tidy up; then two timeouts, one within the other.
import asyncio


async def fails():
    await asyncio.sleep(0.1)
    raise KeyError("first")


async def tidies():
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        raise ValueError("while tidying up")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())
            group.create_task(tidies())
            group.create_task(tidies())
    except* KeyError as errors:
        print("keys:", len(errors.exceptions))
    except* ValueError as errors:
        print("values:", len(errors.exceptions))
    try:
        async with asyncio.timeout(1) as outer:
            try:
                async with asyncio.timeout(0.3):
                    await asyncio.sleep(2)
            except TimeoutError:
                print("the inner one")
            outer.reschedule(asyncio.get_running_loop().time() + 0.2)
            await asyncio.sleep(2)
    except TimeoutError:
        print("the outer one", outer.expired())


asyncio.run(main())
