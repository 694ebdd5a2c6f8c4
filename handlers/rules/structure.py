"""Structure of a committee in numbers: do they add up, is the floor met, how many are missing (domain 1.5).

Counts only, from commune level up; groups under ten are never shown upward.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from handlers.rules.rates import people_shown

Problem = Literal["negative", "more_than_total", "not_adding_up", "more_than_size", "too_many_candidates"]
COUNTED: Final = ("women", "young", "minority", "science", "re_elected")
LEVELS_WITH_STRUCTURE: Final = ("province", "commune_committee")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The planned or elected composition. `size`: seats to fill; `total`: people planned or elected; `first_time`
    and `re_elected` add up to the total; `candidates`: on the list, when known. None: not given."""

    size: int
    total: int
    women: int | None = None
    young: int | None = None
    minority: int | None = None
    science: int | None = None
    re_elected: int | None = None
    first_time: int | None = None
    candidates: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One target: how many there are of how many, the floor in percent, and how many are missing to it."""

    name: str
    part: int
    whole: int
    floor_percent: int
    missing: int

    @property
    def met(self) -> bool:
        return self.missing == 0


def problems(numbers: Numbers, surplus_percent: int | None = None) -> tuple[tuple[Problem, str], ...]:
    """What cannot be, as (problem, name of the number); empty when everything adds up."""
    found: list[tuple[Problem, str]] = []
    given = {name: getattr(numbers, name) for name in Numbers.__slots__ if getattr(numbers, name) is not None}
    found += [("negative", name) for name, value in given.items() if value < 0]
    parts = (*COUNTED, "first_time")
    found += [("more_than_total", name) for name in parts if given.get(name, 0) > numbers.total]
    if numbers.total > numbers.size:
        found.append(("more_than_size", "total"))
    old, new = numbers.re_elected, numbers.first_time
    if old is not None and new is not None and old + new != numbers.total:
        found.append(("not_adding_up", "re_elected"))
    if numbers.candidates is not None:
        if numbers.candidates < numbers.total:
            found.append(("more_than_total", "candidates"))
        elif surplus_percent is not None and numbers.candidates > most_candidates(numbers.size, surplus_percent):
            found.append(("too_many_candidates", "candidates"))
    return tuple(found)


def needed(whole: int, floor_percent: int) -> int:
    """The smallest number that is at least so many percent of the whole."""
    return -(-whole * floor_percent // 100)


def missing(part: int, whole: int, floor_percent: int) -> int:
    """How many more are needed to reach the floor; 0 when it is met."""
    return max(0, needed(whole, floor_percent) - part)


def most_candidates(size: int, surplus_percent: int) -> int:
    """The longest list allowed for so many seats (surplus at most so many percent, and at least one)."""
    return size + max(1, size * surplus_percent // 100)


def against_targets(numbers: Numbers, floors: dict[str, int]) -> tuple[Standing, ...]:
    """Each target that has a floor and a number, in the order of `COUNTED`."""
    found: list[Standing] = []
    for name in COUNTED:
        part = getattr(numbers, name)
        if part is not None and name in floors:
            lacking = missing(part, numbers.total, floors[name])
            found.append(Standing(name, part, numbers.total, floors[name], lacking))
    return tuple(found)


def shown_upward(numbers: Numbers) -> dict[str, int | None]:
    """What a superior may see: None for a count that was not given or is taken from a group under ten."""
    counts = {name: getattr(numbers, name) for name in COUNTED}
    return {name: None if count is None else people_shown(count, numbers.total) for name, count in counts.items()}


def asks_structure(unit_kind: str) -> bool:
    """Whether composition numbers are collected at all at this kind of unit: commune level and above."""
    return unit_kind in LEVELS_WITH_STRUCTURE
