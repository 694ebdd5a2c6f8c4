"""Slots of leading: giving work, chasing, returning, approving, exporting."""

from __future__ import annotations

import re

from handlers.understand.phrases import (
    evidence_of,
    format_of,
    frequency_of,
    person_after,
    reason_of,
    scope_of,
    unit_of,
    words_after,
)
from handlers.understand.slots import Reading, Slots, iso, moment, put, put_when, task_of
from handlers.understand.syllables import fold


def assign(reading: Reading) -> Slots:
    slots: Slots = {}
    put(
        slots,
        assignees=person_after(reading.sentence, "assign"),
        task=_work_of(reading),
    )
    days = reading.days()
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    put(slots, due=iso(days[-1].first) if days else iso(ranges[-1].last) if ranges else None, period=reading.period())
    put(slots, frequency=frequency_of(reading.flat), evidence=evidence_of(reading.flat))
    if days and days[-1].lunar:
        slots["calendar"] = "lunar"
    return slots


def _work_of(reading: Reading) -> str | None:
    """The work given: the duty named first, or what the first verb says when a duty comes only later in it."""
    after = re.search(r": (.+?)(?=$| ?[|?]| ,)", reading.flat)
    told = [duty for duty in reading.duties if not after or duty.start >= after.start()]
    if after and not told:
        return reading.sentence.said(after.start(1), after.end(1))
    said = words_after(reading.sentence, "assign")
    first = min(told, key=lambda duty: duty.start, default=None)
    named = reading.sentence.said(first.start, first.end) if first else None
    return said if said and named and fold(named) in fold(said) else named or said


def export(reading: Reading) -> Slots:
    slots: Slots = {}
    put(
        slots,
        format=format_of(reading.flat),
        period=reading.period(),
        scope=scope_of(reading.sentence),
        task=task_of(reading),
    )
    by_then = re.search(
        r"\b(?:truoc|han|cham nhat|vao|luc|gui|kip|de kip|xong)(?: (?:luc|ngay|toi|cho))*$", _before_time(reading)
    )
    moments = moment(reading) if by_then or any(hit.kind == "time" for hit in reading.hits) else None
    if moments is None and any(hit.kind in ("range", "day") for hit in reading.hits):
        put_when(slots, reading)
    put(slots, deliver_by=moments, audience=words_after(reading.sentence, "audience"))
    if slots.get("task") in ("báo cáo", "bao cao", "danh sách", "danh sach", "Báo cáo"):
        del slots["task"]
    return slots


def _before_time(reading: Reading) -> str:
    first = next((hit for hit in reading.hits if hit.kind in ("day", "time")), None)
    return reading.flat[: first.start].rstrip() if first else ""


def chase(reading: Reading) -> Slots:
    slots: Slots = {}
    flat = reading.flat
    if re.search(
        r"\b(?:im lang|im|chua tra loi|khong tra loi|chua phan hoi|khong phan hoi|khong thay tra loi|im hoi)\b", flat
    ):
        slots["only"] = "silent"
    elif re.search(
        r"\b(?:tre|cham|qua han|chua nop|con no|no|chua bao|chua gui|chua hop|chua xong|chua lam|chua dang ky"
        r"|thieu)\b",
        flat,
    ):
        slots["only"] = "late"
    elif re.search(r"\b(?:tat ca|toan bo|het|cac chi bo|cac don vi|moi nguoi|ca)\b", flat):
        slots["only"] = "all"
    if re.search(
        r"\b(?:tru|ngoai tru|trừ|khong nhac|dung nhac|khoi nhac|bo qua)(?: \w+){0,4} (?:nop|bao cao|xong|gui|bao"
        r"|hoan thanh)\b|\b(?:da|roi) ?(?:nop|bao|gui|xong)?\b[^|]{0,20}\b(?:thi )?(?:dung|khoi|thoi|mien|tru"
        r"|khong)(?: can)?"
        r"(?: (?:nhan|nhac|gui|goi|giuc))?\b",
        flat,
    ):
        slots["exclude"] = "submitted"
        if re.search(r"\b(?:tat ca|toan bo|het|cac)\b", flat) and not re.search(r"\bchua nop\b", flat):
            slots["only"] = "all"
    put(slots, task=task_of(reading), unit=unit_of(reading.sentence))
    put_when(slots, reading)
    return slots


def return_report(reading: Reading) -> Slots:
    slots: Slots = {}
    put(
        slots,
        unit=unit_of(reading.sentence),
        task=task_of(reading),
        period=reading.period(),
        reason=reason_of(reading.sentence),
    )
    if "reason" not in slots:
        found = re.search(
            r"\b((?:con |bi )?(?:thieu|sai|chua (?:co|ghi|dung|du|day|neu|ky|dong|ro)|khong (?:co|ghi|dung|khop|du)"
            r"|nham|lech) .+?)(?=$| ?[|?]| , (?:yeu|de|lam|sua|nop))",
            reading.flat,
        )
        put(slots, reason=reading.sentence.said(found.start(1), found.end(1)) if found else None)
    lacking = re.search(r"\bthieu (.+?)(?=$| ?[|?,]| (?:nen|de|yeu cau|lam lai|tra)\b)", reading.flat)
    put(slots, missing=reading.sentence.said(lacking.start(1), lacking.end(1)) if lacking else None)
    days = reading.days()
    put(slots, due=days[-1].first.isoformat() if days and days[-1].first else None)
    return slots


def approve(reading: Reading) -> Slots:
    slots: Slots = {}
    flat = reading.flat
    found = re.search(
        r"\b((?:nao |co )?(?:du|day du|dat|hop le|dung han|nop dung han|khong co loi|khong thieu|da du|da ky|khop"
        r"|dung mau|nop truoc|nop roi|co anh)\b[^|?,]*?)(?= (?:thi|la|duyet|thong qua|cho duyet|xac nhan)\b| ?["
        r"|?,]|$)",
        flat,
    )
    put(slots, filter=reading.sentence.said(found.start(1), found.end(1)) if found else None)
    target = re.search(
        r"\b((?:ban |cac ban )?dang ky|ban cam ket|cam ket|danh sach|(?:de nghi )?gia han|bao cao|bien ban"
        r"|ke hoach|ho so)\b",
        flat,
    )
    put(slots, object=reading.sentence.said(target.start(1), target.end(1)) if target else None)
    put(slots, period=reading.period(), scope=scope_of(reading.sentence))
    return slots
