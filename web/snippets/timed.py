import asyncio
import functools
import time


def timed(coroutine):
    @functools.wraps(coroutine)
    async def wrapper(*args):
        call = f"{coroutine.__name__}({', '.join(map(repr, args))})"
        print("starting", call)
        start = time.perf_counter()
        try:
            return await coroutine(*args)
        finally:
            print(f"finished {call} in {time.perf_counter() - start:.1f} second(s)")

    return wrapper


@timed
async def nap(seconds):
    print(f"sleeping for {seconds} second(s)")
    await asyncio.sleep(seconds)
    return seconds


@timed
async def main():
    print(await asyncio.gather(nap(0.4), nap(0.2)))


asyncio.run(main())
