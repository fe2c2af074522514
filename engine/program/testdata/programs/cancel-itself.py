# main() is cancelled by one of its own tasks.
import asyncio


async def watchdog(task):
    await asyncio.sleep(0.3)
    task.cancel()


async def main():
    watch = asyncio.create_task(watchdog(asyncio.current_task()))
    try:
        await asyncio.sleep(2)
    except asyncio.CancelledError:
        print("stopped by the watchdog")
    await watch


asyncio.run(main())
