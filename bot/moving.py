"""`chibo migrate`: a SQLite installation goes on as one on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.app import one_process
from bot.settings import BadSettings, Settings
from handlers.text import number, say
from storage.database import open_database
from storage.moving import CannotMove, move
from storage.unit_of_work import reading


async def move_installation(settings: Settings, target_url: str, announce: Callable[[str], None]) -> None:
    """Carries everything over and says how much that was; the SQLite file stays as it is.

    Raises BadSettings with what is wrong, DatabaseUnavailable for a database that cannot be opened or is in use.
    """
    language, url = settings.language, settings.database_url.get_secret_value()
    if not url.startswith("sqlite:///") or not target_url.startswith(("postgresql://", "postgres://")):
        raise BadSettings(say(language, "advice.move_direction"))
    source = Path(url.removeprefix("sqlite:///"))
    if not await asyncio.to_thread(source.is_file):
        raise BadSettings(say(language, "advice.database_path"))
    async with one_process(settings):
        try:
            rows = await move(source, target_url)
        except CannotMove as error:
            raise BadSettings(say(language, f"advice.{error.advice}", table=error.table)) from None
        await _chain_holds(settings, target_url)
    announce(
        say(language, "move.done", rows=number(sum(rows.values())), tables=number(len(rows)), units=rows.get("unit", 0))
    )


async def _chain_holds(settings: Settings, target_url: str) -> None:
    database = await open_database(target_url, migrate=False)
    try:
        async with reading(database) as uow:
            verdict = await uow.audit.verify()
    finally:
        await database.close()
    if verdict.broken_at is not None:
        raise BadSettings(say(settings.language, "audit.broken", place=number(verdict.broken_at)))
