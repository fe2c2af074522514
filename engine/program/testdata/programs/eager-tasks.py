# Tasks that begin at once (Python 3.12 and later): what is in the cache needs no turn of the loop.
import asyncio

cache = {"a": 1}


async def get(key):
    if key not in cache:
        await asyncio.sleep(0.3)
        cache[key] = 2
    return cache[key]


async def main():
    if hasattr(asyncio, "eager_task_factory"):
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    tasks = [asyncio.create_task(get(key)) for key in "ab"]
    print([task.done() for task in tasks])
    print(await asyncio.gather(*tasks))


asyncio.run(main())
