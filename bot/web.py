"""One web app: webhooks, health, metrics. A webhook is answered 200 only when its message is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from urllib.parse import quote

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.board import add_board_routes
from bot.channels.base import Channel, Deliver
from bot.clock import Clock, monotonic
from bot.limits import MISSES_BURST, MISSES_PER_MINUTE, Limiter, address_of
from storage.database import Database, DatabaseUnavailable
from storage.unit_of_work import reading, unit_of_work

log = structlog.get_logger(__name__)

MOST_BYTES = 1_048_576
QUEUE_TOO_OLD_MS = 300_000
BODY_SECONDS = 10.0


class _Pages:
    """What each address answers."""

    def __init__(
        self, channels: Iterable[Channel], database: Database, clock: Clock, deliver: Deliver, misses: Limiter
    ) -> None:
        self._known = {channel.name: channel for channel in channels}
        self._database = database
        self._clock = clock
        self._deliver = deliver
        self._misses = misses

    def _missed(self, request: web.Request) -> None:
        self._misses.over(address_of(request), self._clock.now())

    def _not_too_often(self, request: web.Request) -> None:
        """Whoever guesses at secrets and links is sent away before anything is looked at."""
        if self._misses.is_full(address_of(request), self._clock.now()):
            raise web.HTTPTooManyRequests

    async def webhook(self, request: web.Request) -> web.Response:
        """Headers first: nothing of a body is read without the secret."""
        self._not_too_often(request)
        channel = self._known.get(request.match_info["channel"])
        if channel is None:
            self._missed(request)
            raise web.HTTPNotFound
        if not channel.secret_matches({name.lower(): value for name, value in request.headers.items()}):
            log.warning("webhook.wrong_secret", channel=channel.name)
            self._missed(request)
            raise web.HTTPForbidden
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        try:
            await self._deliver(channel.receive(body))
        except DatabaseUnavailable:
            # The platform sends it again; intake has said what is wrong.
            raise web.HTTPServiceUnavailable from None
        return web.Response()

    async def health(self, _: web.Request) -> web.Response:
        """For a watcher that only looks at the status."""
        found = await measure(self._known.values(), self._database, self._clock)
        return web.json_response(found, status=200 if found["healthy"] else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        """For Prometheus."""
        found = await measure(self._known.values(), self._database, self._clock)
        return web.Response(body=_as_prometheus(found), content_type="text/plain", charset="utf-8")

    async def file(self, request: web.Request) -> web.Response:
        """A report behind its link. A link that is wrong, ended or expired is simply not there."""
        self._not_too_often(request)
        async with unit_of_work(self._database) as uow:
            found = await uow.files.fetch(request.match_info["token"], self._clock.now())
        if found is None:
            self._missed(request)
            raise web.HTTPNotFound
        name, content = found
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=content, headers=headers, content_type="application/octet-stream")


def build_web(channels: Iterable[Channel], database: Database, clock: Clock, deliver: Deliver) -> web.Application:
    """The routes of `chibo run`; the demo adds its own."""
    app = web.Application(client_max_size=MOST_BYTES)
    misses = Limiter(MISSES_BURST, MISSES_PER_MINUTE)
    pages = _Pages(channels, database, clock, deliver, misses)
    add_board_routes(app, database, clock, misses)
    app.add_routes(
        [
            web.post("/webhook/{channel}", pages.webhook),
            web.get("/health", pages.health),
            web.get("/metrics", pages.metrics),
            web.get("/files/{token}/{name}", pages.file),
        ]
    )
    return app


async def measure(channels: Iterable[Channel], database: Database, clock: Clock) -> dict[str, object]:
    """Queue depths and ages in seconds, and how long ago each channel last heard from its platform."""
    now = clock.now()
    async with reading(database) as uow:
        waiting, since = await uow.inbox.waiting()
        queues: dict[str, dict[str, object]] = {"inbox": _queue(waiting, since, now)}
        for channel in channels:
            depth, oldest = await uow.outbox.depth(channel.name, now)
            last_ok = getattr(channel, "last_ok", None)
            queues[channel.name] = _queue(depth, oldest, now) | {
                "last_ok_seconds": None if last_ok is None else round(monotonic() - last_ok, 1),
                "trouble": getattr(channel, "trouble", None),
            }
    ages = [queue["age_seconds"] for queue in queues.values()]
    healthy = all(isinstance(age, float) and age * 1000 < QUEUE_TOO_OLD_MS for age in ages)
    return {"healthy": healthy, "queues": queues}


def _queue(depth: int, since: int | None, now: int) -> dict[str, object]:
    return {"waiting": depth, "age_seconds": 0.0 if since is None else max(0.0, (now - since) / 1000)}


def _as_prometheus(found: dict[str, object]) -> bytes:
    registry = CollectorRegistry()
    waiting = Gauge("chibo_waiting", "Messages waiting", ["queue"], registry=registry)
    age = Gauge("chibo_oldest_seconds", "Age of the oldest waiting message", ["queue"], registry=registry)
    queues = found["queues"]
    assert isinstance(queues, dict)
    for name, queue in queues.items():
        waiting.labels(name).set(queue["waiting"])
        age.labels(name).set(queue["age_seconds"])
    return generate_latest(registry)
