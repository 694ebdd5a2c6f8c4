"""A live PostgreSQL as one SQLite file: the same backup, restore and drill serve both databases, and whoever loses the
server goes on from the file alone.

Read in one snapshot, compared row by row, the foreign keys looked at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiosqlite

from storage.fingerprint import Fingerprint
from storage.interface import DatabaseUnavailable
from storage.moving import every_row
from storage.sqlite import open_sqlite, unavailable
from storage.statements import POSTGRES, load_migrations
from storage.unit_of_work import TABLES

AT_ONCE: Final = 500
"""Small, since the loop answers people between two handfuls."""


async def keep(connection: Any, path: Path) -> None:
    """Writes everything into the new file `path`. Raises DatabaseUnavailable; the file is then of no use."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        done = {row[0] for row in await connection.fetch("SELECT name FROM migration")}
        if done != {name for name, _ in load_migrations(POSTGRES)}:
            raise DatabaseUnavailable("tables of another version", "backup_version")
        await (await open_sqlite(path, migrate=True)).close()
        try:
            async with _filling(path) as file:
                for table in reversed(TABLES):
                    await _keep_table(connection, file, table)
                if list(await file.execute_fetchall("PRAGMA foreign_key_check")):
                    raise DatabaseUnavailable("a row without its parent", "backup_differs")
        except sqlite3.DatabaseError as error:
            raise unavailable(error) or error from error


@asynccontextmanager
async def _filling(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """Nothing is worth a journal in a file that is thrown away when anything goes wrong. The triggers are put aside:
    sums come along as they are, and copying a task must not count it again."""
    async with aiosqlite.connect(path, isolation_level=None) as file:
        await file.execute_fetchall("PRAGMA journal_mode=OFF")
        await file.execute("PRAGMA synchronous=OFF")
        triggers = list(await file.execute_fetchall("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        for name, _ in triggers:
            await file.execute(f"DROP TRIGGER {name}")
        yield file
        for _, sql in triggers:
            await file.execute(sql)
        await file.execute_fetchall("PRAGMA journal_mode=DELETE")


async def _keep_table(connection: Any, file: aiosqlite.Connection, table: str) -> None:
    columns = [row[1] for row in await file.execute_fetchall(f"PRAGMA table_info({table})")]
    read, written = Fingerprint(), Fingerprint()
    into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names from our own tables
    await file.execute("BEGIN")
    async for rows in _handfuls(connection, every_row(table, columns)):
        await file.executemany(into, [read.add(row) for row in rows])
    await file.execute("COMMIT")
    async with file.execute(every_row(table, columns)) as cursor:
        while found := await cursor.fetchmany(AT_ONCE):
            for row in found:
                written.add(row)
    if read != written:
        raise DatabaseUnavailable(f"{table} differs", "backup_differs")


async def _handfuls(connection: Any, sql: str) -> AsyncIterator[list[Any]]:
    cursor = await connection.cursor(sql)
    while rows := await cursor.fetch(AT_ONCE):
        yield rows
