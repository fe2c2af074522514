import asyncio


async def fail(error):
    raise error


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(ConnectionResetError("b")))
            group.create_task(fail(ValueError("c")))
    except* OSError as some:
        print("network:", some.exceptions)
    except* ValueError as some:
        print("data:", some.exceptions)


asyncio.run(main())
