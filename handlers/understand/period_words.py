"""Weeks, months, quarters, years and their edges; times of day; and words too vague to be a date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from handlers.understand.date_words import _PARTS
from handlers.understand.dates import Clock, Hit, add_months, day_hit, end_of_month, full_year, range_hit, reads

_BEFORE: Final = r"truoc(?! (?:thu \d|ngay|hom|\d|chu nhat|cuoi|dau|ram|mung|tet))"
_IS_DONE: Final = re.compile(r"\b(?:da|nop|gui|xong|viet|lam) (?:\w+ ){0,6}(?:tong ket|bao cao|kiem diem|ke hoach) $")
_SHIFT: Final = {"nay": 0, "sau": 1, "truoc": -1}
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _monday(clock: Clock, weeks: int) -> date:
    return clock.today - timedelta(days=clock.today.weekday()) + timedelta(days=7 * weeks)


@reads(r"(dau|đầu|giua|cuoi|het) tuan(?: (nay|sau|" + _BEFORE + r"))?")
def _edge_of_week(found: re.Match[str], clock: Clock) -> Hit | None:
    monday = _monday(clock, _SHIFT[found[2] or "nay"])
    ahead = {"dau": 0, "đầu": 0, "giua": 2}.get(found[1], 6)
    return day_hit(found, monday + timedelta(days=ahead))


@reads(r"(?:ca )?tuan (nay|sau|" + _BEFORE + r")")
def _week(found: re.Match[str], clock: Clock) -> Hit | None:
    monday = _monday(clock, _SHIFT[found[1]])
    return range_hit(found, monday, monday + timedelta(days=6))


@reads(r"(dau|đầu|giua|cuoi|het) thang(?: (nay|sau|" + _BEFORE + r"|\d{1,2}))?(?: (?:nam |/ )(\d{4}))?")
def _edge_of_month(found: re.Match[str], clock: Clock) -> Hit | None:
    year, month = _which_month(found[2] or "nay", found[3], clock)
    if not 1 <= month <= 12:
        return None
    if found[1] in ("dau", "đầu"):
        return day_hit(found, date(year, month, 1))
    return day_hit(found, date(year, month, 15) if found[1] == "giua" else end_of_month(year, month))


def _which_month(which: str, year: str | None, clock: Clock) -> tuple[int, int]:
    if which in _SHIFT:
        return add_months(clock.today.year, clock.today.month, _SHIFT[which])
    month = int(which)
    if year:
        return full_year(year), month
    if clock.future:
        return clock.today.year + (month < clock.today.month), month
    soon = month - clock.today.month == 1  # next month's calendar is reported on before the month begins
    return clock.today.year - (month > clock.today.month and not soon), month


@reads(r"(dau|đầu|giua|cuoi|het) (?:quy|q) ?(nay|sau|" + _BEFORE + r"|[1-4]|i{1,3}|iv)?(?: (?:nam |/ )(\d{4}))?")
def _edge_of_quarter(found: re.Match[str], clock: Clock) -> Hit | None:
    year, quarter = _which_quarter(found[2] or "nay", found[3], clock)
    if found[1] in ("dau", "đầu"):
        return day_hit(found, date(year, quarter * 3 - 2, 1))
    return day_hit(found, end_of_month(year, quarter * 3) if found[1] != "giua" else date(year, quarter * 3 - 1, 15))


def _which_quarter(which: str, year: str | None, clock: Clock) -> tuple[int, int]:
    now = (clock.today.month + 2) // 3
    if which in _SHIFT:
        index = clock.today.year * 4 + now - 1 + _SHIFT[which]
        return index // 4, index % 4 + 1
    quarter = _ROMAN.get(which) or int(which)
    if year:
        return full_year(year), quarter
    if clock.future:
        return clock.today.year + (quarter < now and now - quarter > 2), quarter
    return clock.today.year - (quarter > now), quarter


@reads(r"(dau|đầu|cuoi|het) nam(?: (nay|sau|" + _BEFORE + r"|\d{4}))?")
def _edge_of_year(found: re.Match[str], clock: Clock) -> Hit | None:
    """`cuối năm`, but not the review that bears its name (`kiểm điểm cuối năm`)."""
    if re.search(r"(?:diem|loai|cao|ket|6 thang|9 thang|3 thang) $", found.string[: found.start()]):
        return None
    which = found[2] or "nay"
    year = int(which) if which.isdigit() else clock.today.year + _SHIFT[which]
    return day_hit(found, date(year, 1, 1) if found[1] in ("dau", "đầu") else date(year, 12, 31))


@reads(
    r"(?:quy|q) (nay|sau|"
    + _BEFORE
    + r"|[1-4]|i{1,3}|iv)(?: (?:nam |/ |- )?(\d{4}|nay|sau|"
    + _BEFORE
    + r"))?(?! (?:tieu|\.))"
)
def _quarter(found: re.Match[str], clock: Clock) -> Hit | None:
    said = found[2]
    if said in _SHIFT:
        said = str(clock.today.year + _SHIFT[said])
    year, quarter = _which_quarter(found[1], said, clock)
    return range_hit(found, date(year, quarter * 3 - 2, 1), end_of_month(year, quarter * 3), f"{year}-Q{quarter}")


@reads(r"(6|9|3) thang(?: (dau|đầu|cuoi))? nam(?: (\d{4}|nay|sau|" + _BEFORE + r"))?")
@reads(r"(6) thang (dau|đầu|cuoi)(?: nam)?(?: (\d{4}|nay|sau|" + _BEFORE + r"))?")
def _part_of_year(found: re.Match[str], clock: Clock) -> Hit | None:
    which = found[3] or "nay"
    year = int(which) if which.isdigit() else clock.today.year + _SHIFT[which]
    late = found[2] == "cuoi"
    months = int(found[1])
    first = date(year, 13 - months if late else 1, 1)
    period = f"{year}-H{2 if late else 1}" if months == 6 else f"{year}"
    return range_hit(found, first, end_of_month(year, 12 if late else months), period)


@reads(
    r"(?:ca )?thang (nay|sau|"
    + _BEFORE
    + r"|\d{1,2})(?: (?:nam |/ |- )?(\d{4}|nay|sau|"
    + _BEFORE
    + r")\b)?(?! (?:gio|tieng))"
)
@reads(r"t (nay|1[0-2]|[1-9])(?: (?:/ |- )(\d{4}))?(?! gio)")
def _month(found: re.Match[str], clock: Clock) -> Hit | None:
    said = found[2]
    if said in _SHIFT:
        said = str(clock.today.year + _SHIFT[said])
    year, month = _which_month(found[1], said, clock)
    if not 1 <= month <= 12 or not 1900 < year < 2200:
        return None
    return range_hit(found, date(year, month, 1), end_of_month(year, month), f"{year}-{month:02}")


@reads(r"(?:ca )?nam (nay|sau|" + _BEFORE + r"|20\d\d)")
@reads(r"(?<![-/.] )(20[2-4]\d)(?! (?:/|-|\.|dong|nguoi|viec))")
def _year(found: re.Match[str], clock: Clock) -> Hit | None:
    which = found[1]
    if which == "truoc" and found.end() == len(found.string) and _IS_DONE.search(found.string[: found.start()]):
        return None  # `nộp báo cáo tổng kết năm rồi`: it is done, not last year's
    year = int(which) if which.isdigit() else clock.today.year + _SHIFT[which]
    return range_hit(found, date(year, 1, 1), date(year, 12, 31), str(year))


@reads(r"(?:ngay|hom|mung) (?:mung )?(\d{1,2})(?! (?:gio|nguoi|tieng|lan|/|viec|tuan|thang|ngay|h)(?!\w))")
def _day_alone(found: re.Match[str], clock: Clock) -> Hit | None:
    return day_hit(found, clock.of_days(int(found[1])))


@reads(
    r"(?:(?P<part>sang|trua|chieu|tối|dem|khuya|(?<=buoi )toi|(?<=vao )toi) )?(?:luc )?"
    r"(?<!thon )(?<!to )(?<!pho )(?<!ap )(?<!khu )(?<!so )(?P<h>\d{1,2}) (?:(?:h"
    r"|g|gio|:)(?: (?P<m>\d{2})(?: phut)?| (?P<half>ruoi))?|(?P<half2>ruoi))(?! (?:nguoi|nữa|nua"
    r"|dong chi))(?: (?P<part2>sang|trua|chieu|tối|toi(?! (?:hop|nop|se|xin|moi))|dem|khuya))?"
)
def _time(found: re.Match[str], clock: Clock) -> Hit | None:
    hour, minute = int(found["h"]), 30 if found["half"] or found["half2"] else int(found["m"] or 0)
    part = found["part"] or found["part2"]
    if (
        hour < 12 and (part in ("chieu", "tối", "toi", "dem", "khuya") and not (part in ("dem", "khuya") and hour < 5))
    ) or (part == "trua" and hour < 4):
        hour += 12
    if hour > 24 or minute > 59:
        return None
    return Hit(found.start(), found.end(), "time", time=f"{hour % 24:02}:{minute:02}", part=_PARTS.get(part or ""))


@reads(r"(?:buoi )(sang|trua|chieu|tối|toi|dem)")
@reads(r"(?:vao |luc |gio |ban )(sang|trua|chieu|tối|toi|dem)(?! (?:ba|hai|xin|nop|bao|dang|ban|mac|phai|moi))")
def _part_of_day(found: re.Match[str], clock: Clock) -> Hit | None:
    return Hit(found.start(), found.end(), "part", part=_PARTS[found[1]])


@reads(
    r"(?:may|vai|dam|it|đôi|doi ba|vai ba) (?:hom|ngay|tuan|bua|thang)(?: (?:nua|tới|toi|sau))?|(?:hom|bua|luc"
    r"|khi|ngay|dip) nao (?:do|ranh|khoe|tien|thong tha|roi)|"
    r"(?:sap|dot) (?:tới|toi)|it lau nua|luc khac|hom khac|khi khac|ngay gan day|(?:ra|sau|qua|truoc|ngoai"
    r"|an) (?:tet|gieng)|"
    r"mot (?:thoi gian|it hom)(?: nua)?|thoi gian (?:tới|toi|nua)|tu tu|hom nao|bua nao|som nhat|mai mốt"
    r"|mai mot|chieu chieu|(?<!con )(?:lat nua|ti nua|chut nua)"
)
def _vague(found: re.Match[str], clock: Clock) -> Hit | None:
    return Hit(found.start(), found.end(), "vague")
