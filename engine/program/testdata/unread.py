# Answers arrive while nobody reads them: all are asked for, and read later. It prints what takes how many times 300 ms.
import asyncio
import sys
import time

import aiohttp

SITE, UNIT = sys.argv[1], 0.3


async def ask(session, units, more=""):
    return await session.get(f"{SITE}/request?run=unread{more[-1:]}&task={units}&latency={round(units * UNIT * 1000)}ms{more}")


async def read(response):
    try:
        return "read" if await response.text() else "empty"
    except aiohttp.ClientError as error:
        return "silent" if isinstance(error, aiohttp.ServerTimeoutError) else type(error).__name__


async def all_then_read(session):
    return [await read(r) for r in await asyncio.gather(*(ask(session, n) for n in (3, 1, 2)))]


async def read_too_late(session):
    response = await ask(session, 1)
    await asyncio.sleep(2 * UNIT)
    return await read(response)


async def read_half_way(session):
    response = await ask(session, 2)
    await asyncio.sleep(UNIT)
    return await read(response)


async def broke_meanwhile(session):
    response = await ask(session, 1, "&fault=reset")
    await asyncio.sleep(2 * UNIT)
    return await read(response)


async def silent_meanwhile(session):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_read=UNIT)) as session:
        response = await ask(session, 3)
        await asyncio.sleep(2 * UNIT)
        return await read(response)


async def served_one_by_one(session):
    responses = await asyncio.gather(*(ask(session, 1, "&server=at_once:1") for _ in range(3)))
    await asyncio.sleep(2 * UNIT)
    return [await read(response) for response in responses]


async def place_is_free(session):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        first = await ask(session, 1)
        return first.status, await read(await ask(session, 0))


async def main():
    async with aiohttp.ClientSession() as session:
        for part in (all_then_read, read_too_late, read_half_way, broke_meanwhile, silent_meanwhile, served_one_by_one, place_is_free):
            began = time.monotonic()
            what = await part(session)
            print(part.__name__, what, round((time.monotonic() - began) / UNIT))


asyncio.run(main())
