# call_later, one that is cancelled, one that fails, and contexts that each task has of its own.
import asyncio
import contextvars

who = contextvars.ContextVar("who", default="nobody")


def fails():
    raise ValueError("in a callback")


async def tell(what):
    await asyncio.sleep(0.1)
    print(what, "for", who.get())


async def handle(name):
    who.set(name)
    await asyncio.gather(tell("this"), asyncio.create_task(tell("that")))


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(0.5, future.set_result, 42)
    loop.call_later(0.2, fails)
    loop.call_later(0.3, print, "never").cancel()
    await asyncio.gather(handle("one"), handle("two"))
    print(await future, "for", who.get())


asyncio.run(main())
