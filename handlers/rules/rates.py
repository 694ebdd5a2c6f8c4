"""Completeness, timeliness and verification as three numbers with named denominators (features 60), and what is
too small to be shown (domain 1.5, 8.3)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from handlers.rules.shares import percent_of
from handlers.rules.status import LEFT_OUT_STATES, timeliness
from storage.model import REPORTED_STATES, Task

SMALLEST_BASE: Final = 10
TENTHS: Final = 10
FEWEST_UNITS: Final = 5
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was owed and what came. `expected`: tasks of units alive in the period, without those that do not apply
    or were withdrawn; `reported` of these, `on_time` and `verified` of the reported."""

    expected: int = 0
    reported: int = 0
    on_time: int = 0
    verified: int = 0

    def __post_init__(self) -> None:
        if not 0 <= max(self.on_time, self.verified) <= self.reported <= self.expected:
            raise ValueError(f"counts that cannot be: {self}")
        if min(self.on_time, self.verified) < 0:
            raise ValueError(f"counts below zero: {self}")

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.expected + other.expected,
            self.reported + other.reported,
            self.on_time + other.on_time,
            self.verified + other.verified,
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its two numbers and the name of its denominator; `share` is None when nothing was owed."""

    name: Literal["complete", "on_time", "verified"]
    part: int
    whole: int
    of: Literal["expected", "reported"]

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def tenths_of_percent(self) -> int | None:
        """The share as 0-1000, by the rule for all shares."""
        return percent_of(self.part, self.whole, TENTHS)


def rates(counts: Counts) -> tuple[Rate, Rate, Rate]:
    """Complete (of what was expected), on time (of what was expected), verified (of what was reported)."""
    return (
        Rate("complete", counts.reported, counts.expected, "expected"),
        Rate("on_time", counts.on_time, counts.expected, "expected"),
        Rate("verified", counts.verified, counts.reported, "reported"),
    )


def count_tasks(tasks: Iterable[Task], now: int) -> Counts:
    """Counts from rows; a nil report is a report, what does not apply is in no denominator."""
    owed = [task for task in tasks if task.state not in LEFT_OUT_STATES]
    return Counts(
        expected=len(owed),
        reported=sum(task.state in REPORTED_STATES for task in owed),
        on_time=sum(timeliness(task, now) == "on_time" for task in owed),
        verified=sum(task.state == "verified" for task in owed),
    )


def people_shown(count: int, base: int) -> int | None:
    """A count of people, or None when the group it is taken from has fewer than ten."""
    return count if base >= SMALLEST_BASE else None


def may_compare(units: int) -> bool:
    """Whether two periods or places may be set side by side: at least five units reported."""
    return units >= FEWEST_UNITS


def groups_shown(groups: Mapping[Key, tuple[int, int]]) -> dict[Key, int | None]:
    """Counts by group as (count, base), small groups hidden. When only one would be hidden, the next smallest is
    hidden too, since a total beside them would give it away."""
    hidden = {key for key, (_, base) in groups.items() if base < SMALLEST_BASE}
    if len(hidden) == 1 and len(groups) > 1:
        hidden.add(min((key for key in groups if key not in hidden), key=lambda key: groups[key][1]))
    return {key: None if key in hidden else count for key, (count, _) in groups.items()}
