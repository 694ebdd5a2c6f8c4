"""What every filler of slots stands on: a sentence with all that was found in it, and how slots are set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handlers.understand.dates import Direction, Hit, clash, find_dates, mask
from handlers.understand.duties import Duty, find_duties
from handlers.understand.normalise import Sentence

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

    def ahead(self) -> tuple[Hit, ...]:
        """The days from today on, read as days to come."""
        hits = find_dates(self.flat, self.today, "future")
        return tuple(hit for hit in hits if hit.first and hit.first >= self.today)

    def period(self) -> str | None:
        """The period said. `tháng 10` in November is the one just over, `quý 1` the one to come, whatever is asked."""
        hit = next((hit for hit in self.hits if hit.kind == "period"), None)
        if hit is None or self.direction == "past":
            return hit.period if hit else None
        past = next((found for found in find_dates(self.flat, self.today, "past") if found.kind == "period"), None)
        if past and past.period != hit.period and past.last and hit.first:
            return past.period if self.today - past.last < hit.first - self.today else hit.period
        return hit.period


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


_WHY: Final = re.compile(r"(?:^|[,|] )(?:do|vi|boi vi|tai|ly do)\b[^,|]*")


def _is_telling(name: str) -> bool:
    """A name of its own (`đảng phí`, `biên bản họp`), and not just a kind of paper."""
    return name in ("dang phi", "kiem diem", "cam ket", "huy hieu") or (
        len(name.split()) > 1
        and name not in ("danh sach", "ho so", "gop y", "lich sinh hoat", "so lieu", "bao cao", "van ban")
    )


def task_of(reading: Reading) -> str | None:
    """The duty named, in the person's words; else the object of the verb."""
    if reading.duties:
        why = _WHY.search(reading.flat)
        said = [duty for duty in reading.duties if not (why and why.start() <= duty.start < why.end())]
        duty = max(said or reading.duties, key=lambda found: (_is_telling(found.name), -found.start))
        return reading.sentence.said(duty.start, duty.end)
    return None


def put_task(slots: Slots, reading: Reading, text: bool = True) -> None:
    put(slots, task_ref=reading.ref, task=task_of(reading) if text and reading.ref is None else None)


def put_when(slots: Slots, reading: Reading, day: str = "date") -> None:
    """A day, a range or a period, whichever was said."""
    days = reading.days()
    put(slots, period=reading.period())
    if clash(reading.flat, reading.hits):
        slots["vague"] = True
    elif days:
        put(slots, **{day: iso(days[0].first)})
        if days[0].lunar:
            slots["calendar"] = "lunar"
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    if ranges and not days:
        put(slots, date_from=iso(ranges[0].first), date_to=iso(ranges[0].last))


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def moment(reading: Reading) -> str | None:
    """A day with its hour when one was said (`2026-11-24T08:00`), else the day alone; an hour alone is today's."""
    days, times = reading.days(), [hit for hit in reading.hits if hit.kind == "time"]
    ranges = [hit for hit in reading.hits if hit.kind == "range"]
    day = iso(days[0].first) if days else iso(ranges[0].first) if ranges else None
    if times:
        hour = times[0].time or ""
        late = days and days[0].part in ("evening", "afternoon") and times[0].part is None and hour < "12:00"
        hour = f"{int(hour[:2]) + 12}{hour[2:]}" if late else hour
        return f"{day or reading.today.isoformat()}T{hour}"
    return day


def part_of_day(reading: Reading) -> str | None:
    if any(hit.kind == "time" for hit in reading.hits):
        return None
    return next((hit.part for hit in reading.hits if hit.part), None)


def vague(reading: Reading) -> bool | None:
    return True if any(hit.kind == "vague" for hit in reading.hits) and not reading.days() else None
