"""A PostgreSQL installation gives way to the content of a file: what was there is set aside in a schema of its own, so
that nothing is thrown away, and both change places in one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from storage.interface import DatabaseUnavailable
from storage.moving import move

COMING: Final = "chibo_coming"
OURS: Final = """
SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, quote_ident(c.relname)
FROM pg_class c WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p', 'v', 'm')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'ROUTINE', quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')'
FROM pg_proc p WHERE p.pronamespace = to_regnamespace($1)
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
"""What stands in a schema; what an extension brought stays where it is."""


async def is_run(url: str, now: int) -> bool:
    """Whether some process holds a lease on this installation."""
    connection = await _connect(url)
    try:
        if await connection.fetchval("SELECT to_regclass('lease')") is None:
            return False
        return bool(await connection.fetchval("SELECT EXISTS (SELECT 1 FROM lease WHERE expires_at > $1)", now))
    finally:
        await connection.close()


async def replace(url: str, source: Path, aside: str) -> dict[str, int]:
    """Puts the SQLite file's content where the product's tables are; those move into the schema `aside`. Rows by table.

    Raises CannotMove and DatabaseUnavailable; then everything is as it was.
    """
    connection = await _connect(url)
    try:
        here = await connection.fetchval("SELECT quote_ident(current_schema())") or "public"
        await connection.execute(f"DROP SCHEMA IF EXISTS {COMING} CASCADE")
        await connection.execute(f"CREATE SCHEMA {COMING}")
        try:
            rows = await move(source, f"{url}{'&' if '?' in url else '?'}search_path={COMING}")
            async with connection.transaction():
                await connection.execute(f"CREATE SCHEMA {aside}")
                await _carry(connection, here, aside)
                await _carry(connection, COMING, here)
        finally:
            await connection.execute(f"DROP SCHEMA {COMING} CASCADE")
    except asyncpg.InsufficientPrivilegeError as error:
        raise DatabaseUnavailable(type(error).__name__, "database_rights") from error
    finally:
        await connection.close()
    return rows


async def _carry(connection: asyncpg.Connection, left: str, right: str) -> None:
    for kind, name in await connection.fetch(OURS, left):
        await connection.execute(f"ALTER {kind} {left}.{name} SET SCHEMA {right}")


async def _connect(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise DatabaseUnavailable(type(error).__name__, "database_unreachable") from None
