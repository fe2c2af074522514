# A wrong program: pending has no value before the loop.
import asyncio


async def main():
    tasks = [asyncio.create_task(asyncio.sleep(n / 10)) for n in (1, 2)]
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)


asyncio.run(main())
