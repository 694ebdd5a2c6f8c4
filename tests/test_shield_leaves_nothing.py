"""Nothing of a refused message is found afterwards: not in the database file, its WAL, a copy, or our logs."""

from __future__ import annotations

import io
import logging
import sqlite3
import tomllib
from pathlib import Path

import pytest
import structlog

from tests.databases import Databases
from tests.province import settle_town
from tests.user import Town

SENTENCES = tomllib.loads((Path(__file__).parent / "handlers/understand/shielded.toml").read_text("utf-8"))["offending"]
FIRST = SENTENCES[:120]


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
            for said in FIRST:
                await an.says(said)
            copy = sqlite3.connect(tmp_path / "copy.db")
            with sqlite3.connect(tmp_path / "chibo.db") as source:
                source.backup(copy)
            source.close()
            copy.close()
            kept = b"".join((tmp_path / name).read_bytes() for name in ("chibo.db", "chibo.db-wal", "copy.db"))
    finally:
        structlog.configure(**before)
    found = [said for said in FIRST if said.encode() in kept or said in logged.getvalue() or said in caplog.text]
    assert found == []
