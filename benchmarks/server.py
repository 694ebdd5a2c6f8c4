"""A Bot API server reduced to what a benchmark needs, as a process of its own: it must never be the slow one.

`python -m benchmarks.server` prints its address. GET /_bench/say?chats=500&count=2000 makes people write
(`per_second=50` spreads it, `apart=7` lets every seventh person write), /_bench/set?delay_ms=50 delays every answer to
sendMessage, /_bench/flood?burst=30&rate=30 turns flood control on, /_bench/stats says what came back since the last
/_bench/reset, /_bench/count only how much.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import defaultdict, deque
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import uvloop

from bot.clock import monotonic
from tests.fakes.telegram_queue import Bucket

FIRST_CHAT = 10_000
SCRIPT = ("việc", "1", "1", "1")
"""What a person writes, again and again: my work, the first task, done, save. An echo bot does not care."""
BOT = {"id": 42, "is_bot": True, "first_name": "B", "username": "bench_bot"}


class Bench:
    """Everything between two resets."""

    def __init__(self) -> None:
        self.updates: deque[dict[str, Any]] = deque()
        self.next_id = 1000
        self.step: defaultdict[int, int] = defaultdict(int)
        self.polls = 0
        self.poller: asyncio.Future[None] | None = None
        self.delay = 0.0
        self.bucket: Bucket | None = None
        self.message_id = 0
        self.reset()

    def reset(self) -> None:
        self.asked_at: defaultdict[int, deque[float]] = defaultdict(deque)
        self.latencies: list[float] = []
        self.sent_at: list[float] = []
        self.began = monotonic()
        self.refused = 0

    def say(self, chat: int) -> None:
        self.next_id += 1
        text = SCRIPT[self.step[chat] % len(SCRIPT)] if self.step[chat] < len(SCRIPT) else "1"
        self.step[chat] += 1
        self.asked_at[chat].append(monotonic())
        who = {"id": chat, "is_bot": False, "first_name": "An", "language_code": "vi"}
        message = {
            "message_id": self.next_id,
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "An"},
            "from": who,
            "text": text,
        }
        self.updates.append({"update_id": self.next_id, "message": message})

    def wake(self) -> None:
        if self.poller is not None and not self.poller.done():
            self.poller.set_result(None)

    async def talk(self, chats: int, count: int, per_second: float, apart: int = 1) -> None:
        order = [FIRST_CHAT + number % chats * apart for number in range(count)]
        if not per_second:
            random.Random(7).shuffle(order)
            for chat in order:
                self.say(chat)
            self.began = monotonic()
            self.wake()
            return
        begun = monotonic()
        for number, chat in enumerate(order):
            await asyncio.sleep(max(0.0, begun + number / per_second - monotonic()))
            self.say(chat)
            self.wake()

    async def get_updates(self, params: dict[str, Any]) -> Any:
        self.polls += 1
        offset = int(params.get("offset") or 0)
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        if not self.updates:
            self.poller = asyncio.get_running_loop().create_future()
            await asyncio.wait([self.poller], timeout=float(params.get("timeout") or 0))
        return [self.updates[place] for place in range(min(100, len(self.updates)))]

    async def send(self, params: dict[str, Any]) -> Any:
        chat = int(params["chat_id"])
        if self.delay:
            await asyncio.sleep(self.delay)
        now = monotonic()
        if self.bucket is not None:
            retry_after = self.bucket.take(now)
            if retry_after:
                self.refused += 1
                return retry_after
        self.sent_at.append(now)
        if self.asked_at[chat]:
            self.latencies.append(now - self.asked_at[chat].popleft())
        self.message_id += 1
        return {
            "message_id": self.message_id,
            "date": 1_790_000_000,
            "from": BOT,
            "chat": {"id": chat, "type": "private", "first_name": "An"},
            "text": params.get("text", ""),
        }

    def stats(self) -> dict[str, Any]:
        return {
            "sent": len(self.sent_at),
            "polls": self.polls,
            "refused": self.refused,
            "seconds": (self.sent_at[-1] - self.began) if self.sent_at else 0.0,
            "first": (self.sent_at[0] - self.began) if self.sent_at else 0.0,
            "latencies": sorted(self.latencies),
            "most_in_a_second": most_in_a_second(self.sent_at),
        }


def most_in_a_second(moments: list[float]) -> int:
    """The largest number of moments within any one second."""
    most, first = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


class Http(asyncio.Protocol):
    """Just enough HTTP/1.1, one request at a time on a connection."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.buffer = b""
        self.transport: Any = None
        self.tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length, kind = 0, ""
        lines = head.split(b"\r\n")
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            match name.lower():
                case b"content-length":
                    length = int(value)
                case b"content-type":
                    kind = value.decode().strip()
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        task = asyncio.ensure_future(self.answer(lines[0].split(b" ")[1].decode(), kind, rest[:length]))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer(self, target: str, kind: str, body: bytes) -> None:
        parts = urlsplit(target)
        method = parts.path.rpartition("/")[2]
        if parts.path.startswith("/_bench/"):
            result = await self.control(method, dict(parse_qsl(parts.query)))
        else:
            params = json.loads(body) if kind.startswith("application/json") and body else form(kind, body)
            result = await self.api(method, params)
        payload = json.dumps(result).encode()
        status = b"429 Too Many Requests" if not result.get("ok", True) else b"200 OK"
        self.transport.write(
            b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (status, len(payload), payload)
        )

    async def api(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "sendMessage":
                result = await self.bench.send(params)
                if isinstance(result, int):
                    return {"ok": False, "error_code": 429, "description": "", "parameters": {"retry_after": result}}
            case "getUpdates":
                result = await self.bench.get_updates(params)
            case "getMe":
                result = BOT | {"can_join_groups": True}
            case _:
                result = True
        return {"ok": True, "result": result}

    async def control(self, command: str, given: dict[str, str]) -> dict[str, Any]:
        bench = self.bench
        match command:
            case "say":
                count, per_second = int(given["count"]), float(given.get("per_second", 0))
                await bench.talk(int(given["chats"]), count, per_second, int(given.get("apart", 1)))
            case "set":
                bench.delay = float(given["delay_ms"]) / 1000
            case "flood":
                bench.bucket = Bucket(float(given["burst"]), float(given["rate"]), 1.0)
            case "reset":
                bench.reset()
            case "count":
                return {"sent": len(bench.sent_at), "polls": bench.polls}
            case "stats":
                return bench.stats()
        return {}


def form(kind: str, body: bytes) -> dict[str, Any]:
    """A form, url-encoded or (aiogram) in parts."""
    if "boundary=" not in kind:
        return dict(parse_qsl(body.decode()))
    fields: dict[str, Any] = {}
    for part in body.split(b"--" + kind.partition("boundary=")[2].encode()):
        head, _, value = part.partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0]
        if name:
            fields[name.decode()] = value.rstrip(b"\r\n").decode()
    return fields


async def serve() -> None:
    bench = Bench()
    server = await asyncio.get_running_loop().create_server(lambda: Http(bench), "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
