"""The road map of a congress: steps anchored on its day T, moved when T moves, waiting for the congresses below.

Lead times are days from T, negative before it (domain 1.7). What is done stays where it was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal, Protocol

CONTENT_MODES: Final[dict[int, frozenset[str]]] = {
    4: frozenset({"committee_election", "delegate_election"}),
    3: frozenset({"delegate_election"}),
    2: frozenset(),
}
"""How many contents a congress has, to the elections it holds (domain 1.4)."""

ELECTIONS: Final = ("committee_election", "delegate_election")
CLOSES_AFTER: Final = 30
"""Days after the congress, or after a later step's own day, until which the step can still be reported."""
Trouble = Literal["before_window", "after_window", "after_limit", "too_long", "before_its_day"]


class Anchored(Protocol):
    """A step of a template. `opens_lead` and `due_lead`: days from T. `needs`: applies when the congress holds at
    least one of these elections; empty: always."""

    @property
    def code(self) -> str: ...
    @property
    def opens_lead(self) -> int: ...
    @property
    def due_lead(self) -> int: ...
    @property
    def needs(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with its days. `applies` is false where the content mode leaves it out: in no denominator."""

    code: str
    opens_lead: int
    due_lead: int
    opens_on: date
    due_on: date
    closes_on: date
    applies: bool = True
    done: bool = False


def applies(step: Anchored, content_mode: int) -> bool:
    """Whether a congress of 4, 3 or 2 contents has this step. Raises KeyError for another number."""
    held = CONTENT_MODES[content_mode]
    return not step.needs or bool(held.intersection(step.needs))


def plan(
    steps: Iterable[Anchored], congress_day: date, content_mode: int = 4, not_before: date | None = None
) -> tuple[Planned, ...]:
    """All steps with their days. `not_before` (today, for a congress announced late) gives steps whose day has
    passed a new one, though never after the congress itself."""
    return tuple(
        _placed(
            Planned(
                step.code,
                step.opens_lead,
                step.due_lead,
                congress_day,
                congress_day,
                congress_day,
                applies(step, content_mode),
            ),
            congress_day,
            not_before,
        )
        for step in steps
    )


def move(steps: Iterable[Planned], new_day: date, not_before: date | None = None) -> tuple[Planned, ...]:
    """The same steps around another congress day: open ones move, done ones stay."""
    return tuple(step if step.done else _placed(step, new_day, not_before) for step in steps)


def moved(before: Iterable[Planned], after: Iterable[Planned]) -> tuple[str, ...]:
    """Codes of the steps whose due day changed, for the one message that explains it."""
    was = {step.code: step.due_on for step in before}
    return tuple(step.code for step in after if was.get(step.code) != step.due_on)


def _placed(step: Planned, congress_day: date, not_before: date | None) -> Planned:
    due = congress_day + timedelta(days=step.due_lead)
    if not_before is not None and due < not_before:
        due = max(due, min(not_before, congress_day))
    opens = min(due, congress_day + timedelta(days=step.opens_lead))
    closes = max(due, congress_day) + timedelta(days=CLOSES_AFTER)
    return replace(step, opens_on=opens, due_on=due, closes_on=closes)


def share_done(steps: Iterable[Planned]) -> tuple[int, int]:
    """Steps done and steps that apply; what does not apply lowers nothing."""
    counted = [step for step in steps if step.applies]
    return sum(step.done for step in counted), len(counted)


def countdown(steps: Iterable[Planned], congress_day: date, today: date) -> tuple[int, int]:
    """Days until the congress (negative after it) and steps still open."""
    done, whole = share_done(steps)
    return (congress_day - today).days, whole - done


def held_up_by(lower: Mapping[int, bool]) -> tuple[int, ...]:
    """The gate of an upper unit's step: unit ids below whose congress is not finished; empty when it is open."""
    return tuple(unit_id for unit_id, finished in lower.items() if not finished)


def trouble_with_day(
    day: date, window: tuple[date, date] | None = None, limit: date | None = None
) -> tuple[Trouble, ...]:
    """What speaks against a congress day: outside six months around the term's end, or after the level's limit."""
    found: list[Trouble] = []
    if window is not None and day < window[0]:
        found.append("before_window")
    if window is not None and day > window[1]:
        found.append("after_window")
    if limit is not None and day > limit:
        found.append("after_limit")
    return tuple(found)


def trouble_with_length(half_days: int, most_half_days: int | None) -> tuple[Trouble, ...]:
    """Whether a congress lasts longer than its level allows; both in half days, preparatory session included."""
    return ("too_long",) if most_half_days is not None and half_days > most_half_days else ()


def trouble_with_doing(step: Planned, congress_day: date, on: date) -> tuple[Trouble, ...]:
    """Whether a step is said to be done before it can be: what opens on the day or after it waits for the day."""
    return ("before_its_day",) if step.opens_lead >= 0 and on < congress_day else ()
