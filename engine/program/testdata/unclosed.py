# Sessions and connectors that nobody closes, each in a way of its own: aiohttp says so as soon as they are gone.
import asyncio
import sys

import aiohttp

SITE = sys.argv[1]


def address(page, more=""):
    return f"{SITE}/request?run=unclosed&task={page}&latency=0s{more}"


async def read():
    session = aiohttp.ClientSession()
    async with session.get(address(0)) as response:
        return len(await response.text()) > 0


async def not_read():
    session = aiohttp.ClientSession()
    response = await session.get(address(1, "&size=2000000"))
    return response.status


async def never_used():
    aiohttp.ClientSession()


async def connector_of_its_own():
    connector = aiohttp.TCPConnector()
    async with aiohttp.ClientSession(connector=connector, connector_owner=False) as session:
        async with session.get(address(2)) as response:
            return len(await response.read()) > 0


async def nothing_kept():
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
    async with session.get(address(3)) as response:
        return len(await response.read()) > 0


async def failed():
    session = aiohttp.ClientSession(raise_for_status=True)
    try:
        async with session.get(address(4, "&status=503")) as response:
            return response.status
    except aiohttp.ClientResponseError as error:
        return error.status


async def closed():
    async with aiohttp.ClientSession() as session, session.get(address(5)) as response:
        return len(await response.text()) > 0


def note(loop, context):
    print("   ", context["message"], f"{len(context['connections'])} kept" if "connections" in context else "", sep=", ")


async def main():
    asyncio.get_running_loop().set_exception_handler(note)
    for program in (read, not_read, never_used, connector_of_its_own, nothing_kept, failed, closed):
        print(program.__name__)
        print("   ", await program())


asyncio.run(main())
