"""One web app: webhooks, health, metrics. A webhook is answered 200 only when its message is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.board import add_board_routes
from bot.channels.base import Channel, Deliver
from bot.clock import Clock
from bot.doctor import look_inside
from bot.limits import MISSES_BURST, MISSES_PER_MINUTE, PROXIES, Limiter, Proxies, address_of
from bot.measures import as_prometheus, measure
from bot.settings import LOOPBACK, Settings
from handlers.text import say
from storage.database import Database, DatabaseUnavailable
from storage.files import token_hash
from storage.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

MOST_BYTES = 1_048_576
BODY_SECONDS = 10.0


class _Pages:
    """What each address answers."""

    def __init__(
        self,
        channels: Iterable[Channel],
        database: Database,
        clock: Clock,
        deliver: Deliver,
        misses: Limiter,
        settings: Settings | None,
    ) -> None:
        self._settings = settings
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
        found = await self._measured()
        if self._settings is not None:
            looked = await look_inside(self._database, self._settings, self._clock)
            language = self._settings.language
            found["problems"] = [say(language, each.key, **each.values) for each in looked if not each.is_well]
        return web.json_response(found, status=200 if found["healthy"] else 503)

    async def _measured(self) -> dict[str, Any]:
        data_dir = None if self._settings is None else self._settings.data_dir
        return await measure(self._known.values(), self._database, self._clock, data_dir)

    async def metrics(self, _: web.Request) -> web.Response:
        """For Prometheus."""
        return web.Response(body=as_prometheus(await self._measured()), content_type="text/plain", charset="utf-8")

    async def file(self, request: web.Request) -> web.Response:
        """A report behind its link. A link that is wrong, ended or expired is simply not there."""
        self._not_too_often(request)
        async with unit_of_work(self._database) as uow:
            token, now = request.match_info["token"], self._clock.now()
            found = await uow.files.fetch(token, now)
            if found is not None:
                uow.audit.add(
                    "file.fetched",
                    f"file:{token_hash(token)[:16]}",
                    now,
                    person_id=None,
                    seat_id=None,
                    inbox_id=None,
                    name=found[0],
                )
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


def build_web(
    channels: Iterable[Channel], database: Database, clock: Clock, deliver: Deliver, settings: Settings | None = None
) -> web.Application:
    """The routes of `chibo run`; the demo adds its own. With `settings`, health also says what to do about what is
    wrong."""
    app = web.Application(client_max_size=MOST_BYTES)
    app[PROXIES] = Proxies(settings.proxies if settings is not None else LOOPBACK)
    misses = Limiter(MISSES_BURST, MISSES_PER_MINUTE)
    pages = _Pages(channels, database, clock, deliver, misses, settings)
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
