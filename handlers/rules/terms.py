"""A unit's term: when it probably ends, how much is left, and how often to speak of it (domain 1.6, features 0.2).

A term end is never certain: the window of six months before and after is the Charter's (article 24).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from handlers.rules.calendar import MORNING, ONE_DAY, SATURDAY, day_of, instant
from storage.model import Term

POLICY_MONTHS: Final = {"M30": 30, "M60": 60}
WINDOW_MONTHS: Final = 6
LAST_DAYS: Final = 30


class Pace(NamedTuple):
    """How often a unit hears of its term: once in `every_days` on average, at most `weekly_cap` messages a week."""

    name: str
    every_days: float
    weekly_cap: int


MONTHLY: Final = Pace("monthly", 28, 3)
FORTNIGHTLY: Final = Pace("fortnightly", 14, 3)
WEEKLY: Final = Pace("weekly", 7, 3)
TWICE_A_WEEK: Final = Pace("twice_a_week", 3.5, 3)
LAST_MONTH: Final = Pace("last_month", 1.4, 5)


def add_months(day: date, months: int) -> date:
    """The same day so many months later or earlier, or the last day of a month that is too short for it."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def planned_end(start: date, policy: str, custom_end: date | None = None) -> date:
    """The day a term is expected to end: 30 or 60 months after its congress, or the given day for `custom`.

    Raises ValueError for an unknown policy, and for `custom` without a day after the start.
    """
    if policy == "custom":
        if custom_end is None or custom_end <= start:
            raise ValueError("a custom term needs an end after its start")
        return custom_end
    if policy not in POLICY_MONTHS:
        raise ValueError(f"no such term policy: {policy}")
    return add_months(start, POLICY_MONTHS[policy])


def window(term: Term) -> tuple[date, date]:
    """The first and last day on which the next congress may be held: six months around the planned end."""
    end = date.fromisoformat(term.planned_end_on)
    return add_months(end, -WINDOW_MONTHS), add_months(end, WINDOW_MONTHS)


def days_left(term: Term, today: date) -> int:
    """Days until the planned end; negative once it is past."""
    return (date.fromisoformat(term.planned_end_on) - today).days


def share_left(term: Term, today: date) -> float:
    """The share of the term still to come, 1.0 at its start (or before) and 0.0 at its planned end (or after)."""
    whole = (date.fromisoformat(term.planned_end_on) - date.fromisoformat(term.start_on)).days
    return min(1.0, max(0.0, days_left(term, today) / whole)) if whole > 0 else 0.0


def curve(share: float, left: int) -> Pace:
    """The pace for a share of the term and days left: monthly above half, fortnightly to a quarter, weekly to a
    tenth, twice a week below; five a week in the last 30 days; weekly again when the end has passed."""
    if left < 0:
        return WEEKLY
    if left <= LAST_DAYS:
        return LAST_MONTH
    for above, pace in ((0.5, MONTHLY), (0.25, FORTNIGHTLY), (0.1, WEEKLY)):
        if share > above:
            return pace
    return TWICE_A_WEEK


def weekly_cap(term: Term | None, today: date) -> int:
    """How many messages a week somebody in this unit may get: three, five in the last 30 days of its term."""
    return MONTHLY.weekly_cap if term is None else curve(share_left(term, today), days_left(term, today)).weekly_cap


def next_term_remind_at(term: Term, now: int, minute: int = MORNING) -> int | None:
    """The next instant to speak of the term, later than `now`; None once its window of six months has passed.

    The days are counted back from the planned end, so that asking again gives the same answer.
    """
    day, last = day_of(now), window(term)[1]
    if instant(day, minute) <= now:
        day += ONE_DAY
    day = max(day, date.fromisoformat(term.start_on))
    while day <= last:
        if speaks_on(term, day):
            return instant(day, minute)
        day += timedelta(days=1)
    return None


def speaks_on(term: Term, day: date) -> bool:
    """Whether the term is spoken of on this day of its curve; never before it begins or after its window."""
    if not date.fromisoformat(term.start_on) <= day <= window(term)[1]:
        return False
    left = days_left(term, day)
    pace = curve(share_left(term, day), left)
    if pace is LAST_MONTH:
        return day.weekday() < SATURDAY or left == 0
    if pace is TWICE_A_WEEK:
        return left % 7 in (0, 3)
    return left % int(pace.every_days) == 0
