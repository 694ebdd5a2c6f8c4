"""A due day in an office's words: `ngày 3, trùng chủ nhật thì sang ngày sau`, `sau họp 3 ngày`, `20/3`,
`thứ Hai đầu tiên trong tháng`. Pure.

Words are normalised (no accents, lower case).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from handlers.rules.periods import LAST, MEETING_SHIFTS, MONTHS, DueRule, MeetingRule, period_of

_BADLY: Final = re.compile(
    r"(?:neu |ma |hom nao )?\b(?:trung|roi|gap|vao|dung)(?: vao| phai| dung)? "
    r"(?:chu nhat|thu bay|t 7|thu 7|cuoi tuan|ngay nghi|ngay le|nghi|le|tet|ngay xau).*"
)
_DAY: Final = re.compile(r"\b(?:ngay|mung|hom|mong) (?:mung )?(\d{1,2})\b|^(\d{1,2})$")
_DAY_AND_MONTH: Final = re.compile(r"\b(\d{1,2}) ?[/-] ?(\d{1,2})\b|\bngay (\d{1,2}) thang (\d{1,2})\b")
_DATED: Final = re.compile(r"\b(\d{1,2}) ?[/-] ?(\d{1,2})(?: ?[/-] ?(\d{4}))?\b")
_WEEKDAYS: Final = {"hai": 1, "ba": 2, "tu": 3, "nam": 4, "sau": 5, "bay": 6, "chu nhat": 7}
_DAY_OF_WEEK: Final = r"(?:thu|t) (hai|ba|tu|nam|sau|bay|[2-7])\b|(chu nhat)\b"
_WEEKDAY: Final = re.compile(
    rf"(\b(?:trung|roi|gap|dung|neu|ma|hom nao)(?: vao| phai| dung)? )?(\b(?:thang|quy|lan|tuan) )?\b(?:{_DAY_OF_WEEK})"
)
MOST_DAYS: Final = 366
_OPENS: Final = re.compile(r"\b(?:mo|bao(?: duoc)?)(?: so)? (?:truoc|som)(?: han)? (\d{1,3}) ngay(?: truoc han)?")
_CLOSES: Final = re.compile(r"\b(?:khoa|dong)(?: so)?(?: sau)?(?: han)? (\d{1,3}) ngay(?: sau han)?")
_NTH: Final = re.compile(r"\b(?:tuan|lan)(?: thu)? (nhat|hai|ba|tu|[1-4])\b")
_NUMBERS: Final = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4}
_FIRST_ONE: Final = re.compile(r"\b(?:dau tien|tuan dau|dau (?:moi |hang |cua )?thang)\b")
_LAST_ONE: Final = re.compile(r"\b(?:cuoi cung|tuan cuoi|cuoi (?:moi |hang |cua )?thang)\b")
_MEETING: Final = re.compile(
    r"\b(sau|truoc)(?: khi| ngay)? hop(?: chi bo)? (\d{1,2}) ngay\b|\b(\d{1,2}) ngay (sau|truoc)(?: khi| ngay)? hop\b"
)
_LAST: Final = re.compile(r"\b(?:ngay )?cuoi (?:cung )?(?:cua )?(?:thang|quy|ky|nam)\b")
_MONTHS: Final = {"thang dau": 1, "thang giua": 2, "thang cuoi": -1}
_EVERY: Final = (
    (
        "weekly",
        re.compile(r"\b(?:hang|moi|dinh ky|tung) (?:hang )?tuan\b|\btuan nao cung\b|\b(?:mot|1) tuan (?:mot|1) lan\b"),
    ),
    ("monthly", re.compile(r"\b(?:hang|moi|dinh ky|tung) (?:hang )?thang\b|\bthang nao cung\b|\bmot thang mot lan\b")),
    ("quarterly", re.compile(r"\b(?:hang|moi|tung) quy\b|\b3 thang (?:mot|1) lan\b")),
    ("half_yearly", re.compile(r"\b(?:moi )?6 thang (?:mot|1) lan\b|\b(?:moi|hang) nua nam\b")),
    ("yearly", re.compile(r"\b(?:hang|moi|tung) nam\b")),
    ("weekly", re.compile(rf"\b(?:hang|moi|cac) (?:sang |chieu |toi )?(?:{_DAY_OF_WEEK})")),
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


LATE_IN_A_PERIOD: Final = DueRule(day=1, month=12)
"""What is said to be due anew, without a month, is due in the last one of its period."""


def read_meeting(words: str) -> MeetingRule | None:
    """The meeting day that is meant, None when no day of the month is named or the rule makes no sense."""
    day, shift = _day(_BADLY.sub("", words).strip(" ,.")), read_shift(words)
    return MeetingRule(day, shift) if day and shift in MEETING_SHIFTS else None


def read_due(words: str, cadence: str, now: DueRule) -> DueRule | None:
    """The due day that is meant for a duty of this cadence; what is not said stays as it is `now`."""
    plain, shift = _BADLY.sub("", words).strip(" ,."), read_shift(words)
    months = MONTHS[cadence]
    weekday = _weekday(words, months)
    if weekday or not months:
        return _on_weekday(words, weekday, months, now)
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


def _weekday(words: str, months: int) -> re.Match[str] | None:
    """Where a weekday is named as the day itself, not as one that falls badly or as the number of something."""
    for found in _WEEKDAY.finditer(words):
        if found[1]:
            return None
        if not found[2] or (found[2] == "tuan " and not months):
            return None if _DAY.search(_BADLY.sub("", words)) else found
    return None


def _on_weekday(words: str, found: re.Match[str] | None, months: int, now: DueRule) -> DueRule | None:
    """On a weekday of the week, or on the first, … or last one of a month; None when it is not said which."""
    if found is None:
        return None
    named = found[4] or found[3]
    weekday = int(named) - 1 if named.isdecimal() else _WEEKDAYS[named]
    shift = read_shift(words[found.end() :])
    if not months:
        return DueRule(weekday=weekday, shift=shift)
    rest = words[: found.start()] + words[found.end() :]
    nth = _NTH.search(rest)
    number = (_NUMBERS.get(nth[1]) or int(nth[1])) if nth else LAST if _LAST_ONE.search(rest) else 0
    if not number and not _FIRST_ONE.search(rest):
        return None
    month = _month(_BADLY.sub("", rest), months, replace(now, day=1, weekday=None) if now.weekday else now)
    return DueRule(weekday=weekday, nth=number or 1, month=month, shift=shift)


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


def read_period(words: str, cadence: str, today: date) -> str | None:
    """`tháng 2`, `quý 1/2027`, `năm 2027`, `tuần sau`, `tuần có ngày 8/2`: the period of the cadence that is meant, the
    next one when no year is said; None when none is named."""
    if cadence == "weekly":
        return _read_week(words, today)
    year, month = today.year, today.month
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


def read_window(words: str) -> tuple[int | None, int | None, str]:
    """Days before the due day on which it opens and after which it closes, as far as they are said, and the other
    words: `mở trước 10 ngày, khoá sau 20 ngày`."""
    opens, closes = _OPENS.search(words), _CLOSES.search(words)
    rest = _CLOSES.sub(" ", _OPENS.sub(" ", words)).strip(" ,.;")
    return _days(opens), _days(closes), rest


def _days(found: re.Match[str] | None) -> int | None:
    return int(found[1]) if found and int(found[1]) <= MOST_DAYS else None


def _read_week(words: str, today: date) -> str | None:
    if "tuan nay" in words or "tuan sau" in words:
        return period_of("weekly", today + timedelta(days=7 * ("tuan sau" in words)))
    dated = _DATED.search(words)
    if dated is None:
        return None
    year = int(dated[3]) if dated[3] else today.year
    try:
        day = date(year, int(dated[2]), int(dated[1]))
        if not dated[3] and day < today - timedelta(days=today.weekday()):
            day = day.replace(year=year + 1)
    except ValueError:
        return None
    return period_of("weekly", day)
