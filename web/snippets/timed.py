import asyncio
import functools
import time


def timed(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        print("begin", function.__name__, *args)
        began = time.perf_counter()
        try:
            return await function(*args, **kwargs)
        finally:
            print("end", function.__name__, *args, f"after {time.perf_counter() - began:.1f} s")

    return wrapper


@timed
async def nap(seconds):
    await asyncio.sleep(seconds)
    return seconds


@timed
async def main():
    print(await asyncio.gather(nap(0.4), nap(0.2)))


asyncio.run(main())
