# The server refuses twice with 503, and a third address answers.
import asyncio

import aiohttp


async def get(session, addresses):
    for attempt, address in enumerate(addresses):
        try:
            async with session.get(address) as answer:
                answer.raise_for_status()
                return answer.status
        except aiohttp.ClientResponseError as error:
            print("attempt", attempt, error.status)
            await asyncio.sleep(0.2 * 2**attempt)


async def main():
    bad = "https://api.example/?latency=100ms&status=503"
    async with aiohttp.ClientSession() as session:
        print(await get(session, [bad, bad, "https://api.example/?latency=100ms"]))


asyncio.run(main())
