# A queue with two places: the producer waits for the consumer.
import asyncio


async def producer(queue):
    for n in range(5):
        await queue.put(n)
    await queue.put(None)


async def consumer(queue):
    while (n := await queue.get()) is not None:
        await asyncio.sleep(0.2)
        print("consumed", n)


async def main():
    queue = asyncio.Queue(maxsize=2)
    await asyncio.gather(producer(queue), consumer(queue))


asyncio.run(main())
