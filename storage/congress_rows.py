"""What is read about congresses: the congress itself, its documents, its figures, how units stand. Frozen rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

CHANGING: Final = (
    "mode",
    "planned_on",
    "actual_on",
    "half_days",
    "pilot",
    "state",
    "moves",
    "reason",
    "resolution",
    "decision",
    "decision_on",
)


@dataclass(frozen=True, slots=True)
class Congress:
    """One congress of one unit. `level`: cell, grassroots, commune or province; `mode`: 4, 3 or 2 contents; `moves`:
    how often its day was put off, `reason`: why the last time; `half_days`: how long it lasts; `state`: planned,
    closed, withdrawn."""

    id: int
    unit_id: int
    programme_id: int
    level: str
    mode: int
    planned_on: str
    actual_on: str | None
    half_days: int | None
    pilot: bool
    state: str
    moves: int
    reason: str | None
    resolution: str | None
    decision: str | None
    decision_on: str | None
    version: int
    unit_name: str = ""
    unit_path: str = ""

    @property
    def day(self) -> str:
        """The day it was held, else the day it is planned for."""
        return self.actual_on or self.planned_on


@dataclass(frozen=True, slots=True)
class CongressChange:
    """One change of a congress, and why. `kind`: planned, day, mode, pilot, state or paper."""

    id: int
    congress_id: int
    at: int
    kind: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Overview:
    """How one unit's congress stands. Without a congress `congress_id` is None. `held`: the day has been reported."""

    unit_id: int
    unit_name: str
    unit_kind: str
    path: str
    parent_id: int | None
    code: str
    congress_id: int | None
    mode: int | None
    planned_on: str | None
    actual_on: str | None
    pilot: bool
    state: str | None
    moves: int
    steps: int
    done: int
    late: int
    held: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """The documents at one moment: version, state (draft, commented, revised, approved), opinions collected until then,
    points of content that it states; `added`: how many of the opinions no step of the road map has reported."""

    at: int
    version: int
    state: str
    opinions: int
    points: tuple[str, ...]
    added: int = 0


@dataclass(frozen=True, slots=True)
class Structure:
    """Composition in numbers as somebody gave it. `key_minority`: None while nobody has said."""

    at: int
    stage: str
    numbers: dict[str, int] = field(default_factory=dict)
    key_minority: bool | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """One congress of a round: its papers, and the steps (id, state, numbers) in which its figures were reported."""

    unit_id: int
    unit_name: str
    path: str
    congress_id: int
    mode: int
    planned_on: str
    actual_on: str | None
    moves: int
    resolution: str | None
    decision: str | None
    decision_on: str | None
    held_task: int | None
    held_state: str | None
    held_numbers: dict[str, int]
    elected_task: int | None
    elected_state: str | None
    elected_numbers: dict[str, int]
