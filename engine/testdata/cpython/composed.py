"""Programs as people write them who compose a semaphore with retries, or with a timeout, each way round, on CPython's own
asyncio. The clock is virtual: whoever waits for the selector moves it. Reads lines "name latency,latency pause|timeout places"
(milliseconds), and prints for each how long it took and how many were late."""
import asyncio
import sys


class Unavailable(Exception):
    """The server's 503."""


async def request(latency, fails=False):
    await asyncio.sleep(latency)
    if fails:
        raise Unavailable


async def retry(pause, ask):
    """Two attempts; each request fails once."""
    try:
        return await ask(True)
    except Unavailable:
        await asyncio.sleep(pause)
        return await ask(False)


async def retry_inside(latency, pause, places):
    async with places:
        await retry(pause, lambda fails: request(latency, fails))


async def retry_around(latency, pause, places):
    async def ask(fails):
        async with places:
            await request(latency, fails)
    await retry(pause, ask)


async def timeout_inside(latency, most, places):
    async with places:
        async with asyncio.timeout(most):
            await request(latency)


async def timeout_around(latency, most, places):
    async with asyncio.timeout(most):
        async with places:
            await request(latency)


async def main(program, latencies, time, places):
    places = asyncio.Semaphore(places)
    ends = await asyncio.gather(*(program(latency, time, places) for latency in latencies), return_exceptions=True)
    return asyncio.get_running_loop().time(), sum(isinstance(end, TimeoutError) for end in ends)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time stands still while anybody works."""
    now = 0.0

    def __init__(self):
        super().__init__()
        select = self._selector.select

        def move(timeout):
            self.now += timeout or 0
            return select(0)
        self._selector.select = move

    def time(self):
        return self.now


for line in sys.stdin:
    name, latencies, time, places = line.split()
    seconds = [int(latency) / 1000 for latency in latencies.split(",")]
    loop = VirtualLoop()
    total, late = loop.run_until_complete(main(globals()[name], seconds, int(time) / 1000, int(places)))
    loop.close()
    print(name, round(total * 1000), late)
