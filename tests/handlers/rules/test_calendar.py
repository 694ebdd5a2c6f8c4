from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.calendar import (
    DAY_MS,
    Hours,
    add_working_days,
    day_of,
    instant,
    is_free_day,
    is_holiday,
    is_quiet,
    is_working_day,
    last_allowed_day,
    local,
    next_allowed,
    next_working_day,
    tet,
    tet_days,
    tet_pause,
)

TET = {
    2020: "2020-01-25",
    2021: "2021-02-12",
    2022: "2022-02-01",
    2023: "2023-01-22",
    2024: "2024-02-10",
    2025: "2025-01-29",
    2026: "2026-02-17",
    2027: "2027-02-06",
    2028: "2028-01-26",
    2029: "2029-02-13",
    # The new moon of 2 February 2030 comes at 23:07 in Hanoi and 00:07 the next day in Beijing.
    2030: "2030-02-02",
}
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
instants = st.integers(instant(date(1990, 1, 1)), instant(date(2060, 12, 31)))
pauses = st.lists(st.tuples(days, st.integers(0, 60)), max_size=3).map(
    lambda found: tuple((first, first + timedelta(days=more)) for first, more in found)
)
hours = st.tuples(st.integers(390, 1199), st.integers(391, 1200), pauses).map(
    lambda parts: Hours.narrowed(min(parts[:2]), max(parts[:2]), parts[2])
)


@pytest.mark.parametrize(("year", "day"), TET.items())
def test_tet_is_where_the_calendars_on_the_wall_have_it(year: int, day: str) -> None:
    assert tet(year) == date.fromisoformat(day)


@pytest.mark.parametrize("year", range(2020, 2041))
def test_the_pause_runs_from_29_chap_to_mung_5(year: int) -> None:
    first, last = tet_days(year)
    assert (tet(year) - first).days in (1, 2)
    assert (last - tet(year)).days == 4
    assert not tet_pause(first - timedelta(days=1))
    assert not tet_pause(last + timedelta(days=1))
    day = first
    while day <= last:
        assert tet_pause(day)
        day += timedelta(days=1)


def test_a_chap_of_30_days_has_two_days_before_the_new_year() -> None:
    assert tet_days(2024)[0] == date(2024, 2, 8)
    assert tet_days(2025)[0] == date(2025, 1, 28)


@pytest.mark.parametrize("day", ["2026-01-01", "2026-04-30", "2026-05-01", "2026-09-02", "2027-04-16"])
def test_public_holidays(day: str) -> None:
    assert is_holiday(date.fromisoformat(day))
    assert not is_working_day(date.fromisoformat(day))


def test_ordinary_days_are_no_holidays() -> None:
    assert not is_holiday(date(2026, 11, 23))
    assert is_working_day(date(2026, 11, 23))
    assert is_free_day(date(2026, 11, 22))


@given(days, st.integers(0, 1439))
def test_instants_and_days_agree(day: date, minute: int) -> None:
    moment = local(instant(day, minute))
    assert moment.date() == day_of(instant(day, minute)) == day
    assert moment.hour * 60 + moment.minute == minute
    assert instant(day + timedelta(days=1)) - instant(day) == DAY_MS


@given(instants, hours)
def test_quiet_time_is_never_broken(now: int, hours: Hours) -> None:
    then = next_allowed(now, hours)
    moment = local(then)
    assert then >= now
    assert not is_quiet(then, hours)
    assert 390 <= moment.hour * 60 + moment.minute < 1200
    assert moment.weekday() != 6
    assert not tet_pause(moment.date())
    assert not any(first <= moment.date() <= last for first, last in hours.pauses)


@given(instants, hours, st.floats(0, 0.999))
def test_nothing_allowed_is_passed_over(now: int, hours: Hours, share: float) -> None:
    then = next_allowed(now, hours)
    assert then == now or is_quiet(now + int((then - now) * share), hours)


def test_the_edges_of_the_day() -> None:
    monday = date(2026, 11, 23)
    assert is_quiet(instant(monday, 389))
    assert not is_quiet(instant(monday, 390))
    assert not is_quiet(instant(monday, 1199))
    assert is_quiet(instant(monday, 1200))
    assert next_allowed(instant(monday, 0)) == instant(monday, 390)
    assert next_allowed(instant(monday, 390) - 1) == instant(monday, 390)


def test_the_evening_before_tet_waits_until_it_is_over() -> None:
    evening_of_28_chap = instant(date(2027, 2, 3), 20 * 60)
    assert next_allowed(evening_of_28_chap) == instant(date(2027, 2, 11), 390)


def test_hours_only_get_narrower() -> None:
    assert Hours.narrowed(0, 12 * 60) == Hours(390, 720)
    assert Hours.narrowed(21 * 60, 23 * 60) == Hours()
    with pytest.raises(ValueError, match="not within"):
        Hours(0, 720)
    with pytest.raises(ValueError, match="no pause"):
        Hours(pauses=((date(2026, 1, 2), date(2026, 1, 1)),))


@given(days)
def test_the_next_working_day_is_the_first_one(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert found.weekday() < 5
    skipped = [day + timedelta(days=n) for n in range((found - day).days)]
    assert not any(is_working_day(between) for between in skipped)
    assert len(skipped) <= 12


@given(days, st.integers(1, 50))
def test_working_days_there_and_back(day: date, count: int) -> None:
    start = next_working_day(day)
    assert add_working_days(add_working_days(start, count), -count) == start
    assert (add_working_days(day, count) - day).days >= count


@given(days, st.integers(0, 40))
def test_a_reminder_moves_before_a_free_day_but_not_before_its_opening(day: date, room: int) -> None:
    earliest = day - timedelta(days=room)
    found = last_allowed_day(day, earliest)
    assert earliest <= found <= day
    assert not is_free_day(found) or found == day
