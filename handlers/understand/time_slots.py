"""Slots of time: moving a due date, moving a reminder, hours of quiet."""

from __future__ import annotations

import re

from handlers.understand.phrases import (
    reason_of,
    unit_of,
)
from handlers.understand.slots import Reading, Slots, iso, moment, part_of_day, put, put_task, put_when, vague


def extension(reading: Reading) -> Slots:
    slots: Slots = {}
    put_task(slots, reading)
    found = re.search(
        r"\b(?:them|lui|gia han|cham|muon|tre|khat)(?: \w+){0,5}? "
        r"(?<!thu )(\d+|mot|nửa|nua) (ngay|hom|tuan"
        r"|thang)\b(?! (?:tới|toi|sau|\d))",
        reading.flat,
    )
    days = [hit for hit in reading.days() if not (found and found.start() < hit.start < found.end() + 4)]
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    if days:
        due = days[-1]
        put(slots, new_due=iso(due.first), calendar="lunar" if due.lunar else None)
    elif ranges:
        put(slots, new_due=iso(ranges[-1].last))
    elif found:
        amount = 0.5 if found[1] in ("nửa", "nua") else 1 if found[1] == "mot" else int(found[1])
        slots["delta"] = round(amount * {"tuan": 7, "thang": 30}.get(found[2], 1))
    put(
        slots,
        period=reading.period(),
        reason=reason_of(reading.sentence),
        vague=vague(reading) if not days and not found else None,
    )
    put(slots, unit=unit_of(reading.sentence))
    return slots


def snooze(reading: Reading) -> Slots:
    slots: Slots = {}
    put_task(slots, reading)
    put(slots, until=moment(reading), part_of_day=part_of_day(reading))
    if "until" not in slots:
        put(slots, part_of_day=part_of_day(reading) or _named_part(reading.flat))
        put(slots, vague=vague(reading))
    if any(hit.lunar for hit in reading.days()):
        slots["calendar"] = "lunar"
    return slots


def quiet_hours(reading: Reading) -> Slots:
    slots: Slots = {}
    times = [hit for hit in reading.hits if hit.kind == "time"]
    bare = re.search(r"\btu (\d{1,2})(?: (?:h|gio))? (?:den|tới|toi|-) (\d{1,2})\b(?! ?/)", reading.flat)
    if len(times) >= 2:
        put(slots, from_=times[0].time, to=times[1].time)
    elif bare and times:
        put(slots, from_=f"{int(bare[1]):02}:00", to=times[0].time)
        if times[0].part in ("evening", "afternoon") and int(bare[1]) < 12 and slots["from"] < "12:00":
            slots["from"] = f"{int(bare[1]) + 12:02}:00"
    elif times:
        before = reading.flat[: times[0].start]
        ends = re.search(r"\b(?:truoc|den|tới|toi)(?: (?:luc|khoang))? ?$", before) and not re.search(
            r"\b(?:chi|chỉ) ", before
        )
        put(slots, **{"to" if ends else "from": times[0].time})
    else:
        put(slots, part_of_day=next((hit.part for hit in reading.hits if hit.part), None) or _named_part(reading.flat))
    put_when(slots, reading)
    return slots


def _named_part(flat: str) -> str | None:
    for pattern, part in (
        (r"\b(?:trua)\b", "noon"),
        (r"\b(?:tối|dem|khuya|buoi toi)\b", "evening"),
        (r"\bsang\b", "morning"),
        (r"\bchieu\b", "afternoon"),
    ):
        if re.search(pattern, flat):
            return part
    return None
