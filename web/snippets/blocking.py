import asyncio
import time


async def polite(name):
    await asyncio.sleep(0.3)  # hands the turn to the loop
    print("polite", name)


async def rude(name):
    time.sleep(0.3)  # keeps the turn, as requests.get() would
    print("rude", name)


async def main():
    for kind in polite, rude:
        began = time.perf_counter()
        await asyncio.gather(kind("a"), kind("b"), kind("c"))
        print(f"{time.perf_counter() - began:.1f} s")


asyncio.run(main())
