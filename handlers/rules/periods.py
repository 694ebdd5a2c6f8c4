"""Periods and windows: which month, quarter, half-year or year a duty is for, and when it opens, is due, closes.

Periods are text: `2026-W48` (the week of the calendar, Monday to Sunday), `2026-11`, `2026-Q3`, `2026-H1`, `2026`
(domain 2.4). Dates are dates of the zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from handlers.rules.calendar import ONE_DAY, SUNDAY, is_working_day, next_working_day

MONTHS: Final = {"weekly": 0, "monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12, "by_plan": 1}
"""Cadence to months in a period, 0 for a week. `by_plan`: its periods are months, but it opens only where a plan names
one."""

SHIFTS: Final = ("none", "not_sunday", "working_day", "day_before", "skip")
"""What becomes of a day that falls badly: nothing; Sunday to Monday; on to the next working day; back to the last one;
or the period is left out altogether."""
MEETING_SHIFTS: Final = ("none", "not_sunday", "working_day", "day_before")
_PERIOD: Final = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])|W(\d{2})))?")
_WEEK: Final = timedelta(days=7)
LAST: Final = -1
"""Which weekday of a month: the last one."""
_OPEN_WITHIN_DAYS: Final = 420


@dataclass(frozen=True, slots=True)
class MeetingRule:
    """The day of the month on which a cell meets (domain 2.3: set locally; day 3 is only a default).

    `shift`: what happens when it falls badly: `none`, `not_sunday` (Sunday goes to Monday), `working_day` (weekends,
    holidays and Tết go to the next working day) or `day_before` (to the last one). A meeting never leaves its month.
    """

    day: int = 3
    shift: str = "working_day"

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 31 or self.shift not in MEETING_SHIFTS:
            raise ValueError(f"no such meeting rule: day {self.day}, shift {self.shift}")


DEFAULT_MEETING: Final = MeetingRule()


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a duty is due within its period; exactly one of four ways.

    `day` with `month`: that day of the period's month number `month` (1 the first, 0 the month before the period);
    31 is the last day of any month. `weekday` (1 Monday to 7 Sunday): of the week, or of that month the one number
    `nth`, -1 the last. `meeting` true: the cell's meeting day in the period's first month.
    `anchors`: days of the year as (month, day); the one lying in the period counts.
    To any of them `plus_days` is added (negative: before), and then `shift` applied.
    """

    day: int | None = None
    month: int = 1
    meeting: bool = False
    anchors: tuple[tuple[int, int], ...] = ()
    plus_days: int = 0
    shift: str = "none"
    weekday: int | None = None
    nth: int = 1

    def __post_init__(self) -> None:
        if sum((self.day is not None, self.weekday is not None, self.meeting, bool(self.anchors))) != 1:
            raise ValueError("a due rule has exactly one of day, weekday, meeting, anchors")
        if self.weekday is not None and not (1 <= self.weekday <= 7 and self.nth in (LAST, 1, 2, 3, 4)):
            raise ValueError(f"no such weekday: number {self.weekday}, the one number {self.nth}")
        if self.day is not None and not (1 <= self.day <= 31 and 0 <= self.month <= 12):
            raise ValueError(f"no such due day: day {self.day} of month {self.month}")
        if self.shift not in SHIFTS:
            raise ValueError(f"no such shift: {self.shift}")
        for month, day in self.anchors:
            date(2001, month, day)


class Scheduled(Protocol):
    """Whatever comes round: a duty of the catalogue, or a commune's own."""

    @property
    def cadence(self) -> str: ...
    @property
    def due(self) -> DueRule: ...
    @property
    def opens_before(self) -> int: ...
    @property
    def closes_after(self) -> int: ...


class Window(NamedTuple):
    """The first day a duty can be reported, the day it is due, and the last day it can be reported."""

    opens_on: date
    due_on: date
    closes_on: date


def period_of(cadence: str, day: date) -> str:
    """The period of a cadence that a day lies in. Raises ValueError for an unknown cadence."""
    months = _months(cadence)
    if months == 0:
        return f"{day.isocalendar().year:04}-W{day.isocalendar().week:02}"
    number = (day.month - 1) // months + 1
    return {1: f"{day.year:04}-{number:02}", 3: f"{day.year:04}-Q{number}", 6: f"{day.year:04}-H{number}"}.get(
        months, f"{day.year:04}"
    )


@lru_cache(maxsize=4096)
def bounds(period: str) -> tuple[date, date]:
    """The first and last day of a period. Raises ValueError for text that is no period."""
    found = _PERIOD.fullmatch(period)
    if found is None or not 1 <= int(found[1]) <= 9998:
        raise ValueError(f"no such period: {period}")
    year, month, quarter, half, week = (int(part) if part else 0 for part in found.groups())
    if found[5]:
        return _week(period, year, week)
    if month:
        first, months = month, 1
    elif quarter:
        first, months = quarter * 3 - 2, 3
    elif half:
        first, months = half * 6 - 5, 6
    else:
        first, months = 1, 12
    return date(year, first, 1), _add_months(date(year, first, 1), months) - ONE_DAY


def _week(period: str, year: int, week: int) -> tuple[date, date]:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise ValueError(f"no such period: {period}") from error
    return monday, monday + _WEEK - ONE_DAY


def next_period(period: str) -> str:
    """The period of the same length that follows."""
    first, last = bounds(period)
    return period_of(_cadence_of(first, last), last + ONE_DAY)


def previous_period(period: str) -> str:
    """The period of the same length that came before."""
    first, last = bounds(period)
    return period_of(_cadence_of(first, last), first - ONE_DAY)


def periods_between(cadence: str, first: date, last: date) -> tuple[str, ...]:
    """All periods that share at least one day with first..last, in order; none when last is before first."""
    found: list[str] = []
    day = first
    while day <= last:
        found.append(period_of(cadence, day))
        day = bounds(found[-1])[1] + ONE_DAY
    return tuple(found)


def meeting_day(period: str, rule: MeetingRule = DEFAULT_MEETING) -> date:
    """The day of a cell's regular meeting in the (first month of the) period."""
    return _meeting_on(bounds(period)[0], rule)


@lru_cache(maxsize=8192)
def _meeting_on(first: date, rule: MeetingRule) -> date:
    planned = _day_in_month(first, rule.day)
    held = shifted(planned, rule.shift)
    if held.month == planned.month:
        return held
    return next_working_day(planned) if held < planned else _last_working_day(planned)


def _last_working_day(day: date) -> date:
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def shifted(day: date, shift: str) -> date:
    """A day moved on when it falls badly (see `MeetingRule.shift`)."""
    if shift == "not_sunday" and day.weekday() == SUNDAY:
        return day + ONE_DAY
    if shift == "day_before":
        return _last_working_day(day)
    return next_working_day(day) if shift == "working_day" else day


def due_on(rule: DueRule, period: str, meeting: MeetingRule = DEFAULT_MEETING) -> date:
    """The day something is due in a period. Raises ValueError when no anchor lies in the period."""
    first, last = bounds(period)
    if rule.meeting:
        day = _meeting_on(first, meeting)
    elif rule.anchors:
        day = _anchor_in(rule.anchors, first, last)
    elif rule.weekday is not None:
        day = _weekday_in(rule, first, last)
    else:
        day = _day_in_month(_add_months(first, rule.month - 1), rule.day or 31)
    return shifted(day + timedelta(days=rule.plus_days), rule.shift)


def window(duty: Scheduled, period: str, meeting: MeetingRule = DEFAULT_MEETING) -> Window:
    """When a duty of a period opens, is due and closes; always opens_on <= due_on <= closes_on."""
    due = due_on(duty.due, period, meeting)
    return Window(due - timedelta(days=duty.opens_before), due, due + timedelta(days=duty.closes_after))


def open_periods(
    duty: Scheduled, today: date, meeting: MeetingRule = DEFAULT_MEETING
) -> tuple[tuple[str, Window], ...]:
    """The periods of a duty whose windows hold today, in order; none for a duty that goes by plan. Left out: those
    whose day falls badly when the rule says so."""
    if duty.cadence == "by_plan":
        return ()
    reach = timedelta(days=_OPEN_WITHIN_DAYS)
    nearby = periods_between(duty.cadence, today - reach, today + reach)
    windows = ((period, window(duty, period, meeting)) for period in nearby)
    return tuple(
        (period, found)
        for period, found in windows
        if found.opens_on <= today <= found.closes_on and not _left_out(duty.due, found.due_on)
    )


def _left_out(rule: DueRule, due: date) -> bool:
    return rule.shift == "skip" and not is_working_day(due)


def _months(cadence: str) -> int:
    if cadence not in MONTHS:
        raise ValueError(f"no such cadence: {cadence}")
    return MONTHS[cadence]


def _cadence_of(first: date, last: date) -> str:
    if last - first < _WEEK:
        return "weekly"
    return {0: "monthly", 2: "quarterly", 5: "half_yearly"}.get(last.month - first.month, "yearly")


def _add_months(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _day_in_month(first: date, day: int) -> date:
    last = _add_months(first, 1) - ONE_DAY
    return first.replace(day=min(day, last.day))


def _weekday_in(rule: DueRule, first: date, last: date) -> date:
    weekday = (rule.weekday or 1) - 1
    if last - first < _WEEK:
        return first + timedelta(days=weekday)
    month = _add_months(first, rule.month - 1)
    if rule.nth == LAST:
        end = _add_months(month, 1) - ONE_DAY
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    return month + timedelta(days=(weekday - month.weekday()) % 7) + (rule.nth - 1) * _WEEK


def _anchor_in(anchors: tuple[tuple[int, int], ...], first: date, last: date) -> date:
    for month, day in anchors:
        found = _day_in_month(date(first.year, month, 1), day)
        if first <= found <= last:
            return found
    raise ValueError(f"no anchor day between {first} and {last}")
