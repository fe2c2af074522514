# An answer that is read after its "async with", and a session that nobody closes: both as in aiohttp.
import asyncio
import aiohttp


async def careless():
    session = aiohttp.ClientSession()
    response = await session.get("https://example.com/?latency=200ms")
    return response.status


async def main():
    print(await careless())
    async with aiohttp.ClientSession() as session:
        async with session.get("https://example.com/?latency=300ms") as response:
            print(response.status)
        print(await response.text())


asyncio.run(main())
