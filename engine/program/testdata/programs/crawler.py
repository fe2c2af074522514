# A crawler: each page has links, and pages are fetched once, four at a time.
import asyncio

import aiohttp

LINKS = {"a": "bc", "b": "cd", "c": "de", "d": "", "e": "a"}


async def crawl(session, queue, seen):
    while True:
        name = await queue.get()
        async with session.get(f"https://site.example/{name}?latency={100 + 50 * len(seen)}ms") as answer:
            await answer.read()
        for link in LINKS[name]:
            if link not in seen:
                seen.add(link)
                queue.put_nowait(link)
        queue.task_done()


async def main():
    queue, seen = asyncio.Queue(), {"a"}
    queue.put_nowait("a")
    async with aiohttp.ClientSession() as session:
        crawlers = [asyncio.create_task(crawl(session, queue, seen)) for _ in range(4)]
        await queue.join()
        for crawler in crawlers:
            crawler.cancel()
    print(sorted(seen))


asyncio.run(main())
