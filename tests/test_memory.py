"""Memory does not grow with the messages: what a turn made is gone when the next ones are handled."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from storage.sqlite import open_sqlite
from tests.user import Town

SAID = (
    "việc",
    "1",
    "0",
    "tình hình",
    "vướng 1",
    "thôi",
    "giúp",
    "báo cáo",
    "họp rồi, có mặt 31, vắng 4",
    "không",
    "9",
    "0",
)
ROUNDS = 6
MOST_PAGES_MIB = 16
SLACK = 400
"""Less than two for each of the 216 turns; prepared statements and the like come and go by some 200."""


async def _talk(town: Town) -> int:
    """Everybody says everything; how many objects there are afterwards."""
    for _ in range(ROUNDS):
        for text in SAID:
            for person in town.people:
                await town.intake.deliver([person.message("text", text)])
            while await town.worker.turn_once():
                continue
            await town.settled()
        for channel in town.channels.values():
            channel.sent.clear()
    gc.collect()
    return len(gc.get_objects())


async def test_a_turn_leaves_nothing_in_memory(town: Town) -> None:
    for number, cell in enumerate(("LV-AT-01", "LV-AT-02", "LV-TM-01")):
        await town.person(f"bà {number}", unit=cell, role="cell_secretary")
    await _talk(town)
    before = await _talk(town)
    assert await _talk(town) - before < SLACK


async def test_the_pages_that_sqlite_keeps_have_an_end(tmp_path: Path) -> None:
    """What grew by 60 MiB in 100,000 messages was this cache and nothing else."""
    database = await open_sqlite(tmp_path / "x.db", migrate=True)
    try:
        connection: Any = database._writer
        [(size,)] = await connection.execute_fetchall("PRAGMA cache_size")
        assert -MOST_PAGES_MIB * 1024 <= size < 0
    finally:
        await database.close()
