"""The arithmetic of the minutes: which of the six counts do not add up, naming the numbers that clash.

Members of the cell = present + absent with reason + absent without + exempt + temporarily away; those temporarily
here are guests and stand outside the total (features 0.4, row 70). The denominator used is always given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PARTS = ("present", "absent_excused", "absent_unexcused", "exempt", "away")


@dataclass(frozen=True, slots=True)
class Attendance:
    """`counts` with what could be worked out; `clash` names the numbers that disagree as (name, number) pairs, empty
    when they agree; `difference` is total minus the sum of the parts; `ask` is the one count worth asking next;
    `denominator` is the members expected to attend: total less exempt and away."""

    counts: dict[str, int]
    clash: tuple[tuple[str, int], ...]
    difference: int
    ask: str | None
    denominator: int | None


def check_attendance(said: Mapping[str, int]) -> Attendance:
    """What the counts of one meeting amount to. Only `total`, the five parts, `here` and `missing` are read."""
    counts = {name: said[name] for name in (*PARTS, "total", "here", "missing") if name in said}
    absent_known = "absent_excused" in counts and "absent_unexcused" in counts
    if "total" not in counts and "present" in counts and (absent_known or "missing" in counts):
        absent = counts.get("missing", 0) if not absent_known else 0
        counts["total"] = sum(counts.get(part, 0) for part in PARTS) + absent
    total, parts = counts.get("total"), sum(counts.get(part, 0) for part in PARTS)
    if total is None:
        return Attendance(counts, (), 0, "present" if "present" not in counts else "total", None)
    denominator = total - counts.get("exempt", 0) - counts.get("away", 0)
    if "present" not in counts and "missing" not in counts:
        return Attendance(counts, (), 0, "present", denominator)
    if "present" not in counts:
        counts["present"] = max(total - parts - counts["missing"], 0)
        parts += counts["present"]
    difference = total - parts
    negative = [name for name, number in counts.items() if number < 0]
    if difference < 0 or negative or _missing_clashes(counts, total):
        clash = tuple((name, counts[name]) for name in (*PARTS, "missing", "total") if name in counts)
        return Attendance(counts, clash, difference, None, denominator)
    return Attendance(counts, (), difference, _worth_asking(counts, difference), denominator)


def _missing_clashes(counts: Mapping[str, int], total: int) -> bool:
    """`có mặt 18/20, vắng 3`: the absent said without a reason must be what is left."""
    if "missing" not in counts:
        return False
    rest = total - counts.get("present", 0) - counts.get("exempt", 0) - counts.get("away", 0)
    return counts["missing"] not in (rest, rest + counts.get("exempt", 0) + counts.get("away", 0))


def _worth_asking(counts: Mapping[str, int], difference: int) -> str | None:
    """The count that would explain members who are neither present nor accounted for."""
    if difference == 0:
        return None
    for name in ("absent_excused", "absent_unexcused"):
        if name not in counts:
            return name
    return "exempt" if "exempt" not in counts else "away" if "away" not in counts else "total"
