"""Lunar days for UTC+7 (Tết 2027 is 6 February). The calendar library is loaded only when somebody says a lunar day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=512)
def solar_of(day: int, month: int, lunar_year: int) -> date | None:
    """The solar date of a lunar day of a non-leap month, or None when there is no such day."""
    from vnlunar import convert_lunar_to_solar

    found = convert_lunar_to_solar(day, month, lunar_year, 0, 7.0)
    if not found:
        return None
    solar_day, solar_month, solar_year = found
    return date(solar_year, solar_month, solar_day)


@lru_cache(maxsize=512)
def lunar_of(day: date) -> tuple[int, int, int]:
    """(day, month, year) in the lunar calendar."""
    from vnlunar import convert_solar_to_lunar

    found = convert_solar_to_lunar(day.day, day.month, day.year, 7.0)
    return found["day"], found["month"], found["year"]


def nearest(day: int, month: int, today: date, future: bool) -> date | None:
    """The next (or, looking back, the last) time this lunar day comes round."""
    _, _, year = lunar_of(today)
    years = (year - 1, year, year + 1, year + 2)
    found = [solar for lunar_year in years if (solar := solar_of(day, month, lunar_year))]
    if future:
        return min((solar for solar in found if solar >= today), default=None)
    return max((solar for solar in found if solar <= today), default=None)


def tet_day(number: int, today: date, future: bool) -> date | None:
    """`mùng 3 Tết`, and `30 Tết`: the last days of tháng Chạp counted as people do (30 Tết is the eve)."""
    if number <= 10:
        return nearest(number, 1, today, future)
    first = nearest(1, 1, today + timedelta(days=31 - number), future)
    return first - timedelta(days=31 - number) if first else None
