# A callback of the loop makes a task that nobody of the program's tasks created.
import asyncio


async def late():
    await asyncio.sleep(0.2)
    print("late")


async def main():
    loop = asyncio.get_running_loop()
    made = []
    loop.call_later(0.3, lambda: made.append(asyncio.create_task(late())))
    await asyncio.sleep(0.4)
    await made[0]


asyncio.run(main())
