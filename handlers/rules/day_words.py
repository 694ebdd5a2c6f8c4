"""A due day in an office's words: `ngày 3, trùng chủ nhật thì sang ngày sau`, `sau họp 3 ngày`, `20/3`. Pure.

Words are normalised (no accents, lower case).
"""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.periods import MEETING_SHIFTS, MONTHS, DueRule, MeetingRule

_BADLY: Final = re.compile(
    r"(?:neu |ma |hom nao )?\b(?:trung|roi|gap|vao|dung)(?: vao| phai| dung)? "
    r"(?:chu nhat|thu bay|t 7|thu 7|cuoi tuan|ngay nghi|ngay le|nghi|le|tet|ngay xau).*"
)
_DAY: Final = re.compile(r"\b(?:ngay|mung|hom|mong) (?:mung )?(\d{1,2})\b|^(\d{1,2})$")
_DAY_AND_MONTH: Final = re.compile(r"\b(\d{1,2}) ?[/-] ?(\d{1,2})\b|\bngay (\d{1,2}) thang (\d{1,2})\b")
_MEETING: Final = re.compile(
    r"\b(sau|truoc)(?: khi| ngay)? hop(?: chi bo)? (\d{1,2}) ngay\b|\b(\d{1,2}) ngay (sau|truoc)(?: khi| ngay)? hop\b"
)
_LAST: Final = re.compile(r"\b(?:ngay )?cuoi (?:cung )?(?:cua )?(?:thang|quy|ky|nam)\b")
_MONTHS: Final = {"thang dau": 1, "thang giua": 2, "thang cuoi": -1}
_EVERY: Final = (
    ("monthly", re.compile(r"\b(?:hang|moi|dinh ky|tung) (?:hang )?thang\b|\bthang nao cung\b|\bmot thang mot lan\b")),
    ("quarterly", re.compile(r"\b(?:hang|moi|tung) quy\b|\b3 thang (?:mot|1) lan\b")),
    ("half_yearly", re.compile(r"\b(?:moi )?6 thang (?:mot|1) lan\b|\b(?:moi|hang) nua nam\b")),
    ("yearly", re.compile(r"\b(?:hang|moi|tung) nam\b")),
)


def read_shift(words: str) -> str:
    """What is to happen when the day falls badly: one of `periods.SHIFTS`."""
    found = _BADLY.search(words)
    if found is None:
        return "none"
    said = found[0]
    if re.search(r"\b(?:bo|bo qua|khong lam|mien|nghi luon)\b", said):
        return "skip"
    if re.search(r"\btruoc\b|\bsom hon\b", said):
        return "day_before"
    only_sunday = "chu nhat" in said and not re.search(
        r"\b(?:le|tet|ngay nghi|thu bay|t 7|thu 7|cuoi tuan|lam viec)\b", said
    )
    return "not_sunday" if only_sunday else "working_day"


def read_meeting(words: str) -> MeetingRule | None:
    """The meeting day that is meant, None when no day of the month is named or the rule makes no sense."""
    day, shift = _day(_BADLY.sub("", words).strip(" ,.")), read_shift(words)
    return MeetingRule(day, shift) if day and shift in MEETING_SHIFTS else None


def read_due(words: str, cadence: str, now: DueRule) -> DueRule | None:
    """The due day that is meant for a duty of this cadence; what is not said stays as it is `now`."""
    plain, shift = _BADLY.sub("", words).strip(" ,."), read_shift(words)
    months = MONTHS[cadence]
    around = _MEETING.search(plain)
    try:
        if around:
            after, days = (around[1], around[2]) if around[1] else (around[4], around[3])
            return DueRule(meeting=True, plus_days=int(days) if after == "sau" else -int(days), shift=shift)
        if "ngay hop" in plain:
            return DueRule(meeting=True, shift=shift)
        named = _DAY_AND_MONTH.search(plain)
        if named and months > 1:
            day, month = (int(each) for each in (named[1] or named[3], named[2] or named[4]))
            return DueRule(day=day, month=(month - 1) % months + 1, shift=shift) if 1 <= month <= 12 else None
        day_said = _day(plain)
        if day_said is None:
            return None
        return DueRule(day=day_said, month=_month(plain, months, now), shift=shift)
    except ValueError:
        return None


def _month(words: str, months: int, now: DueRule) -> int:
    if "thang truoc" in words:
        return 0
    for said, month in _MONTHS.items():
        if said in words:
            return months if month < 0 else min(month, months)
    nth = re.search(r"\bthang thu (\d{1,2})\b", words)
    if nth:
        return max(1, min(int(nth[1]), months))
    return min(now.month, months) if now.day is not None else months


def _day(words: str) -> int | None:
    if _LAST.search(words):
        return 31
    found = _DAY.search(words)
    day = int(found[1] or found[2]) if found else 0
    return day if 1 <= day <= 31 else None


def read_cadence(words: str) -> str | None:
    """`hằng tháng`, `mỗi quý` …: the cadence that is meant, None when nothing is said to come round."""
    return next((cadence for cadence, sign in _EVERY if sign.search(words)), None)


def read_period(words: str, cadence: str, year: int, month: int) -> str | None:
    """`tháng 2`, `quý 1/2027`, `năm 2027`: the period of the cadence that is meant, the next one from the given month
    on when no year is said; None when none is named."""
    named = re.search(r"\b(thang|quy|nua nam|nam|ky) (\d{1,4})(?: ?[/-] ?(\d{4})| nam (\d{4}))?", words)
    if named is None:
        return None
    what, value, said_year = named[1], int(named[2]), named[3] or named[4]
    if what == "nam":
        return f"{value}" if cadence == "yearly" and 2000 <= value < 2100 else None
    length = {"thang": 1, "quy": 3, "nua nam": 6, "ky": MONTHS[cadence]}[what]
    if MONTHS[cadence] < length or not 1 <= (value - 1) * length + 1 <= 12:
        return None
    last_month = value * length
    chosen = int(said_year) if said_year else year + (last_month < month)
    number = (last_month - 1) // MONTHS[cadence] + 1
    return {1: f"{chosen}-{number:02}", 3: f"{chosen}-Q{number}", 6: f"{chosen}-H{number}"}.get(
        MONTHS[cadence], f"{chosen}"
    )
