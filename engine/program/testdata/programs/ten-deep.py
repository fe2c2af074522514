# Each task makes the next: ten deep.
import asyncio


async def deeper(n):
    await asyncio.sleep(0.1)
    if n < 10:
        return await asyncio.create_task(deeper(n + 1))
    return n


async def main():
    print(await deeper(1))


asyncio.run(main())
