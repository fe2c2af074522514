# A wrong program: as_completed takes one list, and gets a star.
import asyncio


async def main():
    tasks = [asyncio.create_task(asyncio.sleep(n / 10)) for n in (1, 2)]
    for first in asyncio.as_completed(*tasks):
        print(await first)


asyncio.run(main())
