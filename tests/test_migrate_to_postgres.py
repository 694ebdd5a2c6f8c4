"""`chibo migrate`: what SQLite held goes on in PostgreSQL: every row, the audit's chain, the next ids."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.app import one_process
from bot.clock import Clock
from bot.moving import move_installation
from bot.sample import make_sample
from bot.settings import BadSettings, Settings
from handlers.screens.invite import new_invite
from storage import moving
from storage.database import DatabaseUnavailable, open_database
from storage.unit_of_work import TABLES, reading, unit_of_work
from tests.databases import NOTHING, Databases

SAYS_ALL = "MỌI CHUYỆN \x01 \ud7ff 🌾 '\" \\"


@pytest.fixture
async def target(databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """An empty PostgreSQL."""
    async with databases.address("postgres", tmp_path, NOTHING) as url:
        yield url


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A SQLite installation in which people have lived: the demo's province."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    database = await open_database(url)
    try:
        await make_sample(database, Clock().now())
        async with unit_of_work(database) as uow:
            await uow.audit.set_fact("odd", SAYS_ALL)
            while await uow.audit.seal():
                continue
    finally:
        await database.close()
    return Settings(database_url=url, data_dir=tmp_path, _env_file=None)


def _rows_of_sqlite(tmp_path: Path, table: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(tmp_path / "old.db")) as file:
        return sorted(file.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


async def _rows_of_postgres(url: str, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return sorted((tuple(row) for row in await connection.fetch(f"SELECT {columns} FROM {table}")), key=repr)
    finally:
        await connection.close()


def _columns(tmp_path: Path, table: str) -> str:
    with closing(sqlite3.connect(tmp_path / "old.db")) as file:
        return ", ".join(row[1] for row in file.execute(f"PRAGMA table_info({table})"))


def test_the_list_of_tables_is_complete(tmp_path: Path, settings: Settings) -> None:
    """A table that is not in the list would be left behind."""
    with closing(sqlite3.connect(tmp_path / "old.db")) as file:
        found = {row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in found if not name.startswith("sqlite_")} - {"migration"} == set(TABLES)


async def test_every_row_arrives_and_life_goes_on(tmp_path: Path, settings: Settings, target: str) -> None:
    said: list[str] = []
    await move_installation(settings, target, said.append)
    assert "từng dòng" in said[0]
    filled = 0
    for table in TABLES:
        rows = _rows_of_sqlite(tmp_path, table)
        assert await _rows_of_postgres(target, table, _columns(tmp_path, table)) == rows, table
        filled += bool(rows)
    assert filled > 12
    database = await open_database(target)
    try:
        async with unit_of_work(database) as uow:
            assert await uow.audit.fact("odd") == SAYS_ALL
            verdict = await uow.audit.verify()
            assert verdict.rows > 5
            assert verdict.broken_at is None
            assert await uow.tallies.agree()
            top = (await uow.units.top())[0]
            # The next ids lie behind what was carried over.
            await new_invite(uow, top, "provincial_viewer", "bà Sáu", Clock().now())
            for number in range(3):
                await uow.units.add(
                    f"MOI-{number}",
                    top,
                    "commune_committee",
                    "Xã mới",
                    composition="mixed",
                    residential=False,
                    member_count=None,
                    on="2026-11-27",
                )
    finally:
        await database.close()


async def test_a_place_that_holds_data_is_refused_and_left_alone(settings: Settings, target: str) -> None:
    await move_installation(settings, target, lambda _: None)
    before = [await _rows_of_postgres(target, table) for table in TABLES]
    with pytest.raises(BadSettings, match="đã có dữ liệu"):
        await move_installation(settings, target, lambda _: None)
    assert [await _rows_of_postgres(target, table) for table in TABLES] == before


async def test_a_row_that_changes_on_the_way_stops_everything(
    settings: Settings, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = moving._read

    async def careless(old: Any, table: str, columns: list[str], seen: Any) -> AsyncIterator[tuple[Any, ...]]:
        async for row in original(old, table, columns, seen):
            yield (*row[:-1], "changed") if table == "fact" else row

    monkeypatch.setattr(moving, "_read", careless)
    with pytest.raises(BadSettings, match="fact"):
        await move_installation(settings, target, lambda _: None)
    assert not any([await _rows_of_postgres(target, table) for table in TABLES])


async def test_a_row_that_the_new_place_cannot_hold_is_named_without_its_words(
    tmp_path: Path, settings: Settings, target: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as file, file:
        file.execute("INSERT INTO fact (name, value) VALUES ('nul', ?)", ("a secret\x00word",))
    with pytest.raises(BadSettings) as caught:
        await move_installation(settings, target, lambda _: None)
    assert "fact" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert not any([await _rows_of_postgres(target, table) for table in TABLES])


async def test_only_from_a_file_that_nobody_runs_to_a_postgres(tmp_path: Path, settings: Settings, target: str) -> None:
    with pytest.raises(BadSettings, match="--to"):
        await move_installation(settings, f"sqlite:///{tmp_path / 'other.db'}", lambda _: None)
    async with one_process(settings):
        with pytest.raises(DatabaseUnavailable) as caught:
            await move_installation(settings, target, lambda _: None)
    assert caught.value.advice == "database_in_use"
    nowhere = settings.model_copy(update={"database_url": type(settings.database_url)("sqlite:///nowhere/x.db")})
    with pytest.raises(BadSettings):
        await move_installation(nowhere, target, lambda _: None)
    assert not await _table_exists(target, "unit")


async def _table_exists(url: str, table: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", table))
    finally:
        await connection.close()


async def test_the_old_file_is_as_it_was(tmp_path: Path, settings: Settings, target: str) -> None:
    before = [_rows_of_sqlite(tmp_path, table) for table in TABLES]
    await move_installation(settings, target, lambda _: None)
    assert [_rows_of_sqlite(tmp_path, table) for table in TABLES] == before
    database = await open_database(settings.database_url.get_secret_value(), migrate=False)
    try:
        async with reading(database) as uow:
            assert await uow.units.count()
    finally:
        await database.close()
