"""The clock's loop: ticks that can be repeated, days opened once, nothing missed by a stop on the way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot import scheduler as scheduler_module
from storage.unit_of_work import TABLES, reading
from tests.databases import every_value
from tests.user import Town
from tests.waiting import until


async def _rows(town: Town, *tables: str) -> list[list[Any]]:
    return sorted(await every_value(town.database, tables or [each for each in TABLES if each != "audit"]), key=repr)


async def test_a_tick_again_changes_nothing(town: Town) -> None:
    await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await town.at("2026-11-25 07:30")
    before = await _rows(town)
    for _ in range(3):
        await town.scheduler.tick()
    assert await _rows(town) == before


async def test_two_ticks_at_once_plan_one_digest(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    an.looks_away()
    town.clock.jump_to(town.clock.now() + 2 * 86_400_000)
    await asyncio.gather(*(town.scheduler.tick() for _ in range(4)))
    await town.settled()
    assert len(an.new) == 1


async def test_a_day_is_opened_chunk_by_chunk_and_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler_module, "OPEN_CHUNK", 2)
    await town.at("2026-12-01 08:00")
    tasks = await _rows(town, "task")
    async with reading(town.database) as uow:
        assert await uow.audit.fact("opened_on") == "2026-12-01"
    await town.at("2026-12-01 09:00")
    assert len(await _rows(town, "task")) == len(tasks)


async def test_a_stop_in_the_middle_of_opening_is_made_good(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler_module, "OPEN_CHUNK", 2)
    honest, calls = scheduler_module.open_regular, []

    async def stops(*args: Any) -> int:
        calls.append(1)
        if len(calls) == 3:
            raise OSError("stopped here")
        return await honest(*args)

    monkeypatch.setattr(scheduler_module, "open_regular", stops)
    town.clock.jump_to(town.clock.now() + 8 * 86_400_000)
    with pytest.raises(OSError, match="stopped here"):
        await town.scheduler.tick()
    half = len(await _rows(town, "task"))
    async with reading(town.database) as uow:
        assert await uow.audit.fact("opened_on") is None
    await town.scheduler.tick()
    whole = len(await _rows(town, "task"))
    assert whole > half
    await town.scheduler.tick()
    assert len(await _rows(town, "task")) == whole


async def test_a_job_that_fails_does_not_end_the_loop(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    honest, calls = town.scheduler.tick, []

    async def tick() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("disk full")
        await honest()

    monkeypatch.setattr(town.scheduler, "tick", tick)
    monkeypatch.setattr(town.scheduler, "_tick_seconds", 0.05)
    task = asyncio.create_task(town.scheduler.run())
    await until(lambda: len(calls) >= 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
