"""Makes a scenario's requests with aiohttp itself: {"url", "strategy", "limit", "limit_per_host", "timeout", "tasks"} on
standard input. A task is {"host", "delay", "path"}. Every host is this machine."""
import asyncio
import json
import socket
import sys

import aiohttp
from aiohttp.abc import AbstractResolver

program = json.load(sys.stdin)


class Here(AbstractResolver):
    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self):
        pass


async def fetch(session, task):
    await asyncio.sleep(task["delay"])
    url = program["url"].replace("127.0.0.1", f"b{task['host']}.localhost") + task["path"]
    async with session.get(url) as response:
        await response.read()
        response.raise_for_status()


async def sequential(session):
    for task in program["tasks"]:
        await fetch(session, task)


async def gather(session):
    await asyncio.gather(*[fetch(session, task) for task in program["tasks"]], return_exceptions=True)


async def wait(session):
    tasks = [asyncio.create_task(fetch(session, task)) for task in program["tasks"]]
    _, pending = await asyncio.wait(tasks, timeout=program["timeout"])
    for task in pending:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def task_group(session):
    try:
        async with asyncio.TaskGroup() as group:
            for task in program["tasks"]:
                group.create_task(fetch(session, task))
    except* aiohttp.ClientError:
        pass


async def main():
    connector = aiohttp.TCPConnector(
        limit=program["limit"], limit_per_host=program["limit_per_host"], resolver=Here())
    async with aiohttp.ClientSession(connector=connector) as session:
        await globals()[program["strategy"]](session)


asyncio.run(main())
