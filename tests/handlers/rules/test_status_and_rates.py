from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.calendar import DAY_MS, instant
from handlers.rules.rates import Counts, Rate, count_tasks, groups_shown, may_compare, people_shown, rates
from handlers.rules.status import (
    MAY_BECOME,
    STATES,
    days_late,
    is_open_now,
    is_silent,
    may_become,
    standing,
    timeliness,
)
from storage.model import OPEN_STATES, REPORTED_STATES, Task

TASK = Task(
    1,
    1,
    "REG-12",
    1,
    "cell_secretary",
    "office_clerk",
    "",
    "",
    "2026-11",
    "2026-11-01",
    "2026-11-10",
    "2026-11-30",
    "open",
)
NOON = 12 * 60


def on(day: int, month: int = 11) -> int:
    return instant(date(2026, month, day), NOON)


@pytest.mark.parametrize(
    ("state", "reported", "now", "expected"),
    [
        ("open", None, on(10), "not_due"),
        ("open", None, on(11), "overdue"),
        ("in_progress", None, on(11), "overdue"),
        ("returned", on(9), on(11), "overdue"),
        ("blocked", None, on(20), "not_due"),
        ("withdrawn", None, on(20), "not_due"),
        ("reported", instant(date(2026, 11, 10), 1439), on(20), "on_time"),
        ("verified", instant(date(2026, 11, 11), 0), on(20), "late"),
    ],
)
def test_timeliness_comes_from_the_row_and_the_moment(
    state: str, reported: int | None, now: int, expected: str
) -> None:
    assert timeliness(replace(TASK, state=state, reported_at=reported), now) == expected


def test_days_late_stop_with_the_report() -> None:
    assert days_late(TASK, on(10)) == 0
    assert days_late(TASK, on(13)) == 3
    assert days_late(replace(TASK, state="reported", reported_at=on(12)), on(30)) == 2


@pytest.mark.parametrize(
    ("state", "reachable", "answered", "now", "expected"),
    [
        ("open", True, on(2), on(5), "fine"),
        ("open", True, None, on(5), "fine"),
        ("open", False, None, on(5), "not_reached"),
        ("open", False, on(2), on(20), "not_reached"),
        ("open", True, None, on(11), "silent"),
        ("open", True, on(30, 10), on(11), "silent"),
        ("open", True, on(2), on(11), "late"),
        ("open", True, on(2), on(5, 12), "silent"),
        ("returned", False, None, on(20), "returned"),
        ("blocked", False, None, on(20), "blocked"),
        ("reported", False, None, on(20), "fine"),
        ("open", False, None, on(30, 10), "fine"),
    ],
)
def test_five_states_instead_of_late(
    state: str, reachable: bool, answered: int | None, now: int, expected: str
) -> None:
    assert standing(replace(TASK, state=state), reachable, answered, now) == expected


def test_thirty_days_without_a_word() -> None:
    assert is_silent(None, on(1), on(1) + 30 * DAY_MS)
    assert not is_silent(on(2), on(1), on(1) + 30 * DAY_MS)


def test_every_state_is_known_and_what_was_taken_back_stays_so() -> None:
    assert {*OPEN_STATES, *REPORTED_STATES, "blocked", "not_applicable", "withdrawn"} == set(STATES)
    assert all(set(after) <= set(STATES) for after in MAY_BECOME.values())
    assert not any(may_become("withdrawn", state) for state in STATES)
    assert may_become("reported", "returned")
    assert not may_become("open", "verified")
    assert not may_become("lost", "open")


def test_a_task_is_open_within_its_window() -> None:
    assert [is_open_now(TASK, on(day, month)) for day, month in ((31, 10), (1, 11), (30, 11), (1, 12))] == [
        False,
        True,
        True,
        False,
    ]
    assert not is_open_now(replace(TASK, state="withdrawn"), on(5))


rows = st.builds(
    lambda state, day: replace(TASK, state=state, reported_at=on(day) if state in REPORTED_STATES else None),
    st.sampled_from(STATES),
    st.integers(1, 30),
)


@given(st.lists(rows, max_size=40), st.lists(rows, max_size=40))
def test_totals_equal_their_parts(here: list[Task], there: list[Task]) -> None:
    now = on(30)
    assert count_tasks(here, now) + count_tasks(there, now) == count_tasks(here + there, now)


def test_rates_name_their_denominators() -> None:
    found = rates(Counts(expected=40, reported=30, on_time=20, verified=3))
    assert [(rate.name, rate.part, rate.whole, rate.of) for rate in found] == [
        ("complete", 30, 40, "expected"),
        ("on_time", 20, 40, "expected"),
        ("verified", 3, 30, "reported"),
    ]
    assert [rate.tenths_of_percent for rate in found] == [750, 500, 100]
    assert rates(Counts())[0].share is None
    assert rates(Counts())[0].tenths_of_percent is None


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_full_hundred_means_nothing_is_missing(whole: int, part: int) -> None:
    rate = Rate("complete", min(part, whole), whole, "expected")
    assert rate.tenths_of_percent is not None
    assert 0 <= rate.tenths_of_percent <= 1000
    assert (rate.tenths_of_percent == 1000) == (rate.part == rate.whole)
    assert rate.share is not None
    assert abs(rate.tenths_of_percent / 1000 - rate.share) <= 0.001


@pytest.mark.parametrize("wrong", [(1, 2, 0, 0), (2, 1, 2, 0), (2, 2, -1, 0), (2, 1, 0, 2)])
def test_counts_that_cannot_be(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="counts"):
        Counts(*wrong)


def test_small_groups_are_not_shown() -> None:
    assert people_shown(3, 9) is None
    assert people_shown(3, 10) == 3
    assert not may_compare(4)
    assert may_compare(5)


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_a_hidden_group_cannot_be_worked_out_from_the_total(groups: dict[str, tuple[int, int]]) -> None:
    shown = groups_shown(groups)
    hidden = [key for key, count in shown.items() if count is None]
    assert set(shown) == set(groups)
    assert all(shown[key] is None for key, (_, base) in groups.items() if base < 10)
    assert len(hidden) != 1 or len(groups) == 1
