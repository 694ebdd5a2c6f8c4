from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.budget import choose, may_send
from handlers.rules.calendar import DAY_MS, day_of, instant, next_allowed
from handlers.rules.terms import (
    FORTNIGHTLY,
    LAST_MONTH,
    MONTHLY,
    TWICE_A_WEEK,
    WEEKLY,
    add_months,
    curve,
    days_left,
    next_term_remind_at,
    planned_end,
    share_left,
    weekly_cap,
    window,
)
from storage.model import Term

days = st.dates(date(1990, 1, 1), date(2055, 12, 31))


def term(start: date, policy: str = "M60") -> Term:
    return Term(1, 1, "", start.isoformat(), planned_end(start, policy).isoformat(), policy, "", False)


@pytest.mark.parametrize(
    ("start", "policy", "end"),
    [
        ("2024-12-15", "M30", "2027-06-15"),
        ("2024-12-15", "M60", "2029-12-15"),
        ("2025-08-31", "M30", "2028-02-29"),
        ("2024-02-29", "M60", "2029-02-28"),
    ],
)
def test_planned_ends(start: str, policy: str, end: str) -> None:
    assert planned_end(date.fromisoformat(start), policy).isoformat() == end


def test_a_custom_end_is_given_and_lies_after_the_start() -> None:
    assert planned_end(date(2025, 1, 1), "custom", date(2027, 1, 1)) == date(2027, 1, 1)
    for end in (None, date(2025, 1, 1)):
        with pytest.raises(ValueError, match="custom term"):
            planned_end(date(2025, 1, 1), "custom", end)
    with pytest.raises(ValueError, match="no such term policy"):
        planned_end(date(2025, 1, 1), "M12")


def test_the_window_of_a_cell_that_met_in_december_2024() -> None:
    assert window(term(date(2024, 12, 15), "M30")) == (date(2026, 12, 15), date(2027, 12, 15))


@given(days, st.integers(-200, 200), st.integers(0, 24))
def test_months_add_up(day: date, months: int, more: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
    assert add_months(day, months) <= add_months(day, months + more)


@given(days, st.sampled_from(("M30", "M60")), st.integers(-500, 3000))
def test_the_share_only_shrinks(start: date, policy: str, passed: int) -> None:
    ours, today = term(start, policy), start + timedelta(days=passed)
    share = share_left(ours, today)
    assert 0 <= share <= 1
    assert share_left(ours, today + timedelta(days=1)) <= share
    assert (share == 0) == (days_left(ours, today) <= 0)


def test_the_curve_gets_steeper() -> None:
    shares = [(0.9, 900), (0.5, 800), (0.25, 400), (0.1, 150), (0.05, 31), (0.02, 30), (0.0, 0), (0.0, -1)]
    paces = [curve(share, left) for share, left in shares]
    assert paces == [MONTHLY, FORTNIGHTLY, WEEKLY, TWICE_A_WEEK, TWICE_A_WEEK, LAST_MONTH, LAST_MONTH, WEEKLY]
    assert [pace.weekly_cap for pace in paces] == [3, 3, 3, 3, 3, 5, 5, 3]
    assert weekly_cap(None, date(2026, 1, 1)) == 3
    assert weekly_cap(term(date(2022, 1, 1)), date(2026, 12, 20)) == 5


@pytest.mark.parametrize("policy", ["M30", "M60"])
def test_a_whole_term_is_reminded_at_the_promised_pace(policy: str) -> None:
    ours, now = term(date(2024, 2, 29), policy), instant(date(2024, 2, 29))
    said: list[int] = []
    while (at := next_term_remind_at(ours, now)) is not None:
        assert at > now
        assert next_term_remind_at(ours, at - 1) == at
        said.append(at)
        now = at
    for before, after in pairwise(said):
        share = share_left(ours, day_of(before))
        most = 28 if share > 0.5 else 14 if share > 0.25 else 7
        assert (after - before) / DAY_MS <= most
    last_month = [at for at in said if 0 <= days_left(ours, day_of(at)) <= 30]
    assert 20 <= len(last_month) <= 23
    assert day_of(said[-1]) <= window(ours)[1]


@given(st.integers(0, 10**6), st.lists(st.integers(0, 12 * 60), min_size=50, max_size=300), st.sampled_from((3, 5)))
@settings(max_examples=50)
def test_however_often_one_tries_the_budget_holds(start: int, waits: list[int], cap: int) -> None:
    now, sent = instant(date(2026, 1, 5)) + start * 60_000, []
    for wait in waits:
        now = next_allowed(now + wait * 60_000)
        if may_send(sent, now, cap):
            sent.append(now)
    per_day = [day_of(at) for at in sent]
    assert len(set(per_day)) == len(per_day)
    for day in per_day:
        assert sum(day <= other < day + timedelta(days=7) for other in per_day) <= cap


def test_the_budget_is_used_and_comes_back() -> None:
    monday = instant(date(2026, 11, 23), 450)
    sent = [monday + n * DAY_MS for n in (0, 1, 2)]
    assert may_send([], monday)
    assert not may_send(sent[:1], monday + 60_000)
    assert may_send(sent[:2], sent[2])
    assert not may_send(sent, monday + 6 * DAY_MS)
    assert may_send(sent, monday + 7 * DAY_MS)
    assert may_send(sent, monday + 3 * DAY_MS, weekly_cap=5)


@dataclass(frozen=True)
class Item:
    name: int
    due_on: str


@given(st.lists(st.builds(Item, st.integers(), days.map(str)), max_size=20), st.integers(0, 5))
def test_the_nearest_deadlines_win_and_nothing_is_lost(items: list[Item], cap: int) -> None:
    shown, left = choose(items, cap)
    assert sorted((*shown, *left), key=repr) == sorted(items, key=repr)
    assert len(shown) == min(cap, len(items))
    if shown and left:
        assert max(item.due_on for item in shown) <= min(item.due_on for item in left)
