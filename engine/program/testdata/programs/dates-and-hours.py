# What time it is, in each of the ways that programs ask: the clock is the virtual one.
import asyncio
import datetime
import time
from datetime import date


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    began = datetime.datetime.now()
    print(f"started at {time.strftime('%X')}, {date.today()}")
    await say_after(1, "hello")
    await say_after(2, "world")
    print(f"finished at {time.strftime('%X')}, after {datetime.datetime.now() - began}, on {time.ctime()}")


asyncio.run(main())
