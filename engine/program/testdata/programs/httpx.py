# The same with httpx, whose answers come whole.
import asyncio

import httpx


async def main():
    async with httpx.AsyncClient() as client:
        answers = await asyncio.gather(*(client.get(f"https://api.example/{n}") for n in range(3)))
    print([answer.status_code for answer in answers])


asyncio.run(main())
