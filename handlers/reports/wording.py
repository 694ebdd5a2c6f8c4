"""The sentences of reports, from `handlers/text/reports.toml`: Vietnamese only, as Party documents are."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import handlers.text
from handlers.rules.periods import bounds
from handlers.rules.shares import percent_of, percent_of_share

TENTHS: Final = 10
_FILE = Path(handlers.text.__file__).parent / "reports.toml"


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def phrase(key: str, /, **values: object) -> str:
    """The sentence `table.name` with its values. Raises KeyError for one that does not exist."""
    table, _, name = key.partition(".")
    return _phrases()[table][name].format(**values)


def period_words(period: str) -> str:
    """`2026-H1` → `6 tháng đầu năm 2026`."""
    year, _, part = period.partition("-")
    if not part:
        return phrase("period.year", year=year)
    if part[0] == "W":
        return phrase("period.week", first=short(bounds(period)[0]))
    if part[0] == "Q":
        return phrase("period.quarter", quarter=part[1], year=year)
    if part[0] == "H":
        return phrase(f"period.half_{part[1]}", year=year)
    return phrase("period.month", month=int(part), year=year)


def percent(part: int, whole: int) -> str:
    """`87,5%`; a dash when there is nothing to divide by."""
    tenths = percent_of(part, whole, TENTHS)
    return "–" if tenths is None else in_tenths(tenths)


def percent_share(share: float) -> str:
    """The same for a share that is already divided."""
    return in_tenths(percent_of_share(share, TENTHS))


def in_tenths(tenths: int) -> str:
    """875 → `87,5%`"""
    return f"{tenths // TENTHS},{tenths % TENTHS}%" if tenths % TENTHS else f"{tenths // TENTHS}%"


def short(on: date | str) -> str:
    """`27/11/2026`"""
    when = date.fromisoformat(on) if isinstance(on, str) else on
    return f"{when.day}/{when.month}/{when.year}"


def without_period(title: str) -> str:
    """`Sinh hoạt chi bộ thường kỳ (11/2026)` → without the bracket: one line of a table stands for many periods."""
    return re.sub(r"\s*\([^()]*\d{4}\)$", "", title)


def report_symbol(unit_name: str) -> str:
    """A provincial committee signs as TU, every other committee as ĐU."""
    first = unit_name.lower().replace("uỷ", "ủy")
    return "BC/TU" if first.startswith(("tỉnh ủy", "thành ủy")) else "BC/ĐU"
