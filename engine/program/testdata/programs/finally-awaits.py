# Cleaning up takes time: whoever cancels waits for it.
import asyncio


async def job():
    try:
        await asyncio.sleep(5)
    finally:
        await asyncio.sleep(0.4)
        print("cleaned up")


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.wait([task])


asyncio.run(main())
