"""Figures of units and duties: what was owed and what came, read from sums that follow every change of a task
(storage.tallies), however many rows there are. Periods are the due days first..last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from storage.interface import Row
from storage.session import Session
from storage.units import ancestors, path_end

FIGURES = ("expected", "reported", "on_time", "verified", "late", "blocked", "returned", "not_applicable")


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
    """One unit: its own tasks, or with everything below it."""

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
    """One duty over all units; `title` as its latest task is called."""

    duty: str
    title: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Span:
    """A subtree, the due days looked at, and the day of looking."""

    path: str
    first: str
    last: str
    today: str


class Sums:
    """Three ways to look at a subtree; each answers at any size without counting rows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_unit(self, span: Span) -> list[UnitFigures]:
        """One row a unit that owed something, its own tasks only, in tree order."""
        rows = await self._session.all("tallies.by_unit", path_end=path_end(span.path), **asdict(span))
        return [UnitFigures(*(*row[:5], _figures(row[5:]))) for row in rows]

    async def by_child_month(self, span: Span) -> list[tuple[str, UnitFigures]]:
        """(month of the due day, one unit directly below with everything under it); the unit of the span stands for
        its own tasks. In tree order, then by month."""
        rows = await self._session.all("tallies.by_child_month", root=ancestors(span.path)[-1], **_days(span))
        return [(row[5], UnitFigures(*(*row[:5], _figures(row[6:])))) for row in rows]

    async def by_child(self, span: Span) -> list[UnitFigures]:
        """The same without months; together they are everything in and below the unit."""
        sums: dict[int, UnitFigures] = {}
        for _, row in await self.by_child_month(span):
            sums[row.unit_id] = sums[row.unit_id].plus(row) if row.unit_id in sums else row
        return list(sums.values())

    async def by_duty(self, span: Span) -> list[DutyFigures]:
        """One row a duty, over all units in and below."""
        rows = await self._session.all("tallies.by_duty", root=ancestors(span.path)[-1], **_days(span))
        return [DutyFigures(row[0], row[1] or row[0], _figures(row[2:])) for row in rows]

    async def by_unit_month(self, span: Span) -> dict[tuple[int, str], tuple[int, int]]:
        """(unit, month of the due day) → (expected, on time), of the units' own tasks."""
        rows = await self._session.all("tallies.by_unit_month", path_end=path_end(span.path), **asdict(span))
        return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in rows}


def _days(span: Span) -> dict[str, str]:
    return {"first": span.first, "last": span.last, "today": span.today}


def _figures(counts: Row) -> Figures:
    return Figures(*(int(count or 0) for count in counts))
