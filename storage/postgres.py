"""PostgreSQL through asyncpg: a pool, the same named statements with numbered parameters."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import asyncpg

from storage.interface import DatabaseUnavailable, Row
from storage.statements import POSTGRES, Dialect, Statement, load_migrations, load_statements

POOL = 8
MIGRATION_LOCK = 72_011
CONNECT_SECONDS = 10
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InternalClientError,
)
"""The server went away, was stopped, or is starting."""


class PostgresTransaction:
    """Named statements on one connection (see storage.database.Transaction)."""

    def __init__(self, connection: asyncpg.pool.PoolConnectionProxy, statements: Mapping[str, Statement]) -> None:
        self._connection = connection
        self._statements = statements

    def _call(self, name: str, params: dict[str, Any]) -> tuple[str, list[Any]]:
        statement = self._statements[name]
        return statement.sql, [params[key] for key in statement.order]

    async def all(self, name: str, /, **params: Any) -> Sequence[Row]:
        sql, values = self._call(name, params)
        return cast(Sequence[Row], await self._connection.fetch(sql, *values))

    async def one(self, name: str, /, **params: Any) -> Row | None:
        sql, values = self._call(name, params)
        return cast(Row | None, await self._connection.fetchrow(sql, *values))

    async def value(self, name: str, /, **params: Any) -> Any:
        sql, values = self._call(name, params)
        return await self._connection.fetchval(sql, *values)

    async def run(self, name: str, /, **params: Any) -> int:
        sql, values = self._call(name, params)
        tag = await self._connection.execute(sql, *values)
        return int(tag.rsplit(" ", 1)[-1])

    async def many(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        statement = self._statements[name]
        await self._connection.executemany(statement.sql, [[row[key] for key in statement.order] for row in rows])


class PostgresDatabase:
    """See storage.database.Database."""

    dialect: Dialect = POSTGRES

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._statements = load_statements(POSTGRES)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresTransaction]:
        async with self._connection() as connection, connection.transaction():
            yield PostgresTransaction(connection, self._statements)

    @asynccontextmanager
    async def reader(self, *, slow: bool = False) -> AsyncIterator[PostgresTransaction]:
        async with self._connection() as connection, connection.transaction(readonly=True):
            yield PostgresTransaction(connection, self._statements)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
        """A connection of the pool; trouble of the server, as opposed to a statement that is wrong, is named."""
        try:
            connection = await self._pool.acquire()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseUnavailable(type(error).__name__, "database_unreachable") from None
        try:
            yield connection
        except asyncpg.DiskFullError as error:
            raise DatabaseUnavailable(type(error).__name__, "disk_full") from error
        except asyncpg.exceptions.TransactionRollbackError as error:
            raise DatabaseUnavailable(type(error).__name__, "database_busy") from error
        except LOST as error:
            raise DatabaseUnavailable(type(error).__name__, "database_unreachable") from error
        except asyncpg.InterfaceError as error:
            if not _is_gone(connection):
                raise
            raise DatabaseUnavailable(type(error).__name__, "database_unreachable") from error
        finally:
            await self._pool.release(connection)

    async def backup(self, path: Path) -> None:
        """As a SQLite file (storage.keeping)."""
        from storage.keeping import keep

        async with self._connection() as connection:
            await keep(connection, path)

    async def close(self) -> None:
        await self._pool.close()


def _is_gone(connection: asyncpg.pool.PoolConnectionProxy) -> bool:
    """Whether a connection that we have not given back was lost between two statements."""
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        # The pool took it back when it noticed.
        return True


async def open_postgres(url: str, *, migrate: bool) -> PostgresDatabase:
    """Connects and migrates; several processes may start at once, so migrations hold an advisory lock."""
    try:
        pool = await asyncpg.create_pool(
            url, min_size=1, max_size=POOL, timeout=CONNECT_SECONDS, reset=_nothing_to_reset
        )
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        # The message of a refused connection may hold the password that was tried; its kind says enough.
        raise DatabaseUnavailable(type(error).__name__, "database_unreachable") from None
    if migrate:
        try:
            await _migrate(pool)
        except BaseException:
            await pool.close()
            raise
    return PostgresDatabase(pool)


async def _nothing_to_reset(_: object) -> None:
    """Transactions leave no session state behind, and asking the server to forget it would cost a trip each time."""


async def _migrate(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
        await connection.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)")
        done = {row[0] for row in await connection.fetch("SELECT name FROM migration")}
        for name, sql in load_migrations(POSTGRES):
            if name not in done:
                await connection.execute(sql)
                await connection.execute("INSERT INTO migration VALUES ($1)", name)
