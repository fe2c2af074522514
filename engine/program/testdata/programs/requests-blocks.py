# requests in a coroutine: three requests, one after another, and nothing else runs.
import asyncio

import requests


async def get(n):
    return requests.get(f"https://api.example/{n}").status_code


async def main():
    print(await asyncio.gather(*(get(n) for n in range(3))))


asyncio.run(main())
