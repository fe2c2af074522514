# A consumer waits on a condition until there is enough.
import asyncio


async def consumer(enough, stock):
    async with enough:
        await enough.wait_for(lambda: len(stock) >= 3)
        print("takes", len(stock))


async def main():
    enough, stock = asyncio.Condition(), []
    task = asyncio.create_task(consumer(enough, stock))
    for n in range(3):
        await asyncio.sleep(0.2)
        async with enough:
            stock.append(n)
            enough.notify_all()
    await task


asyncio.run(main())
