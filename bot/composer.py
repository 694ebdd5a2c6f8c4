"""Writes what was only planned, at the second of sending: a digest, or a file that somebody asked for."""

from __future__ import annotations

import asyncio
import multiprocessing
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any, Final

from bot.channels.base import Channel
from handlers.digest import compose
from handlers.rules.calendar import DAY_MS
from handlers.screen import Attachment, Screen, Unwritten
from handlers.screens.board import link_screen
from handlers.text import say
from storage.database import Database
from storage.files import token_hash
from storage.model import OutboxRow
from storage.unit_of_work import UnitOfWork, reading, unit_of_work

LINK_LASTS: Final = 3 * DAY_MS
BOARD: Final = "board"


def _writers() -> Callable[[UnitOfWork, dict[str, Any], int], Awaitable[Screen | Unwritten | None]]:
    """The makers of files, loaded when the first file is asked for: they are slow to load and large."""
    from handlers.documents import make_document

    return make_document


def _unit_of(row: OutboxRow) -> int | None:
    """The one unit whose data the file holds, where it holds one's."""
    unit = dict(row.payload.get("args", {})).get("unit")
    return None if unit is None else int(unit)


async def finished(made: Unwritten) -> Screen:
    """The screen with its file, written in a thread; a large one in a process of its own, which takes its memory along
    when it ends and never holds up an answer."""
    if not made.heavy:
        return await asyncio.to_thread(made.write)
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, made.write)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class Composer:
    """For one channel: where it cannot carry files, a link that expires goes instead."""

    def __init__(self, database: Database, channel: Channel, public_url: str) -> None:
        self._database = database
        self._channel = channel
        self._public_url = public_url.rstrip("/")

    async def compose(self, row: OutboxRow, now: int) -> tuple[Screen, dict[str, Any]] | None:
        """The screen, and what the outbox keeps of it; None when there is nothing left to say."""
        if row.payload.get("document") == BOARD:
            async with unit_of_work(self._database) as uow:
                token = secrets.token_urlsafe(24)
                link = await link_screen(uow, dict(row.payload.get("args", {})), self._public_url, token, now)
            return link, {**row.payload, **link.as_payload()}
        async with reading(self._database, slow=row.kind != "digest") as uow:
            if row.kind == "digest":
                digest = await compose(uow, row.payload, now)
                return (digest.screen, digest.as_payload()) if digest else None
            make_document = await asyncio.to_thread(_writers)
            made = await make_document(uow, row.payload, now)
        # Only now: no transaction is open, and replies go on meanwhile.
        screen = await finished(made) if isinstance(made, Unwritten) else made
        if screen is None:
            return None
        if screen.attachment is not None and not self._channel.capabilities.files:
            screen = await self._linked(screen, screen.attachment, row, now)
        return screen, {**row.payload, **screen.as_payload()}

    async def _linked(self, screen: Screen, file: Attachment, row: OutboxRow, now: int) -> Screen:
        token = secrets.token_urlsafe(24)
        async with unit_of_work(self._database) as uow:
            reader = None if row.person_id is None else await uow.people.get(row.person_id)
            await uow.files.add(
                token,
                file.name,
                file.content,
                person_id=row.person_id,
                unit_id=_unit_of(row),
                now=now,
                expires_at=now + LINK_LASTS,
            )
            uow.audit.add(
                "file.linked",
                f"file:{token_hash(token)[:16]}",
                now,
                person_id=row.person_id,
                seat_id=None,
                inbox_id=None,
                name=file.name,
            )
        link = say(
            reader.language if reader else "vi", "files.link", url=f"{self._public_url}/files/{token}/{file.name}"
        )
        return replace(screen, text=f"{screen.text}\n{link}", attachment=None)
