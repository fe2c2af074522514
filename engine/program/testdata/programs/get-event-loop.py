# A loop as programs got theirs before asyncio.run: Python 3.14 no longer has it so.
import asyncio


async def hello(name):
    await asyncio.sleep(1)
    return "hello " + name


loop = asyncio.get_event_loop()
tasks = [loop.create_task(hello("one")), asyncio.ensure_future(hello("two"), loop=loop)]
print(loop.run_until_complete(asyncio.gather(*tasks)))
print(loop.run_until_complete(hello("again")))
loop.close()
