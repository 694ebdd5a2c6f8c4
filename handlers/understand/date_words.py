"""The words for one day: `hôm qua`, `thứ sáu tuần sau`, `22/11`, `rằm tháng Chạp`, `3 ngày nữa`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from handlers.understand import lunar
from handlers.understand.dates import (
    Clock,
    Hit,
    add_months,
    day_hit,
    end_of_month,
    full_year,
    lunar_day,
    range_hit,
    reads,
    real_day,
)  # fmt: skip

_LUNAR_MONTHS: Final = {"gieng": 1, "chap": 12}
_PART: Final = r"(?:(?P<part>sang|trua|chieu|tối|toi|dem|khuya) )?"
_WEEKDAYS: Final = {"2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}
_COUNT_BEFORE: Final = re.compile(
    r"(?:mat|duoc|du|dat|thu|voi|moi|so|quan so|si so|dang vien|dong chi|nguoi|ky|phieu|thu ve|vang|con|da nop"
    r"|da ky|tien do) $"
)
_COUNT_AFTER: Final = re.compile(
    r" ?(?:nguoi|dong chi|dang vien|ho so|ban|phieu|don vi|chi bo|viec|muc|tieu chi|buoi|hoc vien|ho|cuoc"
    r"|co mat|tham du|du hop|du ?$|chua|roi con)"
)


@reads(
    r"(?<!/ )(?:tu )?(?:ngay |hom )?(?<!/ )(\d{1,2}) (?:den|tới|toi|-) (?:het )?(?:ngay )?(\d{1,2}) (?:/|-"
    r"|thang) (\d{1,2})(?: (?:/|-|nam) (\d{4}))?"
)
def _days_to_days(found: re.Match[str], clock: Clock) -> Hit | None:
    day, last_day, month, year = found.groups()
    last = real_day(int(year), int(month), int(last_day)) if year else clock.of_month(int(last_day), int(month))
    return range_hit(found, real_day(last.year, last.month, int(day)), last) if last else None


@reads(
    r"(?:tu )(?:ngay |hom )?(\d{1,2}) (?:/ (\d{1,2}) )?(?:den|tới|-) (?:het )?(?:ngay )?(\d{1,2}) (?:thang "
    r")?(nay|sau)"
)
def _days_to_days_of_month(found: re.Match[str], clock: Clock) -> Hit | None:
    day, _, last_day, which = found.groups()
    year, month = add_months(clock.today.year, clock.today.month, 1 if which == "sau" else 0)
    return range_hit(found, real_day(year, month, int(day)), real_day(year, month, int(last_day)))


@reads(
    r"(?:ngay |hom )?(?:(?:mung )?(\d{1,2})|(ram)) (?:thang |/ )(?:(gieng|chap)|(\d{1,2})(?= (?:am"
    r"|al)\b))(?: (?:am lich|am|al))?"
)
def _lunar_named(found: re.Match[str], clock: Clock) -> Hit | None:
    day, _, name, month = found.groups()
    return day_hit(
        found, lunar_day(int(day or 15), _LUNAR_MONTHS.get(name or "", 0) or int(month), clock), is_lunar=True
    )


@reads(r"(?:ngay |hom )?(ram)(?: thang (nay|sau|toi|truoc|\d{1,2}))?")
def _full_moon(found: re.Match[str], clock: Clock) -> Hit | None:
    which = found[2]
    if which and which.isdigit():
        return day_hit(found, lunar_day(15, int(which), clock), is_lunar=True)
    _, month, year = lunar.lunar_of(clock.today)
    candidates = [lunar.solar_of(15, m, y) for y, m in (add_months(year, month, ahead) for ahead in (-1, 0, 1, 2))]
    days = [day for day in candidates if day]
    if which in ("sau", "toi", "truoc"):
        return day_hit(found, days[2 if which != "truoc" else 0], is_lunar=True)
    ahead = clock.future
    day = (
        min((d for d in days if d >= clock.today), default=None)
        if ahead
        else max((d for d in days if d <= clock.today), default=None)
    )
    return day_hit(found, day, is_lunar=True)


@reads(r"(?:ngay |hom )?(?:mung )?(\d{1,2}) tet")
def _tet(found: re.Match[str], clock: Clock) -> Hit | None:
    return day_hit(found, lunar.tet_day(int(found[1]), clock.today, clock.future), is_lunar=True)


@reads(r"mung (\d{1,2})(?: (?:thang (nay|sau|truoc|\d{1,2})|/ (\d{1,2})))?")
def _first_days(found: re.Match[str], clock: Clock) -> Hit | None:
    """Solar by default; the lunar reading is kept beside it."""
    day, which, slashed = int(found[1]), found[2], found[3]
    month = which if which and which.isdigit() else slashed
    if month:
        return day_hit(found, clock.of_month(day, int(month)), lunar_day(day, int(month), clock))
    if which is None:
        return day_hit(found, clock.of_days(day))
    ahead = {"nay": 0, "sau": 1, "truoc": -1}[which]
    solar = real_day(*add_months(clock.today.year, clock.today.month, ahead), day)
    _, lunar_month, lunar_year = lunar.lunar_of(clock.today)
    year, then = add_months(lunar_year, lunar_month, ahead)
    return day_hit(found, solar, lunar.solar_of(day, then, year))


@reads(r"(ngay |hom |mung )?(\d{1,2}) (?:/|-|\.) (\d{1,2})")
@reads(r"(ngay |hom |mung )?(\d{1,2}) (?:/|-|\.) (\d{1,2}) (?:/|-|\.) (\d{4}|\d{2})")
@reads(r"(ngay |hom )?(\d{1,2}) (?:thang|t) (\d{1,2})(?: (?:nam|/|-) ?(\d{4}))?")
def _day_month(found: re.Match[str], clock: Clock) -> Hit | None:
    day, month, year = int(found[2]), int(found[3]), found[4] if found.re.groups > 3 else None
    if not 1 <= month <= 12 or _AWARD_DAY.search(found.string, 0, found.start()):
        return None
    if year:
        return day_hit(found, real_day(full_year(year), month, day))
    if not found[1] and " thang " not in found.group() and _reads_as_count(found, clock, day, month):
        return None
    return day_hit(found, clock.of_month(day, month))


_AWARD_DAY: Final = re.compile(r"\b(?:dot|huy hieu(?: dang)?|ky niem|nhan dip|chao mung) $")
"""`huy hiệu đợt 3/2` names the award, not a day."""


def _reads_as_count(found: re.Match[str], clock: Clock, day: int, month: int) -> bool:
    """`7/9` is a count after `có mặt` or before `đồng chí`, and when it would be a date long past."""
    if re.search(r"\b(?:den|tới|toi|truoc|sang|han|vao|tu) $", found.string[: found.start()]):
        return False
    if day > month or found.group() == found.string.strip():
        return False
    if found.string[found.end() :].startswith((" / ", " . ")) or _COUNT_AFTER.match(found.string, found.end()):
        return True
    if _COUNT_BEFORE.search(found.string, 0, found.start()):
        return True
    solar = clock.of_month(day, month)
    return solar is None or (not clock.future and (clock.today - solar).days > 45)


@reads(r"(?:ngay |hom |mung )?(\d{1,2}) thang (nay|sau|truoc)")
def _day_of_that_month(found: re.Match[str], clock: Clock) -> Hit | None:
    ahead = {"nay": 0, "sau": 1, "truoc": -1}[found[2]]
    return day_hit(found, real_day(*add_months(clock.today.year, clock.today.month, ahead), int(found[1])))


_NEAR: Final = {
    "hom nay": 0, "ngay nay": 0, "hom qua": -1, "ngay qua": -1, "hom kia": -2, "hom kìa": -3,
    "ngay mai": 1, "hom mai": 1, "ngay kia": 2, "ngay kìa": 3, "ngay mot": 2, "ngay mốt": 2, "hom mot": 2,
"ngay hom qua": -1, "ngay hom nay": 0, "ngay hom kia": -2, "hom mốt": 2,
}  # fmt: skip
_PARTS: Final = {"sang": "morning", "trua": "noon", "chieu": "afternoon", "tối": "evening", "toi": "evening",
                 "dem": "evening", "khuya": "evening"}  # fmt: skip


def with_part(hit: Hit | None, found: re.Match[str]) -> Hit | None:
    """The same hit, knowing the part of the day that was said with it."""
    part = found.groupdict().get("part") or found.groupdict().get("part2")
    if hit is None or not part:
        return hit
    return Hit(hit.start, hit.end, hit.kind, hit.first, hit.last, part=_PARTS[part])


@reads(
    r"(?<!khuyen )(?<!\bchi )(?<!chị )(?<!anh )(?<!cô )(?<!bà )(?<!co )(?P<day>mai(?! mốt| mot\b)"
    r"|(?<!mai )mốt)(?! (?:tang|phuc))(?: (?P<part2>sang|trua|chieu|tối|toi(?= |$)(?! (?:nop|lam|bao|gui|xin"
    r"|hop|se|moi|di|di|mắc)))\b)?"
)
@reads(r"(?P<part>sang|trua|chieu|tối|toi|dem) (?P<day>nay|qua|kia|mai|mốt|mot(?! (?:buoi|cuoc|so|it)))")
@reads(_PART + r"(?P<day>" + "|".join(sorted(_NEAR, key=len, reverse=True)) + r")")
@reads(r"(?:(?<=^)|(?<=, )|(?<=\| ))(?P<day>nay(?= (?:chi bo|ben|hop|toi|minh|em|bac|to)\b)|mot(?= (?:toi|em)\b))")
def _near(found: re.Match[str], clock: Clock) -> Hit | None:
    bare = {"nay": 0, "qua": -1, "kia": -2, "mai": 1, "mốt": 2, "mot": 2}
    ahead = _NEAR.get(found["day"], bare.get(found["day"], 0))
    return with_part(day_hit(found, clock.today + timedelta(days=ahead)), found)


@reads(
    r"(?:(?P<part>sang|trua|chieu|tối|(?:(?<=^)|(?<=vao )|(?<=buoi ))toi|dem|khuya) )?(?:(?:thu"
    r"|t) (?P<n>[2-7])|(?P<sun>chu nhat))(?! (?:nguoi|dong|dang|trieu|nghin|ngan|ho|ban|/|tren|%|\. \d)(?!\w))"
    r"(?: (?:ngay )?(?:(?P<which>tuan nay|tuan sau|tuan truoc|nay|sau|tới|toi(?! (?:se|nop|xin|lam|bao|hop|moi"
    r"|gui))|truoc|qua|vua roi|vua qua|roi|do)\b|(?P<d>\d{1,2})(?: /| thang) (?P<m>\d{1,2})))?"
)
def _weekday(found: re.Match[str], clock: Clock) -> Hit | None:
    if found["d"]:
        return with_part(day_hit(found, clock.of_month(int(found["d"]), int(found["m"]))), found)
    if found.group().startswith("t ") and found.string[: found.start()].endswith(
        ("cao ", "hop ", "phi ", "hoat ", "bo ")
    ):
        return None
    index = 6 if found["sun"] else _WEEKDAYS[found["n"]]
    return with_part(day_hit(found, _that_weekday(index, found["which"] or "", clock)), found)


def _that_weekday(index: int, which: str, clock: Clock) -> date:
    monday = clock.today - timedelta(days=clock.today.weekday())
    weeks = {"tuan nay": 0, "nay": 0, "tuan sau": 1, "tuan truoc": -1}.get(which)
    if weeks is not None:
        return monday + timedelta(days=7 * weeks + index)
    back = which in ("truoc", "qua", "vua roi", "vua qua", "roi") or (
        not clock.future and which not in ("tới", "toi", "sau")
    )
    if back:
        return clock.today - timedelta(days=(clock.today.weekday() - index) % 7 or (0 if not which else 7))
    return clock.today + timedelta(days=(index - clock.today.weekday()) % 7 or 7)


@reads(r"(?:sau|trong|trong vong) (\d{1,3}) (ngay|hom|tuan|thang)")
@reads(r"(?:cach day|truoc day) (\d{1,3}|mot|nửa|nua) (ngay|hom|tuan|thang)")
@reads(
    r"(?:sau |trong |trong vong )?(\d{1,3}|mot|nửa|nua) (ngay|hom|tuan|thang)(?: ruoi)?(?: le)? (nua|tới|toi"
    r"|sau|truoc)"
)
def _so_many_from_now(found: re.Match[str], clock: Clock) -> Hit | None:
    amount, unit = found[1], found[2]
    back = "cach day" in found.group() or "truoc" in found.group()
    if amount in ("nửa", "nua"):
        days = {"thang": 15, "tuan": 3}.get(unit, 0)
    else:
        days = (1 if amount == "mot" else int(amount)) * {"tuan": 7}.get(unit, 1)
    if unit == "thang" and amount not in ("nửa", "nua"):
        year, month = add_months(clock.today.year, clock.today.month, -days if back else days)
        return day_hit(found, real_day(year, month, clock.today.day) or end_of_month(year, month))
    return day_hit(found, clock.today + timedelta(days=-days if back else days))


@reads(
    r"(?P<part>sang|chieu|tối|dem) (?:ngay |hom )?(\d{1,2})(?= (?:chi bo|ben|hop|sinh hoat|thon|ap|xom|to|khu"
    r"|toi|minh|em"
    r"|bac)\b| [,|])"
)
def _part_of_day_number(found: re.Match[str], clock: Clock) -> Hit | None:
    """`tối mười tám chi bộ họp`."""
    return with_part(day_hit(found, clock.of_days(int(found[2]))), found)


@reads(
    r"tu (?:ngay )?(\d{1,2}) (?:den|tới|toi) (?:het )?(?:ngay )?(\d{1,2})(?! ?(?:gio|h\b|/|:|%|phan|nguoi|dong|ruoi))"
)
def _days_alone_to_days(found: re.Match[str], clock: Clock) -> Hit | None:
    """`đi viện từ 25 đến 30`: days of a month when somebody is away, and no hours."""
    if not re.search(r"\b(?:di|nghi|vang|vien|hoc|thay|uy quyen|tap huan|ban)\b", found.string):
        return None
    first, last = clock.of_days(int(found[1])), clock.of_days(int(found[2]))
    return range_hit(found, first, last)


@reads(r"tuan nua")
def _in_a_week(found: re.Match[str], clock: Clock) -> Hit | None:
    return day_hit(found, clock.today + timedelta(days=7))
