# The same with a set of tasks that main() waits for at its end.
import asyncio

background = set()


async def save(n):
    await asyncio.sleep(n / 10)
    print("saved", n)


async def main():
    for n in (3, 1, 2):
        task = asyncio.create_task(save(n))
        background.add(task)
        task.add_done_callback(background.discard)
    print("main is done")
    await asyncio.wait(background)


asyncio.run(main())
