"""One holder at a time: taken over when it ends or falls silent, given up at once when it is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot import lease
from bot.lease import Leases
from storage.database import Database
from storage.unit_of_work import reading, unit_of_work
from tests.waiting import until


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LASTS_MS", 600)
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.05)


class Process:
    """One process that wants to work alone."""

    def __init__(self, database: Any) -> None:
        self.leases = Leases(database)
        self.works = False
        self.begun = 0
        self.task = asyncio.create_task(self.leases.while_held("planner", self._work))

    async def _work(self) -> None:
        self.begun += 1
        self.works = True
        try:
            await asyncio.Event().wait()
        finally:
            self.works = False

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def test_only_one_works_and_the_other_follows_at_once_when_it_stops(database: Database) -> None:
    first, second = Process(database), Process(database)
    try:
        await until(lambda: first.works or second.works)
        await asyncio.sleep(0.3)
        assert first.works != second.works
        working, waiting = (first, second) if first.works else (second, first)
        await working.stop()
        await until(lambda: waiting.works)
        assert not working.works
    finally:
        await first.stop()
        await second.stop()


async def test_whoever_falls_silent_is_followed_after_the_lease_has_ended(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Process(database)
    await until(lambda: first.works)
    async with reading(database) as uow:
        fence = await _fence(uow)
    # A process that was killed gives nothing back.
    monkeypatch.setattr(first.leases, "_give_back", _nothing)
    await first.stop()
    second = Process(database)
    try:
        await asyncio.sleep(0.1)
        assert not second.works
        await until(lambda: second.works)
        async with reading(database) as uow:
            assert await _fence(uow) == fence + 1
    finally:
        await second.stop()


async def _nothing(name: str) -> None:
    return None


async def _fence(uow: Any) -> int:
    connection: Any = uow.session._transaction._connection
    sql = "SELECT fence FROM lease WHERE name = 'planner'"
    rows = await (connection.fetch(sql) if hasattr(connection, "fetch") else connection.execute_fetchall(sql))
    return int(rows[0][0])


async def test_whoever_loses_the_lease_stops_working(database: Database) -> None:
    first = Process(database)
    try:
        await until(lambda: first.works)
        async with unit_of_work(database) as uow:
            await uow.audit.give_lease_back("planner", first.leases.holder)
            now = first.leases._clock.now()
            assert await uow.audit.take_lease("planner", "somebody else", now=now, expires_at=now + 400) is not None
        await until(lambda: not first.works)
        await until(lambda: first.works)
        assert first.begun == 2
    finally:
        await first.stop()


async def test_a_database_that_does_not_answer_means_stop(database: Database) -> None:
    class Cuttable:
        dialect = database.dialect
        is_cut = False

        def transaction(self) -> Any:
            if self.is_cut:
                raise OSError("no line")
            return database.transaction()

    line = Cuttable()
    process = Process(line)
    try:
        await until(lambda: process.works)
        line.is_cut = True
        await until(lambda: not process.works)
        line.is_cut = False
        await until(lambda: process.works)
    finally:
        await process.stop()


async def test_what_the_work_raises_comes_out_and_the_lease_is_free(database: Database) -> None:
    async def broken() -> None:
        raise RuntimeError("a wrong token")

    with pytest.raises(RuntimeError, match="a wrong token"):
        await Leases(database).while_held("poll", broken)
    async with unit_of_work(database) as uow:
        assert await uow.audit.take_lease("poll", "next", now=0, expires_at=1) is not None
