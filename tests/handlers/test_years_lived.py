"""Five simulated years on a real database, with the real planner and composer: leap day, five Tết, changed due days, a
merged unit, a person with two seats, leave, floods, appointments, stops of days and ticks cut short. Whatever happens,
budget, quiet time and order hold, what is due is reminded of, what is over is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from handlers import reminders
from handlers.rules.budget import WEEK
from handlers.rules.calendar import day_of, instant, is_quiet, next_allowed, tet_days
from storage.database import Database
from storage.model import OPEN_STATES, Task
from tests.province import settle_units
from tests.reminded_world import Owed, Said, Years
from tests.user import Town

DAYS = 5 * 365 + 2
SEEDS = {"sqlite": 1, "postgres": 2}
LEAP_DAY = date(2028, 2, 29)
NEW_YEARS = (date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 2), date(2031, 1, 23))
LAST_DAYS = date(2028, 11, 10), date(2028, 12, 10)
"""The last thirty days of the term of the third person's cell."""


@pytest.fixture
async def years(database: Database, monkeypatch: pytest.MonkeyPatch) -> Years:
    monkeypatch.setattr(reminders, "CHUNK", 4)
    await settle_units(database)
    found = Years(Town(database), SEEDS[database.dialect.name])
    await found.settle()
    return found


async def test_five_years(years: Years) -> None:
    for due in (LEAP_DAY, *(tet_days(year)[0] + timedelta(days=2) for year in range(2027, 2032))):
        await years.gives(due, due - timedelta(days=40))
    await years.lives(DAYS)
    assert len(years.said) > 500
    assert years.merged
    budget_holds(years.said)
    quiet_time_holds(years)
    order_holds(years.said)
    nothing_over_is_reminded_of(years.said)
    everything_due_is_reminded_of(years)


def budget_holds(said: Iterable[Said]) -> None:
    """One a day, three a week; five in the last thirty days of a term."""
    days: dict[int, list[date]] = defaultdict(list)
    for each in said:
        days[each.person].append(day_of(each.at))
    ends = max(days)
    for person, sent in days.items():
        assert len(sent) == len(set(sent)), "two on one day"
        for day in sent:
            cap = 5 if person == ends and LAST_DAYS[0] <= day <= LAST_DAYS[1] else 3
            assert sum(day - WEEK < other <= day for other in sent) <= cap, (person, day)


def quiet_time_holds(years: Years) -> None:
    """Nothing at night, on Sundays, holidays, in Tết, outside own hours, on leave; nothing of an area that pauses."""
    for each in years.said:
        away = tuple(years.away[each.person])
        assert not is_quiet(each.at, replace(years.people[each.person], pauses=away)), each
        # Again without the product's own calendar.
        moment = datetime.fromtimestamp(each.at / 1000, timezone(timedelta(hours=7)))
        assert "06:30" <= f"{moment:%H:%M}" < "20:00", each
        assert moment.weekday() != 6, each
        assert (moment.month, moment.day) not in ((1, 1), (4, 30), (5, 1), (9, 2)), each
        assert not any(first <= moment.date() < first + timedelta(days=5) for first in NEW_YEARS), each
        today = day_of(each.at)
        for task in each.named:
            path = years.paths[task.unit_id]
            assert not any(path.startswith(area) and first <= today <= last for area, first, last in years.paused), each


def order_holds(said: Iterable[Said]) -> None:
    """At most three items, the nearest deadline first, and none left out for one that is further away."""
    for each in said:
        today = day_of(each.at)
        dues = [task.due_on for task in each.named]
        assert len(dues) == min(3, len(each.spoken_of))
        assert dues == sorted(dues)
        left = [task for task in each.spoken_of if task.id not in {named.id for named in each.named}]
        for task in left:
            assert all(_place(named, today) <= _place(task, today) for named in each.named), each


def _place(task: Task, today: date) -> tuple[int, str]:
    """What is due around today by its distance, all else behind it by its day."""
    days = abs((date.fromisoformat(task.due_on) - today).days)
    return min(days, 8), task.due_on


def nothing_over_is_reminded_of(said: Iterable[Said]) -> None:
    """Only what was open at that second, within its window, and not put off to a later day."""
    for each in said:
        assert each.spoken_of or not each.named
        for task in (*each.named, *each.spoken_of):
            assert task.state in OPEN_STATES, task
            assert task.opens_on <= day_of(each.at).isoformat() <= task.closes_on, task
            assert task.planned_at is None or day_of(task.planned_at) <= day_of(each.at), task


def everything_due_is_reminded_of(years: Years) -> None:
    """Whatever was owed without a break, by somebody who could be written to, was spoken of by its due day or, where
    the days before were full, on one of the first days after."""
    spoken: dict[int, list[date]] = defaultdict(list)
    for each in years.said:
        for task in each.spoken_of:
            spoken[task.id].append(day_of(each.at))
    asked = [owed for owed in years.owed.values() if _must_be_told(years, owed)]
    assert len(asked) > 30
    for owed in asked:
        latest = owed.due + timedelta(days=LATEST_DAYS)
        assert any(owed.since <= day <= latest for day in spoken[owed.task]), owed


LATEST_DAYS = 7


def _must_be_told(years: Years, owed: Owed) -> bool:
    """Open from its first day until a week after its due day, while nothing kept its owner from being written to."""
    until = owed.due + timedelta(days=LATEST_DAYS)
    is_over = owed.over is not None and owed.over <= until
    if is_over or owed.was_kept or owed.since > owed.due or until >= day_of(years.now):
        return False
    away = [span for spans in years.away.values() for span in spans]
    kept = [*away, *((first, last) for _, first, last in years.paused), *years.stops]
    kept += [tet_days(year) for year in range(2027, 2033)]
    return not any(first <= until and last >= owed.since for first, last in kept)


async def test_the_checks_can_fail(years: Years) -> None:
    """Each of them finds what it looks for."""
    await years.gives(date(2026, 12, 30), date(2026, 12, 1))
    await years.lives(60)
    first = years.said[0]
    at = next_allowed(instant(date(2026, 12, 7), 450))
    task = first.spoken_of[0]
    with pytest.raises(AssertionError, match="two on one day"):
        budget_holds([first, first])
    week = [replace(first, at=at + days * 86_400_000) for days in range(4)]
    with pytest.raises(AssertionError):
        budget_holds(week)
    years.said.append(replace(first, at=instant(date(2026, 12, 6), 450)))
    with pytest.raises(AssertionError):
        quiet_time_holds(years)
    years.said.pop()
    with pytest.raises(AssertionError):
        order_holds([replace(first, named=(), spoken_of=(task,))])
    for wrong in (replace(task, state="reported"), replace(task, closes_on="2026-11-01")):
        with pytest.raises(AssertionError):
            nothing_over_is_reminded_of([replace(first, spoken_of=(wrong,))])
