import asyncio
import time


def fetch_blocking(name):
    time.sleep(0.3)  # a client that blocks
    return name


async def main():
    began = time.perf_counter()
    names = await asyncio.gather(*(asyncio.to_thread(fetch_blocking, n) for n in "abc"))
    print(names, f"{time.perf_counter() - began:.1f} s")


asyncio.run(main())
