"""Slots of mending: what was wrong with what was just saved, and what a unit is like now."""

from __future__ import annotations

import re
from typing import Any, Final

from handlers.understand.dates import Hit, real_day
from handlers.understand.phrases import (
    own_or_named,
    unit_of,
)
from handlers.understand.slots import Reading, Slots, iso, put

_STATUS_NEW: Final = (
    ("not_submitted", re.compile(r"\b(?:chua|khong|chua he) (?:nop|gui|bao cao)\b")),
    ("not_started", re.compile(r"\bchua (?:lam|bat dau|hop|trien khai|to chuc|dong)\b")),
    ("in_progress", re.compile(r"\bdang (?:lam|thuc hien|do|trien khai|soan|viet|thu)\b|\bmoi lam\b")),
    ("open", re.compile(r"\bmo lai\b|\bchua dong\b|\bcon mo\b")),
    ("not_done", re.compile(r"\bchua (?:xong|hoan thanh|du|het)|\bchua\b(?! (?:biet|hieu))")),
)


_COUNT_NAMES: Final = (
    ("absent_unexcused", re.compile(r"\b(?:khong phep|khong ly do|vo ly do)\b")),
    ("absent_excused", re.compile(r"\b(?:co phep|phep|co ly do)\b")),
    ("missing", re.compile(r"\b(?:vang|thieu)\b")),
    ("total", re.compile(r"\b(?:tong|tong so|si so|quan so)\b")),
    ("present", re.compile(r"\b(?:co mat|du hop|hien dien|mat|tham du|dự)\b")),
)


_NOT_BUT: Final = (
    re.compile(
        r"\b(?:khong phai|dau phai|khong)(?: la)? (?P<old>.+?) ,? ?(?:ma|chu)(?: (?:la|phai la"
        r"|phai))? (?P<new>.+?)(?=$| ?[|,?])"
    ),
    re.compile(r"\bkhong phai(?: la)? (?P<old>[^,|]+?) , (?:phai )?(?:la )?(?P<new>[^,|]+?)(?=$| ?[|,?])"),
    re.compile(r"(?P<new>[^|,]+?) ,? ?khong phai(?: la)? (?P<old>\S+(?: \S+){0,3}?)(?=$| ?[|,?])"),
    re.compile(
        r"(?P<new>[^|]+?) ,? ?(?:chu|chứ) (?:khong|dau|đâu|co)(?: (?:phai|co))?(?: la)? (?P<old>.+?)(?=$| ?[|,?])"
    ),
    re.compile(
        r"\b(?:tu|đổi|doi|sua)? ?(?P<old>\S+(?: \S+){0,3}?) (?:thanh|sang|lai thanh|->) (?P<new>.+?)(?=$| ?[|?])"
    ),
)


def correction(reading: Reading) -> Slots:
    """field, old, new (and target: which count) of what was just saved."""
    slots: Slots = {}
    put(slots, task_ref=reading.ref)
    old, new = _old_and_new(reading)
    field, values = _what_changed(reading, old, new)
    put(slots, field=field, **values)
    return slots


def _old_and_new(reading: Reading) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    for pattern in _NOT_BUT:
        found = pattern.search(reading.flat)
        if found and not re.search(r"\bthanh (?:tich|phan|cong|pho|vien)", found.group()):
            return found.span("old"), found.span("new")
    return None, None


def _what_changed(
    reading: Reading, old: tuple[int, int] | None, new: tuple[int, int] | None
) -> tuple[str, dict[str, Any]]:
    flat, masked = reading.flat, reading.masked
    dates = [hit for hit in reading.hits if hit.kind == "day"]
    loose = re.search(r"\b(?:3[01]|[12]?\d)\b", masked[old[0] : old[1]]) if old else None
    if dates and (
        not re.search(r"\d", masked) or (loose and new and any(new[0] - 6 <= hit.start < new[1] for hit in dates))
    ):
        at = {
            span: next((hit for hit in dates if span and span[0] - 6 <= hit.start < span[1]), None)
            for span in (old, new)
        }
        fresh = at.get(new) if new else dates[-1]
        return "date", {"new": _day_of(fresh or dates[-1]), "old": _old_day(at.get(old), loose, fresh or dates[-1])}
    numbers = [(int(found.group()), found.start()) for found in re.finditer(r"\b\d{1,4}\b", masked)]
    unit = unit_of(reading.sentence)
    if (
        unit
        and re.search(r"\b(?:thon|to dan pho|khu|ap|buon|chi bo|xa|to|xom) (?:so )?\w+", flat)
        and (len(numbers) <= 2)
    ):
        return "unit", {"new": _unit_in(reading, new) or unit, "old": _unit_in(reading, old)}
    if numbers:
        return "count", _count_change(numbers, masked, old, new)
    status = next((name for name, pattern in _STATUS_NEW if pattern.search(_part(flat, new) if new else flat)), None)
    if status:
        return "status", {"new": status}
    return "text", {"new": _said(reading, new), "old": _said(reading, old)} if new else {}


def _old_day(hit: Hit | None, loose: re.Match[str] | None, fresh: Hit) -> str | None:
    """The day taken back: named in full, or only its number (`ngày 20 chứ không phải 21`)."""
    if hit is not None and hit is not fresh:
        return _day_of(hit)
    day = real_day(fresh.first.year, fresh.first.month, int(loose.group())) if loose and fresh.first else None
    return day.isoformat() if day else None


def _count_change(
    numbers: list[tuple[int, int]], masked: str, old: tuple[int, int] | None, new: tuple[int, int] | None
) -> dict[str, Any]:
    def within(span: tuple[int, int] | None) -> int | None:
        return next((value for value, at in numbers if span and span[0] <= at < span[1]), None)

    values: dict[str, Any] = {}
    pair = re.search(r"\b(\d+) ?/ ?(\d+)", masked[new[0] : new[1]] if new else masked)
    if pair:
        values["present"], values["total"] = int(pair[1]), int(pair[2])
        return values
    values["new"] = within(new) if within(new) is not None else numbers[-1][0]
    before = within(old)
    if before is None and len({value for value, _ in numbers}) == 2:
        before = next(value for value, _ in numbers if value != values["new"])
    values["old"] = before if before is not None and before != values["new"] else None
    values["target"] = next((name for name, pattern in _COUNT_NAMES if pattern.search(masked)), None)
    return values


def _part(flat: str, span: tuple[int, int]) -> str:
    return flat[span[0] : span[1]]


def _said(reading: Reading, span: tuple[int, int] | None) -> str | None:
    return reading.sentence.said(*span) if span else None


def _day_of(hit: Hit | None) -> str | None:
    return iso(hit.first) if hit else None


def _unit_in(reading: Reading, span: tuple[int, int] | None) -> str | None:
    if not span:
        return None
    return (
        reading.sentence.said(*span) if re.search(r"\d|thon|to|khu|ap|buon|chi bo", _part(reading.flat, span)) else None
    )


def undo(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, task_ref=reading.ref)
    return slots


def unit_info(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, unit=own_or_named(reading.sentence))
    flat = reading.masked
    up = re.search(
        r"\b(?:tang|them|chuyen den|chuyen ve|ket nap|nhan|tiep nhan|co them|ve|mới"
        r"|moi chuyen den)(?: \w+){0,4}? (\d+)\b|\b(\d+) (?:dang vien|dong chi|nguoi)(?: \w+)? (?:chuyen den"
        r"|chuyen ve|mới|moi ve|ve)\b",
        flat,
    )
    down = re.search(
        r"\b(?:giam|bot|chuyen di|chuyen sinh hoat|qua doi|mất|mat|tu tran|xin ra|xoa ten)(?: \w+){0,4}? (\d+)\b"
        r"|\b(\d+) (?:dang vien|dong chi|nguoi)(?: \w+)? (?:chuyen di|chuyen sinh hoat|qua doi|mất|mat|tu tran"
        r"|xin ra)\b",
        flat,
    )
    total = re.search(
        r"\b(?:la|con|co|len|thanh|xuong|tong(?: so| cong)?|:|hien|hien nay|gio|du)(?: (?:co|la|tong|dang vien"
        r"|hien|khoang|dung|con|so))* (\d+)(?! ?/)",
        flat,
    )
    moved = down or up
    before = total if total and moved and total.start() < moved.start() else None
    if moved and not (total and moved.start() == total.start()):
        amount = int(next(group for group in moved.groups() if group))
        slots["delta"] = -amount if down else amount
        total = re.search(
            r"\b(?:gio|nay|con|tong(?: so| cong)?|thanh|len|xuong|hien|bay gio|hien nay)(?: (?:co|la|tong|dang vien"
            r"|con|so|thanh))* (\d+)",
            flat[moved.end() :],
        )
    total = total or before
    if total is None and not moved:
        total = re.search(r"\b(\d+) (?:dang vien|dong chi|nguoi)|\bdang vien(?: [\w:=]+){0,3} (\d+)", flat)
    if total is None and not moved:
        total = re.fullmatch(r"\D*\b(\d{1,3})\b\D*", flat)
    if total:
        slots["total_members"] = int(next(group for group in total.groups() if group))
    days = reading.days()
    put(slots, effective=days[0].first.isoformat() if days and days[0].first else None)
    return slots
