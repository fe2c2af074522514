# One task waits for a future that another fulfils.
import asyncio


async def asks(answer):
    print("the answer is", await answer)


async def main():
    answer = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(asks(answer))
    await asyncio.sleep(0.5)
    answer.set_result(42)
    await task


asyncio.run(main())
