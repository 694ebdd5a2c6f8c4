"""Slots of the reports: a meeting, done, progress, not done, nothing arose."""

from __future__ import annotations

import re
from typing import Final

from handlers.understand.phrases import (
    blocker_of,
    evidence_of,
    place_of,
    reason_of,
    topic_of,
    unit_of,
)
from handlers.understand.slots import Reading, Slots, iso, part_of_day, put, put_task, put_when, task_of, vague

_MEANT: Final = re.compile(r"\b(?:du kien|dự kien|se|xong|hoan thanh|hoan tat|nop|gui)\b")
_LEFT_OVER: Final = r"(?:muc|phan|khau|buoc|chu ky|con dau|phu luc|bieu|so lieu|viec)"


def meeting(reading: Reading) -> Slots:
    slots: Slots = {}
    put_when(slots, reading)
    slots.update(reading.counts)
    put(slots, evidence=evidence_of(reading.flat), place=place_of(reading.sentence), topic=topic_of(reading.sentence))
    put(slots, unit=unit_of(reading.sentence))
    return slots


def done(reading: Reading) -> Slots:
    slots: Slots = {}
    put_task(slots, reading)
    put_when(slots, reading)
    slots.update(reading.counts)
    put(slots, evidence=evidence_of(reading.flat), unit=unit_of(reading.sentence), value=_money(reading.masked))
    return slots


def _money(masked: str) -> int | None:
    found = re.search(r"\b(\d{1,3}(?: ?[.,] ?\d{3})+|\d+) ?(trieu|nghin|ngan|tr|k|dong(?! chi)|đ|d|vnd)\b", masked)
    if not found:
        return None
    scale = {"trieu": 1_000_000, "tr": 1_000_000, "nghin": 1000, "ngan": 1000, "k": 1000}.get(found[2], 1)
    return int(re.sub(r"\D", "", found[1])) * scale


def progress(reading: Reading) -> Slots:
    slots = done(reading)
    slots.pop("value", None)
    ahead = next((hit.first for hit in reading.ahead() if hit.kind == "day" and hit.first), None)
    if ahead and _MEANT.search(reading.flat):
        slots["planned_date"] = ahead.isoformat()
        slots.pop("date", None)
    left = re.search(
        rf"\bcon (?:moi |lai |thieu |moi |dung )?({_LEFT_OVER}(?: (?!thoi\b|nua\b|la\b|chua\b|nhe\b)\w+){{0,4}})",
        reading.flat,
    )
    if left and "remaining" not in reading.counts and "missing" not in reading.counts:
        slots["remaining"] = reading.sentence.said(left.start(1), left.end(1))
    if not reading.counts and re.search(r"\bdang (?!vien|phi|uy|bo|ky|cho)|\bdo dang\b", reading.flat):
        slots["status"] = "in_progress"
    put(slots, blocker=blocker_of(reading.sentence))
    return slots


def not_done(reading: Reading) -> Slots:
    slots: Slots = {}
    put_task(slots, reading)
    put(slots, period=reading.period(), unit=unit_of(reading.sentence))
    slots.update(
        {name: number for name, number in reading.counts.items() if name in ("done", "total", "remaining", "missing")}
    )
    ahead = [hit for hit in reading.hits if hit.first and hit.kind in ("day", "range") and hit.first >= reading.today]
    ahead.sort(key=lambda hit: hit.kind != "day")
    back = [hit for hit in reading.hits if hit.first and hit.kind == "day" and hit.first < reading.today]
    if ahead:
        put(
            slots,
            planned_date=iso(ahead[0].first) if ahead[0].kind == "day" else None,
            part_of_day=part_of_day(reading),
        )
        if ahead[0].kind == "range":
            put(slots, date_from=iso(ahead[0].first), date_to=iso(ahead[0].last))
    elif back:
        put(slots, date=iso(back[0].first))
    put(slots, vague=vague(reading) if not ahead else None, blocker=blocker_of(reading.sentence))
    if "blocker" not in slots:
        put(slots, reason=reason_of(reading.sentence))
    if (
        re.search(
            r"\bchua (?:he |co |kip |gi )?(?:bat dau|lam|trien khai|dong|dung|thuc hien)\b(?! (?:xong|duoc|kip|het|du"
            r"|bien|bao cao|thu tuc))",
            reading.flat,
        )
        and "xong" not in reading.flat
    ):
        slots["status"] = "not_started"
    elif re.search(r"\bdang (?!vien|phi|uy|bo|ky|cho|vuong|ket|bi)\w+", reading.flat):
        slots["status"] = "in_progress"
    return slots


def nil(reading: Reading) -> Slots:
    slots: Slots = {}
    put_when(slots, reading)
    named = [duty for duty in reading.duties if duty.name != "bao cao"]
    put(slots, task_ref=reading.ref, task=task_of(reading) if named else None, unit=unit_of(reading.sentence))
    return slots
