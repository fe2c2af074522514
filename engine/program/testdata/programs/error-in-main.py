# main() fails while two tasks run: they are cancelled at the program's end.
import asyncio


async def job(n):
    try:
        await asyncio.sleep(n)
    except asyncio.CancelledError:
        print("job", n, "is cancelled")
        raise


async def main():
    jobs = [asyncio.create_task(job(n)) for n in (1, 2)]
    await asyncio.sleep(0.3)
    raise RuntimeError("main() is wrong")


asyncio.run(main())
