"""Opens SQLite or PostgreSQL behind one small interface."""

from __future__ import annotations

from pathlib import Path

from storage.interface import Database, DatabaseUnavailable, Row, Transaction

__all__ = ["Database", "DatabaseUnavailable", "Row", "Transaction", "open_database"]


async def open_database(url: str, *, migrate: bool = True) -> Database:
    """`sqlite:///path` or `postgresql://…`. Raises DatabaseUnavailable with advice.

    The drivers are loaded only for the database in use.
    """
    if url.startswith("sqlite:///"):
        from storage.sqlite import open_sqlite

        return await open_sqlite(Path(url.removeprefix("sqlite:///")), migrate=migrate)
    if url.startswith(("postgresql://", "postgres://")):
        from storage.postgres import open_postgres

        return await open_postgres(url, migrate=migrate)
    raise DatabaseUnavailable(f"unknown database address, scheme {url.split(':', 1)[0]!r}", "database_url")
