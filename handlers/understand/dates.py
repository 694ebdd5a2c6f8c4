"""Dates, times and periods inside a sentence: relative days, weekdays, day and month, ranges, quarters, lunar days.

A day and month without a year is the next one when looking ahead (duties) and the last one when looking back
(reports). Weeks start on Monday. A vague word gives a hit without a date: ask.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from handlers.understand import lunar

Direction = Literal["past", "future"]
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something about time at `flat[start:end]`.

    `kind`: day | range | period | time | part | vague. `other` is the lunar reading kept beside a solar one.
    """

    start: int
    end: int
    kind: str
    first: date | None = None
    last: date | None = None
    period: str | None = None
    time: str | None = None
    part: str | None = None
    lunar: bool = False
    other: date | None = None
    written: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """What dates are reckoned from: the day it is, and whether we look ahead or back."""

    today: date
    future: bool

    def of_month(self, day: int, month: int) -> date | None:
        """The next or the last such day; `31/11` does not exist."""
        years = range(self.today.year - 4, self.today.year + 5)
        days = [found for year in years if (found := real_day(year, month, day))]
        if self.future:
            return min((found for found in days if found >= self.today), default=None)
        return max((found for found in days if found <= self.today), default=None)

    def of_days(self, day: int) -> date | None:
        """A day number alone: the most recent, or the next."""
        year, month = self.today.year, self.today.month
        for ahead in range(0, 4 if self.future else -4, 1 if self.future else -1):
            found = real_day(*add_months(year, month, ahead), day)
            if found and (found >= self.today if self.future else found <= self.today):
                return found
        return None


def real_day(year: int, month: int, day: int) -> date | None:
    """That date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_months(year: int, month: int, ahead: int) -> tuple[int, int]:
    """(year, month) so many months later; negative: earlier."""
    index = year * 12 + month - 1 + ahead
    return index // 12, index % 12 + 1


def end_of_month(year: int, month: int) -> date:
    """The last day of that month."""
    return date(year, month, monthrange(year, month)[1])


def full_year(written: str) -> int:
    """`26` → 2026."""
    return int(written) + 2000 if len(written) <= 2 else int(written)


Reader = Callable[[re.Match[str], Clock], Hit | None]
_READERS: list[tuple[re.Pattern[str], Reader]] = []


def reads(pattern: str) -> Callable[[Reader], Reader]:
    """Register a reader for a pattern over the matching form; earlier ones win."""

    def register(reader: Reader) -> Reader:
        _READERS.append((re.compile(rf"\b(?:{pattern})(?!\w)"), reader))
        return reader

    return register


def day_hit(found: re.Match[str], day: date | None, other: date | None = None, is_lunar: bool = False) -> Hit | None:
    """A hit on one day, or nothing when there is no such day."""
    if day is None or not 1900 < day.year < 2200:
        return None
    return Hit(found.start(), found.end(), "day", day, day, lunar=is_lunar, other=other)


def range_hit(found: re.Match[str], first: date | None, last: date | None, period: str | None = None) -> Hit | None:
    """A hit on several days, with the period they make when they make one."""
    if first is None or last is None or last < first:
        return None
    return Hit(found.start(), found.end(), "period" if period else "range", first, last, period)


@lru_cache(maxsize=1024)
def find_dates(flat: str, today: date, direction: Direction) -> tuple[Hit, ...]:
    """Every hit in the sentence, from left to right, never overlapping."""
    from handlers.understand import date_words, period_words  # noqa: F401 - they register their readers

    clock = Clock(today, direction == "future")
    hits: list[Hit] = []
    left = flat
    for pattern, reader in _READERS:
        for found in pattern.finditer(left):
            if "~" in found.group():
                continue
            try:
                hit = reader(found, clock)
            except (OverflowError, ValueError):
                hit = None
            if hit:
                hits.append(replace(hit, written=flat[hit.start : hit.end]))
                left = left[: hit.start] + "~" * (hit.end - hit.start) + left[hit.end :]
    return tuple(_join_ranges(flat, sorted(hits, key=lambda hit: hit.start)))


def _join_ranges(flat: str, hits: list[Hit]) -> list[Hit]:
    """`từ mai đến thứ sáu`: two days become one range."""
    joined: list[Hit] = []
    for hit in hits:
        before = joined[-1] if joined else None
        gap = flat[before.end : hit.start].strip() if before else "?"
        if before and gap in ("den", "den het", "toi", "tới", "-", "den ngay") and before.kind == hit.kind == "day":
            last = hit.first
            if before.first and last and last < before.first and not re.search(r"\d{4}", hit.written):
                last = real_day(last.year + 1, last.month, last.day) or last
            if before.first and last and last >= before.first:
                joined[-1] = replace(before, end=hit.end, kind="range", last=last, written=flat[before.start : hit.end])
                continue
        joined.append(hit)
    return joined


def mask(flat: str, hits: tuple[Hit, ...]) -> str:
    """The sentence with everything about time blotted out, so that counts do not read dates."""
    for hit in hits:
        flat = flat[: hit.start] + "~" * (hit.end - hit.start) + flat[hit.end :]
    return flat


_ONE_BREATH: Final = re.compile(
    r"(?: ?(?:ngay|hom|la|tuc|chi bo|don vi|toi|minh|em|ben|da|vua|co|roi|hop|sinh hoat|thuong ky|thang|luc|~+))* ?"
)


_WEEKDAY_BEFORE: Final = re.compile(
    r"\b(?:thu (?:(hai|2)|(ba|3)|(?:tu|tư|4)()|(nam|5)|(sau|sáu|6)|(bay|bảy|7))|chu nhat()) (?:ngay |,)? ?$"
)


def clash(flat: str, hits: tuple[Hit, ...]) -> bool:
    """`hôm qua họp 27/11` on the 23rd, `thứ bảy 22/11` of a Sunday: days said of one thing that cannot all be meant.
    Which is, only they know."""
    days = [hit for hit in hits if hit.kind == "day"]
    weekdays = ((hit.first, _WEEKDAY_BEFORE.search(flat, 0, hit.start)) for hit in days)
    if any(day and said and said.lastindex and day.weekday() != said.lastindex - 1 for day, said in weekdays):
        return True
    return any(
        before.first not in (after.first, after.other)
        and after.first != before.other
        and bool(_ONE_BREATH.fullmatch(mask(flat, hits)[before.end : after.start]))
        for before, after in pairwise(days)
    )


def lunar_day(day: int, month: int, clock: Clock) -> date | None:
    """That lunar day, next or last."""
    return lunar.nearest(day, month, clock.today, clock.future)
