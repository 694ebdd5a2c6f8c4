from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.catalogue import Duty, duties
from handlers.rules.calendar import is_working_day
from handlers.rules.periods import (
    DueRule,
    MeetingRule,
    bounds,
    due_on,
    meeting_day,
    next_period,
    open_periods,
    period_of,
    periods_between,
    previous_period,
    window,
)

CADENCES = ("weekly", "monthly", "quarterly", "half_yearly", "yearly")
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
cadences = st.sampled_from(CADENCES)
meetings = st.builds(MeetingRule, st.integers(1, 31), st.sampled_from(("none", "not_sunday", "working_day")))


@pytest.mark.parametrize("cadence", CADENCES)
def test_periods_tile_the_calendar(cadence: str) -> None:
    periods = periods_between(cadence, date(1990, 1, 1), date(2060, 12, 31))
    assert bounds(periods[0])[0] == date(1990, 1, 1)
    assert bounds(periods[-1])[1] == (date(2061, 1, 2) if cadence == "weekly" else date(2060, 12, 31))
    for before, after in pairwise(periods):
        assert bounds(after)[0] - bounds(before)[1] == timedelta(days=1)
        assert next_period(before) == after
        assert previous_period(after) == before


@given(cadences, days)
def test_a_day_lies_in_its_period(cadence: str, day: date) -> None:
    period = period_of(cadence, day)
    first, last = bounds(period)
    assert first <= day <= last
    assert period_of(cadence, first) == period_of(cadence, last) == period


def test_periods_are_written_as_the_rows_have_them() -> None:
    day = date(2026, 8, 5)
    assert [period_of(cadence, day) for cadence in CADENCES] == [*("2026-W32", "2026-08", "2026-Q3", "2026-H2", "2026")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-H3",
        "2026-1",
        "2026-11-03",
        "0000",
        "2027-W53",
        "2026-W00",
        "2026-W5",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no such period"):
        bounds(text)


def test_an_unknown_cadence_is_refused() -> None:
    with pytest.raises(ValueError, match="no such cadence"):
        period_of("daily", date(2026, 1, 1))


@pytest.mark.parametrize("duty", duties(), ids=lambda duty: duty.code)
@given(day=days, meeting=meetings)
def test_every_duty_opens_is_due_and_closes_in_this_order(duty: Duty, day: date, meeting: MeetingRule) -> None:
    found = window(duty, period_of(duty.cadence, day), meeting)
    assert found.opens_on <= found.due_on <= found.closes_on


@pytest.mark.parametrize("duty", [duty for duty in duties() if duty.cadence != "by_plan"], ids=lambda duty: duty.code)
def test_no_period_of_a_duty_is_forgotten_by_a_daily_look(duty: Duty) -> None:
    seen: dict[str, int] = {}
    day = date(2023, 6, 1)
    while day < date(2029, 1, 1):
        for period, _ in open_periods(duty, day):
            seen[period] = seen.get(period, 0) + 1
        day += timedelta(days=1)
    for period in periods_between(duty.cadence, date(2024, 1, 1), date(2028, 9, 30)):
        found = window(duty, period)
        if found.closes_on < date(2029, 1, 1):
            assert seen[period] == (found.closes_on - found.opens_on).days + 1


def test_what_goes_by_plan_does_not_open_by_itself() -> None:
    planned = [duty for duty in duties() if duty.cadence == "by_plan"]
    assert planned
    assert not any(open_periods(duty, date(2026, 11, 23)) for duty in planned)


@pytest.mark.parametrize(
    ("rule", "period", "expected"),
    [
        (DueRule(day=10), "2026-02", "2026-02-10"),
        (DueRule(day=31), "2028-02", "2028-02-29"),
        (DueRule(day=31), "2100-02", "2100-02-28"),
        (DueRule(day=25, month=0), "2027-01", "2026-12-25"),
        (DueRule(day=31, month=3), "2026-Q2", "2026-06-30"),
        (DueRule(day=10, month=6), "2026-H1", "2026-06-10"),
        (DueRule(day=10, month=6), "2026-H2", "2026-12-10"),
        (DueRule(day=31, month=1), "2027", "2027-01-31"),
        (DueRule(day=31, month=1, shift="working_day"), "2027", "2027-02-01"),
        (DueRule(anchors=((2, 3), (5, 19), (9, 2), (11, 7)), plus_days=-75), "2027-Q1", "2026-11-20"),
        (DueRule(anchors=((2, 3), (5, 19), (9, 2), (11, 7)), plus_days=-75), "2028-Q2", "2028-03-05"),
        (DueRule(meeting=True, plus_days=3), "2026-11", "2026-11-06"),
        (DueRule(meeting=True, plus_days=-3), "2026-12", "2026-11-30"),
    ],
)
def test_due_days(rule: DueRule, period: str, expected: str) -> None:
    assert due_on(rule, period).isoformat() == expected


def test_an_anchor_must_lie_in_the_period() -> None:
    with pytest.raises(ValueError, match="no anchor"):
        due_on(DueRule(anchors=((2, 3),)), "2026-Q2")


@given(meetings, days)
def test_a_meeting_stays_in_its_month_and_off_bad_days(meeting: MeetingRule, day: date) -> None:
    found = meeting_day(period_of("monthly", day), meeting)
    assert (found.year, found.month) == (day.year, day.month)
    if meeting.shift == "working_day":
        assert is_working_day(found)


def test_day_three_on_a_sunday_goes_to_the_day_after() -> None:
    assert meeting_day("2027-01", MeetingRule(3, "not_sunday")) == date(2027, 1, 4)
    assert meeting_day("2027-01", MeetingRule(3, "none")) == date(2027, 1, 3)
    assert meeting_day("2027-02", MeetingRule(3, "not_sunday")) == date(2027, 2, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"day": 3, "meeting": True},
        {"day": 32},
        {"day": 3, "month": 13},
        {"day": 3, "shift": "never"},
        {"anchors": ((2, 30),)},
    ],
)
def test_a_due_rule_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        DueRule(**wrong)


@pytest.mark.parametrize(
    ("rule", "period", "due"),
    [
        (DueRule(weekday=5), "2026-W48", date(2026, 11, 27)),
        (DueRule(weekday=7), "2026-W53", date(2027, 1, 3)),
        (DueRule(weekday=5, shift="day_before"), "2026-W53", date(2026, 12, 31)),
        (DueRule(weekday=7), "2026-12", date(2026, 12, 6)),
        (DueRule(weekday=1, nth=2), "2026-12", date(2026, 12, 14)),
        (DueRule(weekday=5, nth=-1), "2026-12", date(2026, 12, 25)),
        (DueRule(weekday=5, nth=-1, month=2), "2026-Q4", date(2026, 11, 27)),
    ],
)
def test_weekdays_of_a_week_and_of_a_month(rule: DueRule, period: str, due: date) -> None:
    assert due_on(rule, period) == due


@pytest.mark.parametrize("wrong", [{"weekday": 8}, {"weekday": 0}, {"weekday": 1, "nth": 5}, {"weekday": 1, "day": 3}])
def test_weekdays_that_cannot_be(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="weekday"):
        DueRule(**wrong)
