"""Figures for those who lead: set-based, one statement for a whole subtree. Periods are the due days first..last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from storage.interface import Row
from storage.session import Session
from storage.units import path_end

FIGURES = ("expected", "reported", "on_time", "verified", "late", "blocked", "returned", "not_applicable")
ALL_KINDS = "regular", "campaign", "congress"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of tasks. `expected` is without what does not apply; `late` is open past its due day."""

    expected: int = 0
    reported: int = 0
    on_time: int = 0
    verified: int = 0
    late: int = 0
    blocked: int = 0
    returned: int = 0
    not_applicable: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) + getattr(other, name) for name in FIGURES))


def total(figures: Iterable[Figures]) -> Figures:
    """The sum of all."""
    found = Figures()
    for each in figures:
        found += each
    return found


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit's own tasks, nothing from below it."""

    unit_id: int
    name: str
    kind: str
    path: str
    code: str
    figures: Figures

    def plus(self, other: UnitFigures) -> UnitFigures:
        """This unit with the figures of both."""
        return replace(self, figures=self.figures + other.figures)


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """One duty over all units; `returned` and `not_applicable` are not counted here."""

    duty: str
    title: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as a report needs it."""

    unit_id: int
    unit_name: str
    unit_kind: str
    path: str
    id: int
    duty: str
    title: str
    due_on: str
    state: str
    reported_at: int | None
    reason: str | None
    numbers: dict[str, int]
    programme: str
    members: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """A subtree, the due days looked at, and the day of looking."""

    path: str
    first: str
    last: str
    today: str


class Reports:
    """Reads, and the approval of a period."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_unit(self, span: Span) -> list[UnitFigures]:
        """One row a unit that owed something, in tree order."""
        rows = await self._session.all("reports.by_unit", path_end=path_end(span.path), **asdict(span))
        return [UnitFigures(*(*row[:5], _figures(row[5:]))) for row in rows]

    async def by_duty(self, span: Span) -> list[DutyFigures]:
        """One row a duty, over all units below."""
        rows = await self._session.all("reports.by_duty", path_end=path_end(span.path), **asdict(span))
        return [DutyFigures(row[0], row[1], _figures(row[2:])) for row in rows]

    async def by_unit_month(self, span: Span) -> dict[tuple[int, str], tuple[int, int]]:
        """(unit, month of the due day) → (expected, on time)."""
        rows = await self._session.all("reports.by_unit_month", path_end=path_end(span.path), **asdict(span))
        return {(row[0], row[1]): (int(row[2] or 0), int(row[3] or 0)) for row in rows}

    async def tasks_below(self, span: Span, most: int, kinds: Iterable[str] = ALL_KINDS) -> list[TaskRow]:
        """Every task below, in tree order, then by due day."""
        rows = await self._session.all(
            "reports.tasks_below",
            path_end=path_end(span.path),
            most=most,
            kinds=f",{','.join(kinds)},",
            **asdict(span),
        )
        return [TaskRow(*(*row[:11], json.loads(row[11]), *row[12:])) for row in rows]

    async def blocked_below(self, span: Span, most: int) -> list[tuple[str, str, str]]:
        """(unit, task, reason) of what is blocked, the oldest first."""
        rows = await self._session.all(
            "reports.blocked_below",
            path=span.path,
            path_end=path_end(span.path),
            first=span.first,
            last=span.last,
            most=most,
        )
        return [(row[0], row[1], row[2] or "") for row in rows]

    async def done_by_person(
        self, person_id: int, unit_id: int, first: str, last: str
    ) -> list[tuple[str, str, int, int, str, str]]:
        """(duty, title, times reported, on time, first due day, last due day) of what one person reported."""
        rows = await self._session.all(
            "reports.done_by_person", person_id=person_id, unit_id=unit_id, first=first, last=last
        )
        return [(row[0], row[1], int(row[2]), int(row[3]), row[4], row[5]) for row in rows]

    async def last_change(self) -> int:
        """When anything was last reported, returned or taken back; 0 when never."""
        return int(await self._session.value("reports.last_change") or 0)

    async def approve(self, unit_id: int, period: str, figures: Figures, now: int, person_id: int | None) -> bool:
        """Locks the figures of a period; False when they were locked before."""
        touched = await self._session.run(
            "reports.approve",
            unit_id=unit_id,
            period=period,
            figures=json.dumps(asdict(figures)),
            now=now,
            person_id=person_id,
        )
        return touched == 1

    async def approved(self, unit_id: int, period: str) -> tuple[Figures, int] | None:
        """(figures as approved, when), None while nobody approved."""
        row = await self._session.one("reports.approved", unit_id=unit_id, period=period)
        return None if row is None else (Figures(**json.loads(row[0])), row[1])

    async def changed_since(self, span: Span, since: int, most: int) -> list[tuple[str, str, str, int]]:
        """(unit, task, kind of step, when) of later steps about tasks of the period, the latest first."""
        rows = await self._session.all(
            "reports.changed_since",
            path=span.path,
            path_end=path_end(span.path),
            first=span.first,
            last=span.last,
            since=since,
            most=most,
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    async def message_behind(self, task_id: int) -> tuple[int, str, str | None, str | None] | None:
        """(when, kind of step, the words, role of who did it) of the last step; words are None once forgotten."""
        row = await self._session.one("reports.message_behind", task_id=task_id)
        return None if row is None else (row[0], row[1], row[2], row[3])

    async def burden(self, path: str, since: int, now: int) -> list[tuple[int, str, int, int, int]]:
        """(unit, name, secretaries, messages they wrote, messages unasked that they got) since an instant."""
        rows = await self._session.all("reports.burden", path=path, path_end=path_end(path), since=since, now=now)
        return [(row[0], row[1], int(row[2]), int(row[3] or 0), int(row[4] or 0)) for row in rows]

    async def supervisors(self, now: int) -> list[tuple[int, int, str]]:
        """(person, unit, role) of everybody who leads units below."""
        rows = await self._session.all("reports.supervisors", now=now)
        return [(row[0], row[1], row[2]) for row in rows]


def _figures(counts: Row) -> Figures:
    return Figures(*(int(count or 0) for count in counts))
