# A wrong program: a quote is missing.
import asyncio


async def main():
    result = 1
    print(f"{result=})


asyncio.run(main())
