"""What speaks against a day or a length of a congress, each objection with the ruling it rests on (domain 1.2-1.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Generic, Protocol, TypeVar

from handlers.rules.calendar import is_holiday, tet_pause
from handlers.rules.regulations import Regulated, applicable
from handlers.rules.roadmap import trouble_with_day, trouble_with_length

FARTHEST: Final = timedelta(days=3 * 366)
"""A day further ahead than this is a slip of the finger."""
NEAR_ROUND: Final = timedelta(days=366)
WITHOUT_COMMITTEE: Final = 2
"""A secretary and one deputy: what a cell too small for a committee elects."""


class Ruling(Regulated, Protocol):
    """A regulation with its value."""

    @property
    def value(self) -> int | date | str: ...


Rule = TypeVar("Rule", bound=Ruling)


@dataclass(frozen=True, slots=True)
class Objection(Generic[Rule]):
    """`key`: past, too_far, holiday, before_window, after_window, after_limit or too_long. `bounds`: the first and
    last day (or most half days) that would do; `ruling`: where they come from, None when nobody needs a source."""

    key: str
    bounds: tuple[date | int, ...] = ()
    ruling: Rule | None = None


def limit_of(
    rulings: Sequence[Rule], level: str, day: date, window: tuple[date, date] | None
) -> tuple[date, Rule] | None:
    """The last day of the round that a congress on this day belongs to, with its ruling; None when nobody set one.

    A limit counts for the round it was made for: it lies within six months of the term's end or, when the term is not
    known, within a year of the day.
    """
    found = applicable(rulings, f"deadline.{level}", day)
    if found is None or not isinstance(found.value, date):
        return None
    near = window[0] <= found.value <= window[1] if window else abs(found.value - day) <= NEAR_ROUND
    return (found.value, found) if near else None


def objections(
    day: date,
    today: date,
    level: str,
    window: tuple[date, date] | None,
    rulings: Iterable[Rule],
    *,
    held: bool = False,
) -> tuple[Objection[Rule], ...]:
    """Everything that speaks against holding the congress that day; `held`: it has been held then, so that the day
    lies behind us and only the round's bounds are asked."""
    known = tuple(rulings)
    if not held and day < today:
        return (Objection("past"),)
    if held and day > today:
        return (Objection("future"),)
    if day > today + FARTHEST:
        return (Objection("too_far"),)
    found: list[Objection[Rule]] = []
    if tet_pause(day) or is_holiday(day):
        found.append(Objection("holiday"))
    limit = limit_of(known, level, day, window)
    months = applicable(known, "tenure.window_months", day)
    for key in trouble_with_day(day, window, limit[0] if limit else None):
        if key == "after_limit" and limit is not None:
            found.append(Objection(key, (limit[0],), limit[1]))
        elif window is not None:
            found.append(Objection(key, window, months))
    return tuple(found)


def too_long(half_days: int, level: str, day: date, rulings: Iterable[Rule]) -> Objection[Rule] | None:
    """Whether a congress lasts longer than its level may; both in half days."""
    ruling = longest(level, day, rulings)
    most = ruling.value if ruling is not None and isinstance(ruling.value, int) else None
    if not trouble_with_length(half_days, most) or most is None:
        return None
    return Objection("too_long", (most,), ruling)


def longest(level: str, day: date, rulings: Iterable[Rule]) -> Rule | None:
    """The ruling on how many half days a congress of this level may last, None when nobody has ruled."""
    return applicable(tuple(rulings), f"length.{level}_half_days", day)


def cell_limit(rulings: Iterable[Rule], members: int | None, day: date) -> tuple[int, str, Rule] | None:
    """(how many a cell may elect at most, `committee` or `secretary`, by which ruling): a small cell elects a secretary
    and, if needed, one deputy, a larger one a committee; None when nobody has ruled."""
    known = tuple(rulings)
    start, most = (applicable(known, f"cell_committee.{name}", day) for name in ("from_members", "most"))
    if start is not None and members is not None and members < int(str(start.value)):
        return WITHOUT_COMMITTEE, "secretary", start
    return None if most is None else (int(str(most.value)), "committee", most)
