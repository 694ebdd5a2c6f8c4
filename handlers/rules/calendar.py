"""Days and hours in Vietnam: the zone, working days, Tết, and when a message may arrive.

Instants are int milliseconds UTC, days are dates of the zone. Quiet time: 20:00-06:30, Sundays, public holidays,
29 Chạp to mùng 5 Tết, a person's own hours and leave, pauses of an area (features 0.2, domain 8.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from vnlunar import convert_lunar_to_solar

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
ZONE_OFFSET_MS: Final = 7 * 3_600_000
DAY_OPENS: Final = 6 * 60 + 30
DAY_CLOSES: Final = 20 * 60
MORNING: Final = 7 * 60 + 30
EARLY: Final = 6 * 60
"""When the day's reminders are planned: before anybody may be written to, so that each message goes at its reader's own
hour and says all that the day brought."""
DAY_MS: Final = 86_400_000
MINUTE_MS: Final = 60_000
ONE_DAY: Final = timedelta(days=1)
LONGEST_PAUSE_DAYS: Final = 366
MONDAY: Final = 0
SATURDAY: Final = 5
SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Hours:
    """When one person may be written to, besides the rules for everybody.

    `opens` and `closes` are minutes from local midnight, narrower than 06:30-20:00 and never wider; `pauses` are
    first and last day (both quiet) of leave, flood, harvest. Raises ValueError for hours or pauses that cannot be.
    """

    opens: int = DAY_OPENS
    closes: int = DAY_CLOSES
    pauses: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        if not DAY_OPENS <= self.opens < self.closes <= DAY_CLOSES:
            raise ValueError(f"hours {self.opens}-{self.closes} are not within {DAY_OPENS}-{DAY_CLOSES}")
        for first, last in self.pauses:
            if not 0 <= (last - first).days < LONGEST_PAUSE_DAYS:
                raise ValueError(f"a pause from {first} to {last} is no pause")

    @staticmethod
    def narrowed(opens: int, closes: int, pauses: Iterable[tuple[date, date]] = ()) -> Hours:
        """The person's wish cut down to what is allowed for everybody; a wish with nothing allowed in it (only
        at night) is answered with the ordinary hours."""
        opens, closes = max(opens, DAY_OPENS), min(closes, DAY_CLOSES)
        if opens >= closes:
            opens, closes = DAY_OPENS, DAY_CLOSES
        return Hours(opens, closes, tuple(pauses))


ORDINARY_HOURS: Final = Hours()


def local(now: int) -> datetime:
    """The wall clock in Vietnam at an instant."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(ZONE)


def day_of(now: int) -> date:
    """The date in Vietnam at an instant."""
    return local(now).date()


def instant(day: date, minute_of_day: int = 0) -> int:
    """The instant at which a day of the zone is so many minutes old."""
    midnight = datetime.combine(day, time(), ZONE)
    return int(midnight.timestamp()) * 1000 + minute_of_day * 60_000


@lru_cache(maxsize=512)
def tet(year: int) -> date:
    """Mùng 1 tháng Giêng of the lunar year that begins in this solar year (UTC+7)."""
    return _solar(1, 1, year)


@lru_cache(maxsize=512)
def tet_days(year: int) -> tuple[date, date]:
    """29 Chạp and mùng 5: the first and last day of the Tết of a solar year. A Chạp of 30 days makes it a day
    longer."""
    return _solar(29, 12, year - 1), tet(year) + 4 * ONE_DAY


def _solar(day: int, month: int, year: int) -> date:
    found = convert_lunar_to_solar(day, month, year)
    if found is None:
        raise ValueError(f"no lunar date {day}/{month}/{year}")
    return date(found[2], found[1], found[0])


def tet_pause(day: date) -> bool:
    """Whether the day lies between 29 Chạp and mùng 5."""
    first, last = tet_days(day.year)
    return first <= day <= last


@lru_cache(maxsize=512)
def holidays_of(year: int) -> frozenset[date]:
    """Public holidays with their days in lieu."""
    return frozenset(holidays.country_holidays("VN", years=year))


def is_holiday(day: date) -> bool:
    """Whether the day is a public holiday or a day off in lieu of one."""
    return day in holidays_of(day.year)


def is_free_day(day: date) -> bool:
    """Sundays, public holidays and Tết: days on which nobody is reminded."""
    return day.weekday() == SUNDAY or is_holiday(day) or tet_pause(day)


def is_working_day(day: date) -> bool:
    """Monday to Friday, neither a public holiday nor Tết."""
    return day.weekday() != SATURDAY and not is_free_day(day)


def next_working_day(day: date) -> date:
    """The day itself if people work on it, else the first one after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """So many working days after the day, or before it when negative; 0 is the day itself."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def _pause_ends(day: date, hours: Hours) -> date | None:
    ends = [last for first, last in hours.pauses if first <= day <= last]
    return max(ends, default=None)


def is_quiet(now: int, hours: Hours = ORDINARY_HOURS) -> bool:
    """Whether nothing may be sent unasked at this instant."""
    moment = local(now)
    minute = moment.hour * 60 + moment.minute
    if not hours.opens <= minute < hours.closes:
        return True
    return is_free_day(moment.date()) or _pause_ends(moment.date(), hours) is not None


def next_allowed(now: int, hours: Hours = ORDINARY_HOURS) -> int:
    """`now` itself when it is not quiet, else the first instant after it at which something may be sent."""
    if not is_quiet(now, hours):
        return now
    moment = local(now)
    day = moment.date()
    if moment.hour * 60 + moment.minute >= hours.opens:
        day += ONE_DAY
    while True:
        pause_ends = _pause_ends(day, hours)
        if pause_ends is not None:
            day = pause_ends + ONE_DAY
        elif is_free_day(day):
            day += ONE_DAY
        else:
            return instant(day, hours.opens)


def last_allowed_day(day: date, earliest: date) -> date:
    """The day itself if reminders may go out on it, else the last such day before it; `earliest` when there is
    none in between."""
    found = day
    while is_free_day(found):
        found -= ONE_DAY
        if found < earliest:
            return max(day, earliest)
    return found
