"""`/bang/<token>` and `/bang/<token>/<unit>`: the link is looked at anew at every request, and so is the seat's reach.

A guessed, expired or revoked token, a lost seat and a unit out of reach all answer 404: nobody learns which it was.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.board.html import away_page, board_page, gone_page, policy
from bot.clock import Clock
from bot.limits import Limiter, address_of
from handlers.board import NoSuchPlace, gather
from handlers.text import LANGUAGES
from storage.boards import BoardLink
from storage.database import Database
from storage.unit_of_work import reading, unit_of_work

LONGEST_TOKEN: Final = 64
LONGEST_ID: Final = 18


def add_board_routes(app: web.Application, database: Database, clock: Clock, misses: Limiter) -> None:
    """Adds the page to the web app; `misses` counts wrong links by address, together with those of files."""
    pages = _Pages(database, clock, misses)
    app.add_routes([web.get("/bang/{token}", pages.page), web.get("/bang/{token}/{unit}", pages.page)])


class _Pages:
    def __init__(self, database: Database, clock: Clock, misses: Limiter) -> None:
        self._database = database
        self._clock = clock
        self._misses = misses

    async def page(self, request: web.Request) -> web.Response:
        """`ky` is the period, `xem` the view, `lang` the language; what is unknown is the usual one."""
        now, token = self._clock.now(), request.match_info["token"]
        if self._misses.is_full(address_of(request), now):
            raise web.HTTPTooManyRequests
        link = await self._link(token, now)
        if link is None:
            self._misses.over(address_of(request), now)
            return _answer(gone_page(_language(request, "vi")), 404)
        language = _language(request, link.language)
        try:
            async with reading(self._database) as uow:
                board = await gather(
                    uow,
                    link,
                    now,
                    unit_id=_unit_id(request.match_info.get("unit")),
                    period=request.query.get("ky", ""),
                    view=request.query.get("xem", ""),
                    language=language,
                )
        except NoSuchPlace:
            return _answer(away_page(language, f"/bang/{token}"), 404)
        return _answer(board_page(board, f"/bang/{token}"), 200)

    async def _link(self, token: str, now: int) -> BoardLink | None:
        if len(token) > LONGEST_TOKEN:
            return None
        async with reading(self._database) as uow:
            link = await uow.boards.get(token, now)
        if link is not None and not link.is_opened:
            await self._note_opened(link, now)
        return link

    async def _note_opened(self, link: BoardLink, now: int) -> None:
        """That a link was used is kept, not what was looked at: there are no reading logs."""
        async with unit_of_work(self._database) as uow:
            if await uow.boards.open(link.id):
                uow.audit.add(
                    "board.opened",
                    f"unit:{link.seat.unit_id}",
                    now,
                    person_id=link.person_id,
                    seat_id=link.seat.id,
                    inbox_id=None,
                )


def _unit_id(text: str | None) -> int | None:
    if text is None:
        return None
    # A number that no row can have: it is answered like any other unit out of reach.
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID else 0


def _language(request: web.Request, usual: str) -> str:
    asked = request.query.get("lang", usual)
    return asked if asked in LANGUAGES else usual


def _answer(html: str, status: int) -> web.Response:
    headers = {
        "Content-Security-Policy": policy(),
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    return web.Response(text=html, status=status, content_type="text/html", charset="utf-8", headers=headers)
