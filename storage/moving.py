"""A SQLite installation carried over to an empty PostgreSQL: every table, every row, compared row by row.

All of it is one transaction there: whatever goes wrong, nothing of it stays. The statements are made from the tables
themselves, so that a table of tomorrow is carried over like those of today.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

import aiosqlite
import asyncpg

from storage.fingerprint import Fingerprint
from storage.interface import DatabaseUnavailable
from storage.postgres import open_postgres
from storage.sqlite import open_sqlite
from storage.unit_of_work import TABLES

AT_ONCE: Final = 2_000


class CannotMove(Exception):
    """Nothing was carried over; `advice` is a text key and `table` the table that it is about."""

    def __init__(self, advice: str, table: str = "") -> None:
        super().__init__(f"{advice} {table}".strip())
        self.advice = advice
        self.table = table


async def move(source: Path, target_url: str) -> dict[str, int]:
    """Carries everything over; returns rows by table. Nobody else may write to `source` meanwhile.

    Raises CannotMove (the target holds rows already, or a row did not arrive as it was) and DatabaseUnavailable; the
    target then holds its empty tables and nothing else.
    """
    # Both are brought to the newest tables first, as a start of the product would.
    await (await open_sqlite(source, migrate=True)).close()
    await (await open_postgres(target_url, migrate=True)).close()
    try:
        old = await aiosqlite.connect(f"file:{source}?mode=ro", uri=True, isolation_level=None)
        try:
            new = await asyncpg.connect(target_url)
            try:
                async with new.transaction():
                    return await _move(old, new)
            finally:
                await new.close()
        finally:
            await old.close()
    except (OSError, asyncpg.PostgresConnectionError) as error:
        raise DatabaseUnavailable(type(error).__name__, "database_unreachable") from None
    except sqlite3.DatabaseError as error:
        raise DatabaseUnavailable(str(error), "database_damaged") from error


async def _move(old: aiosqlite.Connection, new: asyncpg.Connection) -> dict[str, int]:
    await old.execute("BEGIN")
    await new.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")
    for table in TABLES:
        if await new.fetchval(f"SELECT EXISTS (SELECT 1 FROM {table})"):  # noqa: S608 - names from our own tables
            raise CannotMove("move_not_empty", table)
    rows = {}
    # The sums come along as they are: copying a task must not count it again.
    await new.execute("ALTER TABLE task DISABLE TRIGGER USER")
    # Parents before children, as the foreign keys want it; within a table they are looked at when it is complete.
    for table in reversed(TABLES):
        rows[table] = await _move_table(old, new, table)
    await new.execute("ALTER TABLE task ENABLE TRIGGER USER")
    await _set_sequences(new)
    return rows


async def _move_table(old: aiosqlite.Connection, new: asyncpg.Connection, table: str) -> int:
    columns = [row[1] for row in await old.execute_fetchall(f"PRAGMA table_info({table})")]
    left, arrived = Fingerprint(), Fingerprint()
    try:
        await new.copy_records_to_table(table, columns=columns, records=_read(old, table, columns, left))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, TypeError) as error:
        # The words of such an error may hold a row's content.
        raise CannotMove("move_row_refused", table) from error
    async for row in new.cursor(every_row(table, columns), prefetch=AT_ONCE):
        arrived.add(row)
    if left != arrived:
        raise CannotMove("move_rows_differ", table)
    return left.rows


async def _read(
    old: aiosqlite.Connection, table: str, columns: list[str], seen: Fingerprint
) -> AsyncIterator[tuple[Any, ...]]:
    async with old.execute(every_row(table, columns)) as cursor:
        while rows := await cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield seen.add(row)


def every_row(table: str, columns: Sequence[str]) -> str:
    """The statement that reads a whole table of ours."""
    return f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - names from our own tables


async def _set_sequences(new: asyncpg.Connection) -> None:
    """The next id of each table comes behind the last one that was carried over."""
    identities = await new.fetch(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE is_identity = 'YES' AND table_schema = current_schema()"
    )
    for table, column in identities:
        last = await new.fetchval(f"SELECT MAX({column}) FROM {table}")  # noqa: S608 - names from our own tables
        if last is not None:
            await new.execute("SELECT setval(pg_get_serial_sequence($1, $2), $3)", table, column, last)
