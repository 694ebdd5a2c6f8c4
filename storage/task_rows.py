"""What is read about tasks: programmes, steps in their lives, and how units stand. Frozen rows, no SQL."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from storage.interface import Row
from storage.model import COMPOSITIONS, Task


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a duty concerns: a subtree, cut down by kind, composition and place (residential: None for both)."""

    path: str
    kinds: tuple[str, ...]
    compositions: tuple[str, ...] = COMPOSITIONS
    residential: bool | None = None


class Overtaken(Exception):
    """The task was changed by somebody else meanwhile; nothing was written."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Regular duties of a year, a campaign or a congress: who issued it, by which document."""

    id: int
    kind: str
    code: str
    title: str
    issuer_id: int
    document: str
    document_on: str | None
    period: str
    opens_on: str
    due_on: str
    ends_on: str


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """One step in a task's life; `before` and `after` hold the changed columns."""

    id: int
    task_id: int
    at: int
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]


COUNTED = ("expected", "late", "blocked", "returned", "reported")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit stands: counts of tasks."""

    unit_id: int
    unit_name: str
    unit_kind: str
    expected: int
    late: int
    blocked: int
    returned: int
    reported: int
    path: str

    def plus(self, other: Standing) -> Standing:
        """This row's unit with the counts of both."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in COUNTED}
        return replace(self, **counts)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, in which seat, because of which message."""

    person_id: int | None
    seat_id: int | None
    inbox_id: int | None


def task_of(row: Row) -> Task:
    """A task from the columns that every statement about tasks selects."""
    asks = tuple(filter(None, row[21].split(",")))
    return Task(*(*row[:13], json.loads(row[13]), *row[14:21], asks, row[22], bool(row[23])))
