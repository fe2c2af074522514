# A crawler of a hundred pages: eight workers and a queue. Two pages are broken, and one worker gives up half-way.
import asyncio
import sys

import aiohttp

SITE = sys.argv[1]


def address(page):
    fault = {13: "&status=503", 40: "&fault=reset"}.get(page, "&status=200")
    return f"{SITE}/request?run=crawl&task={page + 1}&latency={20 + page * 7 % 60}ms{fault}"


async def fetch(session, page):
    async with session.get(address(page)) as response:
        response.raise_for_status()
        await response.read()


async def worker(number, session, queue, seen, failed):
    done = 0
    while True:
        page = await queue.get()
        try:
            await fetch(session, page)
        except aiohttp.ClientError as error:
            failed[page] = type(error).__name__
        for link in (2 * page + 1, 2 * page + 2):
            if link < 100 and link not in seen:
                seen.add(link)
                queue.put_nowait(link)
        queue.task_done()
        done += 1
        if number == 7 and done == 5:
            return done


async def main():
    queue, seen, failed = asyncio.Queue(), {0}, {}
    queue.put_nowait(0)
    async with aiohttp.ClientSession() as session:
        workers = [asyncio.create_task(worker(n, session, queue, seen, failed), name=f"worker {n}") for n in range(8)]
        await queue.join()
        for task in workers:
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    print(len(seen), "pages;", sorted(failed.items()))


asyncio.run(main())
