"""Both databases behind the one interface: commit, roll back, migrate, refuse."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database, DatabaseUnavailable, open_database
from storage.sqlite import SqliteDatabase
from storage.statements import POSTGRES, SQLITE, load_migrations, load_statements
from storage.unit_of_work import TABLES, reading, unit_of_work
from tests.databases import KINDS, NOTHING, Databases


class Broken(Exception):
    pass


async def _fact(database: Database) -> str | None:
    async with reading(database) as uow:
        return await uow.audit.fact("x")


async def test_what_returns_is_kept_and_what_raises_is_not(database: Database) -> None:
    async with unit_of_work(database) as uow:
        await uow.audit.set_fact("x", "1")

    async def break_off() -> None:
        async with unit_of_work(database) as uow:
            await uow.audit.set_fact("x", "2")
            raise Broken

    with pytest.raises(Broken):
        await break_off()
    assert await _fact(database) == "1"


async def test_a_cancelled_transaction_leaves_nothing_open(database: Database) -> None:
    began = asyncio.Event()

    async def never_ends() -> None:
        async with unit_of_work(database) as uow:
            await uow.audit.set_fact("x", "half")
            began.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), unit_of_work(database) as uow:
        await uow.audit.set_fact("y", "whole")
    assert await _fact(database) is None


async def test_cancelled_at_any_moment_the_next_can_write(database: Database) -> None:
    async def write(value: str) -> None:
        async with unit_of_work(database) as uow:
            await uow.audit.set_fact("x", value)

    for steps in range(12):
        task = asyncio.create_task(write("cut"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5):
            await write(str(steps))
        assert await _fact(database) == str(steps)


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    async with unit_of_work(database) as uow:
        await uow.audit.set_fact("x", "unseen")
        async with asyncio.timeout(5):
            assert await _fact(database) is None


async def test_a_reader_cannot_write(database: Database) -> None:
    async def write() -> None:
        async with reading(database) as uow:
            await uow.audit.set_fact("x", "1")

    with pytest.raises(Exception, match=r"read-?only"):
        await write()
    assert await _fact(database) is None


async def test_writers_take_turns(database: Database) -> None:
    async def add_one() -> None:
        async with unit_of_work(database) as uow:
            await uow.audit.count("many")

    await asyncio.gather(*(add_one() for _ in range(20)))
    async with reading(database) as uow:
        assert await uow.audit.fact("many") == "20"


async def test_wiping_leaves_no_row_in_any_table(database: Database) -> None:
    async with unit_of_work(database) as uow:
        await uow.audit.set_fact("x", "1")
        await uow.wipe()
    assert await _fact(database) is None


def test_the_tables_to_wipe_are_all_there_are() -> None:
    sql = "\n".join(text for _, text in load_migrations(SQLITE))
    made = {line.split()[2].strip("(") for line in sql.splitlines() if line.startswith("CREATE TABLE")}
    assert made == set(TABLES)


def test_both_databases_know_the_same_statements_with_the_same_parameters() -> None:
    sqlite, postgres = load_statements(SQLITE), load_statements(POSTGRES)
    assert sqlite.keys() == postgres.keys()
    assert not [name for name, statement in postgres.items() if len(set(statement.order)) != len(statement.order)]


async def test_opening_again_migrates_nothing_twice(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a' / 'b.db'}"
    for value in ("1", "2"):
        database = await open_database(url)
        try:
            async with unit_of_work(database) as uow:
                await uow.audit.set_fact(value, value)
        finally:
            await database.close()
    database = await open_database(url)
    try:
        async with reading(database) as uow:
            assert await uow.audit.fact("1") == "1"
    finally:
        await database.close()


async def test_the_product_waits_for_the_disk(tmp_path: Path) -> None:
    """The databases that are lent to tests do not; whoever opens one as the product does is safe from a power cut."""
    database = await open_database(f"sqlite:///{tmp_path / 'mine.db'}")
    try:
        assert isinstance(database, SqliteDatabase)
        assert [tuple(row) for row in await database._writer.execute_fetchall("PRAGMA synchronous")] == [(2,)]
        assert [tuple(row) for row in await database._writer.execute_fetchall("PRAGMA journal_mode")] == [("wal",)]
    finally:
        await database.close()


async def test_several_processes_may_migrate_one_postgres_at_once(databases: Databases, tmp_path: Path) -> None:
    async with databases.address("postgres", tmp_path, NOTHING) as url:
        opened = await asyncio.gather(*(open_database(url) for _ in range(3)))
        for each in opened:
            await each.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_copy_of_a_live_database_is_whole(databases: Databases, tmp_path: Path, kind: str) -> None:
    async with databases.fresh(kind, tmp_path) as database:
        async with unit_of_work(database) as uow:
            await uow.audit.set_fact("x", "1")
        await database.backup(tmp_path / "copy.db")
    copy = await open_database(f"sqlite:///{tmp_path / 'copy.db'}", migrate=False)
    try:
        assert await _fact(copy) == "1"
    finally:
        await copy.close()


async def _write_and_be_cut(database: Database, moment: str) -> None:
    async with unit_of_work(database) as uow, database.reader() as other:
        if moment != "at once":
            await uow.audit.set_fact("x", "1")
        connection: Any = uow.session._transaction._connection
        pid = await connection.fetchval("SELECT pg_backend_pid()")
        watching: Any = other._connection
        await watching.fetchval(f"SELECT pg_terminate_backend({pid})")
        # Asked again and again, since it ends in another process.
        while await watching.fetchval(f"SELECT COUNT(*) FROM pg_stat_activity WHERE pid = {pid}"):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        if moment == "between":
            await uow.audit.set_fact("y", "1")


@pytest.mark.parametrize("moment", ["at once", "between", "before the commit"])
async def test_a_connection_that_is_cut_is_trouble_of_the_database_and_no_fault_of_the_message(
    databases: Databases, tmp_path: Path, moment: str
) -> None:
    """Taken for a fault of ours, whoever wrote at that moment would get an apology instead of an answer."""
    async with databases.fresh("postgres", tmp_path) as database:
        with pytest.raises(DatabaseUnavailable) as said:
            await _write_and_be_cut(database, moment)
        assert said.value.advice == "database_unreachable"
        async with reading(database) as uow:
            assert await uow.audit.fact("x") is None


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("mysql://somewhere/x", "database_url"),
        ("sqlite:////proc/nowhere/chibo.db", "database_path"),
        ("postgresql://me:hidden@127.0.0.1:1/x", "database_unreachable"),
    ],
)
async def test_what_cannot_be_opened_comes_with_advice(url: str, advice: str) -> None:
    with pytest.raises(DatabaseUnavailable) as refused:
        await open_database(url)
    assert refused.value.advice == advice
    assert "hidden" not in str(refused.value)


async def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "chibo.db"
    path.write_bytes(b"this is a letter, not a database" * 200)
    with pytest.raises(DatabaseUnavailable) as refused:
        await open_database(f"sqlite:///{path}")
    assert refused.value.advice == "database_damaged"
