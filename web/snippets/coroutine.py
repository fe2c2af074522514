import asyncio


async def greet(name):
    print("hello", name)


async def main():
    waiting = greet("a")  # runs nothing yet
    task = asyncio.create_task(greet("b"))  # will run as soon as main() waits
    print("main() goes on")
    await waiting
    await task


asyncio.run(main())
