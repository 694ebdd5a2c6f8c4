"""Nothing of a refused message is found afterwards: not in the database file, its WAL, a backup, or our logs, nor in
any row of PostgreSQL."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
import structlog

from handlers.understand import shield
from storage.database import Database
from storage.postgres import PostgresDatabase
from storage.unit_of_work import TABLES
from tests.databases import KINDS, Databases
from tests.handlers.understand.scoring import FILES, labelled
from tests.province import settle_town
from tests.user import Town

SENTENCES = [text for path in FILES for intent, text, _ in labelled(path) if intent.startswith("refuse_")]
SOME = SENTENCES[::5]


def parts(said: str) -> list[str]:
    """The sentence and every six words of it in a row: a piece kept would tell as much."""
    words = said.split()
    return [said, *(" ".join(words[at : at + 6]) for at in range(len(words) - 5))]


async def everything_kept(database: Database, folder: Path) -> bytes:
    """All bytes of the SQLite files and of a backup, or all rows of all PostgreSQL tables as text."""
    if database.dialect.name == "sqlite":
        await database.backup(folder / "backup.db")
        return b"".join((folder / name).read_bytes() for name in ("chibo.db", "chibo.db-wal", "backup.db"))
    assert isinstance(database, PostgresDatabase)
    rows: list[str] = []
    async with database._pool.acquire() as connection:
        for table in TABLES:
            rows += [row[0] for row in await connection.fetch(f"SELECT CAST(t AS TEXT) FROM {table} t")]
    return "\n".join(rows).encode()


@pytest.mark.parametrize("kind", KINDS)
async def test_no_refused_sentence_is_found_in_database_wal_backup_or_logs(
    kind: str, databases: Databases, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logged = io.StringIO()
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(logged), cache_logger_on_first_use=False)
    caplog.set_level(logging.DEBUG)
    try:
        async with (
            databases.fresh(kind, tmp_path, "town", settle_town) as database,
            Town(database).running() as town,
        ):
            an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
            for said in SOME:
                await an.says(said)
            kept = await everything_kept(database, tmp_path)
            assert "bác Năm".encode() in kept, "what is kept is really looked through"
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
