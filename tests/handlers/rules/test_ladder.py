from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.calendar import EARLY, day_of, instant, is_free_day
from handlers.rules.ladder import Ladder, halvings, next_remind_at, rungs
from storage.model import OPEN_STATES


@dataclass(frozen=True)
class Owed:
    opens_on: str
    due_on: str
    closes_on: str
    state: str = "open"
    planned_at: int | None = None


def owed(opens: date, before: int, after: int, state: str = "open", planned: int | None = None) -> Owed:
    due = opens + timedelta(days=before)
    return Owed(opens.isoformat(), due.isoformat(), (due + timedelta(days=after)).isoformat(), state, planned)


days = st.dates(date(2020, 1, 1), date(2050, 12, 31))
plans = st.none() | st.integers(instant(date(2019, 6, 1)), instant(date(2051, 6, 1)))
tasks = st.builds(owed, days, st.integers(0, 400), st.integers(0, 90), st.sampled_from(OPEN_STATES), plans)
nows = st.integers(instant(date(2019, 1, 1)), instant(date(2052, 12, 31)))


@given(tasks, nows)
def test_a_reminder_lies_ahead_and_within_the_window(task: Owed, now: int) -> None:
    found = next_remind_at(task, now)
    if found is not None:
        assert found[0] > now
        assert task.opens_on <= day_of(found[0]).isoformat() <= task.closes_on


@given(tasks)
def test_the_whole_ladder_is_climbed_once_and_ends(task: Owed) -> None:
    now, climbed = instant(date(2019, 1, 1)), []
    while (found := next_remind_at(task, now)) is not None:
        climbed.append(found)
        now = found[0]
    assert climbed == rungs(task)
    assert len({day_of(at) for at, _ in climbed}) == len(climbed) <= 16


@given(tasks, nows, nows)
def test_asking_twice_gives_the_same_answer_and_later_never_an_earlier_one(task: Owed, one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    first, second = next_remind_at(task, earlier), next_remind_at(task, later)
    assert first == next_remind_at(task, earlier)
    if second is not None:
        assert first is not None
        assert first[0] <= second[0]
    if first is not None and first[0] > later:
        assert second == first


@given(tasks)
def test_whatever_is_due_is_reminded_before_the_due_day_is_over(task: Owed) -> None:
    before = [at for at, rung in rungs(task) if day_of(at).isoformat() <= task.due_on and rung != "planned"]
    planned = task.planned_at is not None and task.opens_on <= day_of(task.planned_at).isoformat() <= task.due_on
    assert before or planned


@given(tasks, nows, st.sampled_from(("reported", "seen", "verified", "blocked", "withdrawn", "not_applicable")))
def test_nothing_for_what_is_closed_or_blocked(task: Owed, now: int, state: str) -> None:
    assert next_remind_at(Owed(task.opens_on, task.due_on, task.closes_on, state, task.planned_at), now) is None


@given(tasks)
def test_until_the_planned_moment_nobody_is_disturbed(task: Owed) -> None:
    if task.planned_at is not None:
        assert not [at for at, rung in rungs(task) if rung == "halving" and day_of(at) <= day_of(task.planned_at)]


@given(tasks)
def test_before_the_due_day_free_days_are_left_alone(task: Owed) -> None:
    for at, rung in rungs(task):
        if rung == "halving":
            opened = day_of(at).isoformat() == task.opens_on
            assert not is_free_day(day_of(at)) or opened or _all_free(task.opens_on, day_of(at))


def _all_free(opens_on: str, day: date) -> bool:
    first = date.fromisoformat(opens_on)
    return all(is_free_day(first + timedelta(days=n)) for n in range((day - first).days + 1))


def test_the_ladder_of_a_month() -> None:
    task = owed(date(2026, 9, 7), 30, 20)
    expected = [
        ("2026-09-07", "assigned"),
        ("2026-09-22", "halving"),
        ("2026-09-30", "halving"),
        ("2026-10-03", "halving"),
        ("2026-10-06", "halving"),
        ("2026-10-07", "due_day"),
        ("2026-10-08", "late"),
        ("2026-10-10", "clerk"),
        ("2026-10-14", "weekly_list"),
    ]
    assert [(day_of(at).isoformat(), rung) for at, rung in rungs(task)] == expected
    assert all(at == instant(day_of(at), EARLY) for at, _ in rungs(task))


def test_a_plan_replaces_the_halvings_before_the_due_week() -> None:
    planned = instant(date(2026, 9, 20), 8 * 60)
    found = rungs(owed(date(2026, 9, 7), 30, 20, planned=planned))
    assert found[0] == (planned, "planned")
    assert [day_of(at).isoformat() for at, rung in found if rung == "halving"] == [
        "2026-09-30",
        "2026-10-03",
        "2026-10-06",
    ]


def test_a_due_day_in_tet_is_reminded_before_it() -> None:
    found = [day_of(at) for at, rung in rungs(owed(date(2027, 1, 20), 18, 20)) if rung == "due_day"]
    assert found == [date(2027, 2, 3)]


def test_what_closes_on_its_due_day_is_never_called_late() -> None:
    assert {rung for _, rung in rungs(owed(date(2026, 9, 7), 10, 0))} == {"assigned", "halving", "due_day"}


@given(st.integers(0, 5000))
def test_halvings_come_closer_and_never_closer_than_a_day(left: int) -> None:
    found = halvings(left)
    gaps = [a - b for a, b in zip((left, *found), (*found, 0), strict=True)]
    assert all(gap >= 1 for gap in gaps) or left == 0
    assert found == tuple(sorted(found, reverse=True))
    assert halvings(30) == (15, 7, 3, 1)


def test_a_programme_may_have_its_own_ladder() -> None:
    task = owed(date(2026, 9, 7), 30, 20)
    last = rungs(task, Ladder(2, 5, 10, 8 * 60))[-1]
    assert last == (instant(date(2026, 10, 17), 480), "weekly_list")
    with pytest.raises(ValueError, match="the ladder goes"):
        Ladder(3, 3, 7)
