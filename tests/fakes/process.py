"""A server on loopback as a process of its own, told over HTTP what people do and asked what it saw."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import uvloop
from aiohttp import web


def control(server: Any, commands: tuple[str, ...]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """`POST /_fake/<command>` calls the method with the JSON body as arguments, or once for each of a list;
    `GET /_fake/state` reads all, `GET /_fake/counts` how many of each."""

    async def door(request: web.Request) -> web.Response:
        command = request.match_info["command"]
        if command in ("state", "counts"):
            return web.json_response(getattr(server, command)())
        if command not in commands:
            return web.json_response({"error": f"no command {command}"}, status=404)
        given = await request.json()
        results = [getattr(server, command)(**one) for one in (given if isinstance(given, list) else [given])]
        return web.json_response({"result": results if isinstance(given, list) else results[0]})

    return door


def main(make: Callable[..., AbstractAsyncContextManager[Any]], token: str) -> None:
    """`--port N --token T`; says on the first line of its output where it listens."""
    parser = argparse.ArgumentParser(description="A platform's server on loopback, for tests and benchmarks.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=token)
    given = parser.parse_args()

    async def serve() -> None:
        async with make(token=given.token, port=given.port) as server:
            sys.stdout.write(f"listening on {server.url} token {server.token}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()

    try:
        uvloop.run(serve())
    except KeyboardInterrupt:
        sys.exit(0)
