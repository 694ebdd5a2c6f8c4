"""From what a person says about hours to the hours in which they are written to; and the hour that is learnt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.rules.calendar import DAY_CLOSES, DAY_OPENS

PARTS: Final[dict[str, tuple[int, int]]] = {
    "morning": (DAY_OPENS, 11 * 60 + 30),
    "noon": (11 * 60, 14 * 60),
    "afternoon": (13 * 60, 18 * 60),
    "evening": (17 * 60, DAY_CLOSES),
}
WHOLE_DAY: Final = (DAY_OPENS, DAY_CLOSES)
MORNING_AT: Final = 7 * 60 + 30
AFTERNOON_AT: Final = 13 * 60 + 30
LEAST_ANSWERS: Final = 8
LEAST_SHARE: Final = 0.4
MOST_ANSWERS: Final = 200


def wanted_hours(part: str | None, begins: int | None, ends: int | None, *, only: bool) -> tuple[int, int] | None:
    """(opens, closes) in minutes from midnight, None when nothing allowed would be left or nothing was said.

    `only`: the span is when to write, otherwise when not to. Only one end said is open on the other side. A quiet
    span in the middle of the day leaves its longer side.
    """
    if part in PARTS:
        begins, ends = PARTS[part]
    if begins is None and ends is None:
        return None
    first = DAY_OPENS if begins is None else begins
    last = DAY_CLOSES if ends is None else ends
    if only:
        spans = [(first, last)]
    elif first > last:
        spans = [(last, first)]
    else:
        spans = [(DAY_OPENS, first), (last, DAY_CLOSES)]
    allowed = [(max(opens, DAY_OPENS), min(closes, DAY_CLOSES)) for opens, closes in spans]
    opens, closes = max(allowed, key=lambda span: span[1] - span[0])
    return (opens, closes) if closes - opens >= 60 else None


def learnt_minute(answers: Mapping[int, int]) -> int | None:
    """The hour at which somebody usually answers, as a minute of the day within the ordinary hours; None while too few
    answers or no one hour stand out. `answers`: hour → how often."""
    inside = {hour: count for hour, count in answers.items() if DAY_OPENS <= 60 * hour + 30 < DAY_CLOSES}
    total = sum(inside.values())
    if total < LEAST_ANSWERS:
        return None
    hour = max(inside, key=lambda each: (inside[each], -each))
    return max(60 * hour, DAY_OPENS) if inside[hour] >= LEAST_SHARE * total else None
