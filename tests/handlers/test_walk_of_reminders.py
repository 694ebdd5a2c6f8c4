"""The walk over what is due: stopped after any of its steps, it goes on where it stood; each message is planned once,
no reminder is lost, and what comes due in between is due in the next walk."""

from __future__ import annotations

from typing import Any

import pytest

from handlers import reminders
from handlers.reminders import tick
from handlers.rules.calendar import day_of, instant
from storage.statements import load_migrations
from storage.unit_of_work import reading, unit_of_work
from tests.user import Town, User, moment

CELLS = ("LV-AT-01", "LV-AT-02", "LV-AT-04", "LV-TM-01")
EARLY = "2026-11-25 06:00"


@pytest.fixture
async def people(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[User]:
    monkeypatch.setattr(reminders, "CHUNK", 3)
    return [await town.person(f"bác {code[-2:]}", unit=code, role="cell_secretary") for code in CELLS]


async def _tasks(town: Town) -> dict[int, int | None]:
    """task → its next reminder, of all cells."""
    found: dict[int, int | None] = {}
    async with reading(town.database) as uow:
        for code in CELLS:
            unit = await uow.units.by_code(code)
            assert unit is not None
            found |= {task.id: task.next_remind_at for task in await uow.tasks.open_of_unit(unit.id, "2026-11-25", 50)}
    return found


@pytest.mark.parametrize("steps", [1, 2, 4, 7, 12])
async def test_a_stop_after_any_step_loses_and_repeats_nothing(town: Town, people: list[User], steps: int) -> None:
    await town.at("2026-11-25 05:00")
    town.clock.jump_to(moment(EARLY))
    before = await _tasks(town)
    for _ in range(steps):
        async with unit_of_work(town.database) as uow:
            await tick(uow, town.clock.now())
    # Stopped; started again two hours later, the same morning.
    await town.at("2026-11-25 09:30")
    for person in people:
        pushed = [each for each in person.heard if each.is_push]
        assert len(pushed) == 1, person.name
    after = await _tasks(town)
    for task, at in after.items():
        assert at is None or at > town.clock.now(), task
    assert any(at != before[task] for task, at in after.items() if task in before)
    async with reading(town.database) as uow:
        assert await uow.reminding.walk() is None


async def test_what_is_reported_between_planning_and_moving_stays_reported(town: Town, people: list[User]) -> None:
    await town.at("2026-11-25 05:00")
    town.clock.jump_to(moment(EARLY))
    walk = None
    while walk is None or not walk.moving:
        async with unit_of_work(town.database) as uow:
            assert await tick(uow, town.clock.now())
            walk = await uow.reminding.walk()
    await people[0].says("việc")
    await people[0].says("xong 1")
    await people[0].presses("Lưu")
    people[0].sees("Đã ghi")
    await town.at("2026-11-25 09:30")
    async with reading(town.database) as uow:
        unit = await uow.units.by_code(CELLS[0])
        assert unit is not None
        done = [
            each for each in await uow.tasks.recent_of_unit(unit.id, "2026-11-25", "2026-01-01", 50) if each.reported_at
        ]
    assert [each.next_remind_at for each in done] == [None]


async def test_a_stop_of_days_in_the_middle_of_a_walk_skips_no_rung(town: Town, people: list[User]) -> None:
    """Tasks are moved by the time of the walk: a rung of the days of the stop is due in the next walk."""
    await town.at("2026-11-25 05:00")
    town.clock.jump_to(moment(EARLY))
    walk = None
    while walk is None or not walk.moving:
        async with unit_of_work(town.database) as uow:
            await tick(uow, town.clock.now())
            walk = await uow.reminding.walk()
    await town.at("2026-12-08 09:30")
    for person in people:
        assert len(person.new) == 1, person.screen
    after = await _tasks(town)
    assert all(at is None or at > town.clock.now() for at in after.values())


async def test_what_waited_for_half_past_seven_keeps_its_rung_after_an_upgrade(town: Town, people: list[User]) -> None:
    """Reminders were due at 07:30 before they were planned at 06:00; an hour that somebody named stays."""
    sql = dict(load_migrations(town.database.dialect))["0321_rungs_before_the_morning"]
    await town.at("2026-11-25 09:30")
    before = await _tasks(town)
    early = sorted(task for task, at in before.items() if at is not None and at == instant(day_of(at), 360))
    assert len(early) > 2
    named, *others = early
    async with town.database.transaction() as transaction:
        connection: Any = transaction._connection
        for task in early:
            await connection.execute(f"UPDATE task SET next_remind_at = next_remind_at + 5400000 WHERE id = {task}")
        await connection.execute(f"UPDATE task SET planned_at = next_remind_at WHERE id = {named}")
        await connection.execute(sql)
    after = await _tasks(town)
    assert {task: after[task] for task in others} == {task: before[task] for task in others}
    assert after[named] == (before[named] or 0) + 90 * 60_000
