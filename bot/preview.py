"""`chibo preview`: every screen as text in one page, so that it can be read without running anything.

The sample province is made in a temporary database and a walk through it is printed as a phone without buttons
shows it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from bot.channels.plain import as_plain
from bot.sample import CHANNEL, make_sample
from handlers.router import handle
from handlers.screen import Screen
from storage.database import Database, open_database
from storage.model import Incoming
from storage.unit_of_work import reading, unit_of_work

MAX_TEXT: Final = 2_000
WALK: Final = (
    ("moi", ("xin chào", "1234 5670", "{code}", "1")),
    ("nam", ("việc", "1", "vì sao", "việc", "xong 1", "31", "nhầm", "30", "4", "0", "1", "1", "nhầm", "1")),
    ("nam", ("việc", "1", "2", "2", "việc", "2", "3", "1", "xyz", "xyz", "xyz", "1")),
    ("nam", ("cam kết", "tăng cường", "1 3", "1", "1", "31/12", "1", "cam kết")),
    ("nam", ("tình hình", "dữ liệu của tôi", "1", "0", "9", "1", "9", "1", "thôi")),
    (
        "hoa",
        ("0", "tình hình", "1", "0", "tình hình", "nhắc các chi bộ trễ", "1", "báo cáo", "1", "2", "thiếu số dự họp"),
    ),
    ("hoa", ("mời", "3", "1", "bác Tám", "9")),
    ("minh", ("0", "tình hình", "1")),
    ("quan", ("0", "mời")),
)


async def print_preview(now: int, write: Callable[[str], None]) -> None:
    """Prints the walk: what was said after `>`, what was answered below it."""
    with tempfile.TemporaryDirectory() as place:
        database = await open_database(f"sqlite:///{Path(place) / 'preview.db'}")
        try:
            codes = await make_sample(database, now)
            at = now
            for chat, said in WALK:
                write(f"\n══ {chat} ══")
                for text in said:
                    at += 60_000
                    words = text.format(code=codes.get(chat, ""))
                    write(f"\n> {words}")
                    for line in await _answer(database, chat, words, at):
                        write(line)
        finally:
            await database.close()


async def _answer(database: Database, chat: str, text: str, at: int) -> Iterable[str]:
    said = Incoming(CHANNEL, f"preview-{at}", chat, "text", text, sent_at=at)
    async with unit_of_work(database) as uow:
        await uow.inbox.add([said], at)
    async with unit_of_work(database) as uow:
        for row in await uow.inbox.claim(at, 1):
            await handle(row, uow, at)
    async with reading(database) as uow:
        found = await uow.conversations.of_chat(CHANNEL, chat)
        payload = await uow.outbox.last_reply(found[0]) if found else None
    return as_plain(Screen.from_payload(payload), MAX_TEXT) if payload else ()
