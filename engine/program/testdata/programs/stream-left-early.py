# An answer that is not read to its end: its connection cannot be used again.
import asyncio

import aiohttp


async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get("https://files.example/big?latency=2s&size=1000000") as answer:
            print(answer.status, "is enough")
        async with session.get("https://files.example/small?latency=100ms") as answer:
            print(len(await answer.read()))


asyncio.run(main())
