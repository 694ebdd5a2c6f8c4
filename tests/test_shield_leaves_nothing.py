"""Nothing of a refused message is found afterwards: not in the database file, its WAL, a copy, or our logs."""

from __future__ import annotations

import io
import logging
import sqlite3
from pathlib import Path

import pytest
import structlog

from handlers.understand import shield
from tests.databases import Databases
from tests.handlers.understand.scoring import FILES, labelled
from tests.province import settle_town
from tests.user import Town

SENTENCES = [text for path in FILES for intent, text, _ in labelled(path) if intent.startswith("refuse_")]
SOME = SENTENCES[::5]


def parts(said: str) -> list[str]:
    """The sentence and every six words of it in a row: a piece kept would tell as much."""
    words = said.split()
    return [said, *(" ".join(words[at : at + 6]) for at in range(len(words) - 5))]


async def test_no_refused_sentence_is_found_in_database_wal_copy_or_logs(
    databases: Databases, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logged = io.StringIO()
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(logged), cache_logger_on_first_use=False)
    caplog.set_level(logging.DEBUG)
    try:
        async with (
            databases.fresh("sqlite", tmp_path, "town", settle_town) as database,
            Town(database).running() as town,
        ):
            an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
            for said in SOME:
                await an.says(said)
            copy = sqlite3.connect(tmp_path / "copy.db")
            with sqlite3.connect(tmp_path / "chibo.db") as source:
                source.backup(copy)
            source.close()
            copy.close()
            kept = b"".join((tmp_path / name).read_bytes() for name in ("chibo.db", "chibo.db-wal", "copy.db"))
    finally:
        structlog.configure(**before)
    told = logged.getvalue() + caplog.text
    found = [
        part
        for said in SOME
        for part in parts(said)
        if part not in shield(said).text and (part.encode() in kept or part in told)
    ]
    assert found == []
