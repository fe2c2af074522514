import asyncio


async def main():
    tasks = [asyncio.create_task(asyncio.sleep(s, s)) for s in (0.3, 0.1, 0.2)]
    try:
        for next_done in asyncio.as_completed(*tasks):  # gather takes a star, this does not
            print(await next_done)
    except TypeError as error:
        print("TypeError:", error)
    for next_done in asyncio.as_completed(tasks):
        print(await next_done)


asyncio.run(main())
