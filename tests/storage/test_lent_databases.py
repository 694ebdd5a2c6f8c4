"""What makes it safe to lend one PostgreSQL database to many tests: nothing of a test reaches the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage.database import Database
from storage.postgres import PostgresDatabase
from storage.unit_of_work import TABLES, unit_of_work
from tests.databases import Databases, every_value
from tests.province import settle_town
from tests.user import Town


async def _name(database: Database) -> str:
    return str(await _value(database, "SELECT current_database()"))


async def _value(database: Database, sql: str) -> Any:
    assert isinstance(database, PostgresDatabase)
    async with database._pool.acquire() as connection:
        return await connection.fetchval(sql)


async def _as_it_lies(database: Database) -> tuple[list[list[Any]], list[Any]]:
    """Every row in the order in which the server finds it, and where each counter stands."""
    counters = "SELECT array_agg(sequencename || COALESCE(last_value, 0) ORDER BY 1) FROM pg_sequences"
    return await every_value(database, TABLES), await _value(database, counters)


async def _lives(database: Database) -> None:
    async with Town(database).running() as town:
        an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
        for said in ("việc", "xong 1", "nhầm", "vướng 2"):
            await an.says(said)
    async with unit_of_work(database) as uow:
        top = (await uow.units.top())[0]
        for number in range(300):
            await uow.units.add(
                f"X-{number}",
                top,
                "grassroots_cell",
                "Chi bộ mới",
                composition="mixed",
                residential=True,
                member_count=None,
                on="2026-11-01",
            )


async def test_the_next_finds_what_the_first_found(databases: Databases, tmp_path: Path) -> None:
    names, found = [], []
    for _ in range(3):
        async with databases.fresh("postgres", tmp_path, "town", settle_town) as database:
            names.append(await _name(database))
            found.append(await _as_it_lies(database))
            await _lives(database)
            assert await _as_it_lies(database) != found[0]
    assert found[0] == found[1] == found[2]
    assert len(set(names)) == 1
    async with databases.address("postgres", tmp_path, "town", settle_town) as url:
        connection = await asyncpg.connect(url)
        try:
            never_lent = [[table, *row] for table in TABLES for row in await connection.fetch(f"SELECT * FROM {table}")]
        finally:
            await connection.close()
    assert never_lent == found[0][0]


async def test_two_at_a_time_are_two(databases: Databases, tmp_path: Path) -> None:
    async with databases.fresh("postgres", tmp_path) as one, databases.fresh("postgres", tmp_path) as two:
        assert await _name(one) != await _name(two)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE fact ADD COLUMN extra TEXT",
        "ALTER TABLE task DISABLE TRIGGER ALL",
        "CREATE INDEX ON fact (value)",
        "DROP TABLE lease",
        "CREATE TABLE mine (id BIGINT)",
    ],
)
async def test_one_of_another_shape_is_never_lent_again(databases: Databases, tmp_path: Path, change: str) -> None:
    async with databases.fresh("postgres", tmp_path) as database:
        changed = await _name(database)
        async with database._pool.acquire() as connection:
            await connection.execute(change)
    async with databases.fresh("postgres", tmp_path) as database:
        assert await _name(database) != changed
        assert await _value(database, f"SELECT COUNT(*) FROM pg_database WHERE datname = '{changed}'") == 0


async def test_whoever_still_holds_a_lock_is_sent_away(databases: Databases, tmp_path: Path) -> None:
    async with databases.fresh("postgres", tmp_path) as database:
        name = await _name(database)
        left = await asyncpg.connect(databases._server().url(name))
        await left.execute("BEGIN; LOCK TABLE fact; INSERT INTO fact (name, value) VALUES ('left', 'behind')")
    try:
        assert left.is_closed() or await _is_cut(left)
        async with databases.fresh("postgres", tmp_path) as database:
            assert await _name(database) == name
            assert await every_value(database, ("fact",)) == []
    finally:
        await left.close()


async def _is_cut(connection: asyncpg.Connection) -> bool:
    try:
        await connection.fetchval("SELECT 1")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return True
    return False
