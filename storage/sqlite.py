"""SQLite through aiosqlite: one writer connection, a few read-only ones, every call one hop to its thread.

WAL with synchronous=FULL, so that a commit survives a power cut; BEGIN IMMEDIATE, since a deferred transaction
fails at once when another has written meanwhile (SQLite docs, isolation).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiosqlite

from storage.interface import DatabaseUnavailable, Row
from storage.statements import SQLITE, Dialect, Statement, load_migrations, load_statements

READERS = 3
BUSY_MS = 5_000
TROUBLES = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
)
"""Primary result codes that say something about the file and nothing about the statement."""
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
)


async def _to_the_end(work: Awaitable[Any]) -> None:
    """Awaits `work` even when the caller is cancelled meanwhile: a half-ended transaction would block everybody."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


class SqliteTransaction:
    """Named statements on one connection (see storage.database.Transaction)."""

    def __init__(self, connection: aiosqlite.Connection, statements: Mapping[str, Statement]) -> None:
        self._connection = connection
        self._statements = statements

    async def all(self, name: str, /, **params: Any) -> Sequence[Row]:
        return list(await self._connection.execute_fetchall(self._statements[name].sql, params))

    async def one(self, name: str, /, **params: Any) -> Row | None:
        rows = await self.all(name, **params)
        return rows[0] if rows else None

    async def value(self, name: str, /, **params: Any) -> Any:
        rows = await self.all(name, **params)
        return rows[0][0] if rows else None

    async def run(self, name: str, /, **params: Any) -> int:
        cursor = await self._connection.execute(self._statements[name].sql, params)
        return cursor.rowcount

    async def many(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        await self._connection.executemany(self._statements[name].sql, rows)


class SqliteDatabase:
    """See storage.database.Database. The writer is shared: one transaction at a time holds `_turn`."""

    dialect: Dialect = SQLITE

    def __init__(self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self.path = path
        self._writer = writer
        self._connections = [writer, *readers]
        self._statements = load_statements(SQLITE)
        self._turn = asyncio.Lock()
        self._free: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._slow: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for place, reader in enumerate(readers):
            (self._free if place else self._slow).put_nowait(reader)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqliteTransaction]:
        async with self._turn:
            begun = asyncio.ensure_future(self._writer.execute("BEGIN IMMEDIATE"))
            try:
                await asyncio.shield(begun)
                yield SqliteTransaction(self._writer, self._statements)
                await _to_the_end(self._writer.commit())
            except sqlite3.DatabaseError as error:
                await _to_the_end(self._undo(begun))
                _raise_if_unavailable(error)
                raise
            except BaseException:
                await _to_the_end(self._undo(begun))
                raise

    async def _undo(self, begun: asyncio.Future[Any]) -> None:
        await asyncio.wait([begun])
        await self._writer.rollback()

    @asynccontextmanager
    async def reader(self, *, slow: bool = False) -> AsyncIterator[SqliteTransaction]:
        free = self._slow if slow else self._free
        connection = await free.get()
        try:
            yield SqliteTransaction(connection, self._statements)
        except sqlite3.DatabaseError as error:
            _raise_if_unavailable(error)
            raise
        finally:
            free.put_nowait(connection)

    async def backup(self, path: Path) -> None:
        """One step of VACUUM INTO: a stepped copy never ends while others write (measured, 20 s and no end)."""
        connection = await self._slow.get()
        try:
            await connection.execute("VACUUM INTO ?", (str(path),))
        except sqlite3.DatabaseError as error:
            _raise_if_unavailable(error)
            raise
        finally:
            self._slow.put_nowait(connection)

    async def close(self) -> None:
        for connection in self._connections:
            await connection.close()


async def _migrate(writer: aiosqlite.Connection) -> None:
    await writer.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)")
    done = {row[0] for row in await writer.execute_fetchall("SELECT name FROM migration")}
    for name, sql in load_migrations(SQLITE):
        if name not in done:
            quoted = name.replace("'", "''")
            await writer.executescript(f"BEGIN IMMEDIATE;\n{sql}\nINSERT INTO migration VALUES ('{quoted}');\nCOMMIT;")


async def _connect(path: Path, mode: str) -> aiosqlite.Connection:
    uri = f"file:{path}?mode={mode}"
    return await aiosqlite.connect(uri, uri=True, isolation_level=None, cached_statements=512)


async def open_sqlite(path: Path, *, migrate: bool) -> SqliteDatabase:
    """Opens the file, or creates it when it is to be migrated.

    Raises DatabaseUnavailable when the place cannot be written or is no database.
    """
    if not migrate and _is_missing(path):
        # Said before a connection is tried, whose thread would outlive the answer.
        raise DatabaseUnavailable("there is no such file yet", "database_missing")
    opened: list[aiosqlite.Connection] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = await _connect(path, "rwc" if migrate else "rw")
        opened.append(writer)
        for pragma in PRAGMAS:
            await writer.execute(pragma)
        if migrate:
            await _migrate(writer)
        for _ in range(READERS):
            reader = await _connect(path, "ro")
            opened.append(reader)
            # Read to its end: a statement under way on this connection would keep `backup` from starting.
            await reader.execute_fetchall(f"PRAGMA busy_timeout={BUSY_MS}")
        return SqliteDatabase(path, writer, opened[1:])
    except (sqlite3.DatabaseError, OSError) as error:
        for connection in opened:
            await connection.close()
        raise DatabaseUnavailable(f"{type(error).__name__}: {error}", _advice(error)) from error


def _raise_if_unavailable(error: sqlite3.DatabaseError) -> None:
    found = unavailable(error)
    if found is not None:
        raise found from error


def unavailable(error: sqlite3.DatabaseError) -> DatabaseUnavailable | None:
    """Trouble of the disk or the file, as opposed to a statement that is wrong."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in TROUBLES:
        return DatabaseUnavailable(str(error), _advice(error))
    return None


def _is_missing(path: Path) -> bool:
    return not path.exists()


def _advice(error: Exception) -> str:
    text = str(error).lower()
    if "full" in text or "no space" in text:
        return "disk_full"
    if "locked" in text:
        return "database_busy"
    if "not a database" in text or "malformed" in text:
        return "database_damaged"
    return "database_path"


class DamagedFile(Exception):
    """SQLite finds something wrong with the file."""


def inspect_file(path: Path) -> dict[str, int]:
    """Rows by table of a sound database file. Raises DamagedFile."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                raise DamagedFile(str(verdict))
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            # The names come from the file's own list of tables; a parameter cannot stand for a table.
            quoted = ('"' + name.replace('"', '""') + '"' for name in tables)
            counts = (f"SELECT COUNT(*) FROM {name}" for name in quoted)  # noqa: S608 - quoted just above
            return {name: connection.execute(sql).fetchone()[0] for name, sql in zip(tables, counts, strict=True)}
    except sqlite3.DatabaseError as error:
        raise DamagedFile(str(error)) from error
