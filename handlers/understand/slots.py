"""The slots of each intent: who, what, when, how many, read from the sentence once its intent is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from handlers.understand.counts import progress_counts
from handlers.understand.dates import Direction, Hit, find_dates, mask
from handlers.understand.duties import Duty, find_duties
from handlers.understand.normalise import Sentence
from handlers.understand.phrases import (
    blocker_of,
    evidence_of,
    format_of,
    frequency_of,
    metric_of,
    person_after,
    place_of,
    reason_of,
    scope_of,
    topic_of,
    unit_of,
    words_after,
)  # fmt: skip

Slots = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """A sentence with everything that was found in it, handed to the slot fillers."""

    sentence: Sentence
    today: date
    direction: Direction
    hits: tuple[Hit, ...]
    masked: str
    duties: list[Duty]
    ref: int | None
    counts: dict[str, int]

    @property
    def flat(self) -> str:
        return self.sentence.flat

    def days(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.kind == "day"]

    def period(self) -> str | None:
        return next((hit.period for hit in self.hits if hit.kind == "period"), None)


def read_slots(
    sentence: Sentence, unpointed: str, today: date, direction: Direction, ref: int | None, counts: dict[str, int]
) -> Reading:
    """Find everything a filler may want, once. `unpointed` is `flat` with "cái thứ hai" blotted out."""
    hits = find_dates(unpointed, today, direction)
    return Reading(sentence, today, direction, hits, mask(unpointed, hits), find_duties(sentence.flat), ref, counts)


def put(slots: Slots, **found: Any) -> None:
    """Set the slots that were really said."""
    for name, value in found.items():
        if value is not None and value != "" and value != []:
            slots[name.rstrip("_")] = value


def task_of(reading: Reading) -> str | None:
    """The duty named, in the person's words; else the object of the verb."""
    if reading.duties:
        duty = max(reading.duties, key=lambda found: (len(found.name.split()) > 1, found.end - found.start))
        return reading.sentence.said(duty.start, duty.end)
    return None


def put_task(slots: Slots, reading: Reading, text: bool = True) -> None:
    put(slots, task_ref=reading.ref, task=task_of(reading) if text and reading.ref is None else None)


def put_when(slots: Slots, reading: Reading, day: str = "date") -> None:
    """A day, a range or a period, whichever was said."""
    days = reading.days()
    put(slots, period=reading.period())
    if days:
        put(slots, **{day: _iso(days[0].first)})
        if days[0].lunar:
            slots["calendar"] = "lunar"
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    if ranges and not days:
        put(slots, date_from=_iso(ranges[0].first), date_to=_iso(ranges[0].last))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def moment(reading: Reading) -> str | None:
    """A day with its hour when one was said (`2026-11-24T08:00`), else the day alone; an hour alone is today's."""
    days, times = reading.days(), [hit for hit in reading.hits if hit.kind == "time"]
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    day = _iso(days[0].first) if days else _iso(ranges[0].first) if ranges else None
    if times:
        hour = times[0].time or ""
        late = days and days[0].part in ("evening", "afternoon") and times[0].part is None and hour < "12:00"
        hour = f"{int(hour[:2]) + 12}{hour[2:]}" if late else hour
        return f"{day or reading.today.isoformat()}T{hour}"
    return day


def _part(reading: Reading) -> str | None:
    if any(hit.kind == "time" for hit in reading.hits):
        return None
    return next((hit.part for hit in reading.hits if hit.part), None)


def _vague(reading: Reading) -> bool | None:
    return True if any(hit.kind == "vague" for hit in reading.hits) and not reading.days() else None


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
    if not reading.counts and re.search(r"\bdang (?!vien|phi|uy|bo|ky|cho)|\bdo dang\b", reading.flat):
        slots["status"] = "in_progress"
    put(slots, blocker=blocker_of(reading.sentence))
    return slots


def not_done(reading: Reading) -> Slots:
    slots: Slots = {}
    put_task(slots, reading)
    put(slots, period=reading.period(), unit=unit_of(reading.sentence))
    slots.update({name: number for name, number in reading.counts.items() if name in ("done", "total", "remaining", "missing")})
    ahead = [hit for hit in reading.hits if hit.first and hit.kind in ("day", "range") and hit.first >= reading.today]
    back = [hit for hit in reading.hits if hit.first and hit.kind == "day" and hit.first < reading.today]
    if ahead:
        put(slots, planned_date=_iso(ahead[0].first) if ahead[0].kind == "day" else None, part_of_day=_part(reading))
        if ahead[0].kind == "range":
            put(slots, date_from=_iso(ahead[0].first), date_to=_iso(ahead[0].last))
    elif back:
        put(slots, date=_iso(back[0].first))
    put(slots, vague=_vague(reading) if not ahead else None, blocker=blocker_of(reading.sentence))
    if "blocker" not in slots:
        put(slots, reason=reason_of(reading.sentence))
    if re.search(r"\bchua (?:he |co |kip |gi )?(?:bat dau|lam|trien khai|dong|dung|thuc hien)\b(?! (?:xong|duoc|kip|het|du|bien|bao cao|thu tuc))", reading.flat) and "xong" not in reading.flat:
        slots["status"] = "not_started"
    elif re.search(r"\bdang (?!vien|phi|uy|bo|ky|cho)\w+", reading.flat):
        slots["status"] = "in_progress"
    return slots


def nil(reading: Reading) -> Slots:
    slots: Slots = {}
    put_when(slots, reading)
    named = [duty for duty in reading.duties if duty.name != "bao cao"]
    put(slots, task_ref=reading.ref, task=task_of(reading) if named else None, unit=unit_of(reading.sentence))
    return slots


def extension(reading: Reading) -> Slots:
    slots: Slots = {}
    put_task(slots, reading)
    found = re.search(r"\bthem (\d+|mot|nửa|nua) (ngay|hom|tuan|thang)\b", reading.flat)
    days = [hit for hit in reading.days() if not (found and found.start() < hit.start < found.end() + 4)]
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    if days:
        due = days[-1]
        put(slots, new_due=_iso(due.first), calendar="lunar" if due.lunar else None)
    elif ranges:
        put(slots, new_due=_iso(ranges[-1].last))
    elif found:
        amount = 0.5 if found[1] in ("nửa", "nua") else 1 if found[1] == "mot" else int(found[1])
        slots["delta"] = round(amount * {"tuan": 7, "thang": 30}.get(found[2], 1))
    put(slots, period=reading.period(), reason=reason_of(reading.sentence), vague=_vague(reading) if not days and not found else None)
    put(slots, unit=unit_of(reading.sentence))
    return slots


def snooze(reading: Reading) -> Slots:
    slots: Slots = {}
    put_task(slots, reading)
    put(slots, until=moment(reading), part_of_day=_part(reading))
    if "until" not in slots:
        put(slots, vague=_vague(reading))
    if any(hit.lunar for hit in reading.days()):
        slots["calendar"] = "lunar"
    return slots


_PART_HOURS: Final = {"morning": ("06:00", "11:00"), "noon": ("11:00", "14:00"), "afternoon": ("13:00", "18:00"), "evening": ("18:00", "22:00")}


def quiet_hours(reading: Reading) -> Slots:
    slots: Slots = {}
    times = [hit for hit in reading.hits if hit.kind == "time"]
    bare = re.search(r"\btu (\d{1,2})(?: (?:h|gio))? (?:den|tới|toi|-) (\d{1,2})\b(?! ?/)", reading.flat)
    if len(times) >= 2:
        put(slots, from_=times[0].time, to=_later(times[0], times[1]))
    elif bare and times:
        put(slots, from_=f"{int(bare[1]):02}:00", to=times[0].time)
        if times[0].part in ("evening", "afternoon") and int(bare[1]) < 12 and slots["from"] < "12:00":
            slots["from"] = f"{int(bare[1]) + 12:02}:00"
    elif times:
        before = reading.flat[: times[0].start]
        ends = re.search(r"\b(?:truoc|den|tới|toi)(?: (?:luc|khoang))? ?$", before) and not re.search(r"\b(?:chi|chỉ) ", before)
        put(slots, **{"to" if ends else "from": times[0].time})
    else:
        put(slots, part_of_day=next((hit.part for hit in reading.hits if hit.part), None) or _named_part(reading.flat))
    put_when(slots, reading)
    return slots


def _later(first: Hit, second: Hit) -> str | None:
    return second.time


def _named_part(flat: str) -> str | None:
    for pattern, part in ((r"\b(?:trua)\b", "noon"), (r"\b(?:tối|dem|khuya|buoi toi)\b", "evening"), (r"\bsang\b", "morning"), (r"\bchieu\b", "afternoon")):
        if re.search(pattern, flat):
            return part
    return None


def ask_time_scope(reading: Reading) -> Slots:
    """Questions about tasks, deadlines, units: the task, unit and time that were named."""
    slots: Slots = {}
    put_when(slots, reading)
    return slots


Filler = Callable[[Reading], Slots]


def assign(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, assignees=person_after(reading.sentence, "assign"), task=task_of(reading) or words_after(reading.sentence, "assign"))
    days = reading.days()
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    put(slots, due=_iso(days[-1].first) if days else _iso(ranges[-1].last) if ranges else None, period=reading.period())
    put(slots, frequency=frequency_of(reading.flat), evidence=evidence_of(reading.flat))
    if days and days[-1].lunar:
        slots["calendar"] = "lunar"
    return slots


def export(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, format=format_of(reading.flat), period=reading.period(), scope=scope_of(reading.sentence), task=task_of(reading))
    by_then = re.search(r"\b(?:truoc|han|cham nhat|vao|luc|gui|kip|de kip|xong)(?: (?:luc|ngay|toi|cho))*$", _before_time(reading))
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


def stats(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, metric=metric_of(reading.flat), scope=scope_of(reading.sentence), task=task_of(reading), unit=unit_of(reading.sentence))
    top = re.search(r"\btop (\d+)|\b(\d+) (?:chi bo|don vi|thon|xa) (?:cham|nhanh|tot|thap|cao|dan|tre|yeu|nhieu|it)", reading.flat)
    if top:
        slots["n_units"] = int(top[1] or top[2])
    put_when(slots, reading)
    return slots


def shift(day: date, days: int) -> date:
    """That many days later."""
    return day + timedelta(days=days)


def work_counts(masked: str) -> dict[str, int]:
    """Progress counts, for intents that need them on their own."""
    return progress_counts(masked)
