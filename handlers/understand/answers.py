"""Helpers for a screen that asked one thing: "ngày nào?" → `hôm qua`."""

from __future__ import annotations

from datetime import date

from handlers.understand.counts import attendance_counts, progress_counts
from handlers.understand.dates import Direction, clash, find_dates
from handlers.understand.normalise import read


def parse_date(text: str, today: date, direction: Direction = "past") -> date | None:
    """The one day meant by an answer to "ngày nào?"; None when it is vague or names several.

    `direction`: `past` for reports, `future` for duties. A bare number is a day of the month."""
    flat = read(text).flat.strip()
    hits = find_dates(flat, today, direction)
    days = {hit.first for hit in hits if hit.kind == "day" and hit.first}
    if not hits and flat.removeprefix("la ").strip("| ").isdecimal():
        return parse_date(f"ngày {flat.removeprefix('la ').strip('| ')}", today, direction)
    return days.pop() if len(days) == 1 else None


def names_two_days(text: str, today: date) -> bool:
    """Whether two days are said of one thing, so that it must be asked which is meant: `hôm qua họp 27/11`."""
    flat = read(text).flat
    return clash(flat, find_dates(flat, today, "past"))


def parse_counts(text: str) -> dict[str, int]:
    """The attendance counts in an answer that gives several at once: `có mặt 18/20 phép 2`; empty when none."""
    return attendance_counts(read(text).flat)


def parse_share(text: str) -> dict[str, int]:
    """How far something has come: done, total, percent, remaining or missing, as said; empty when nothing was.

    A bare number is no share, except with `%` or "một nửa"."""
    return progress_counts(read(text).flat)
