"""Figures for those who lead: set-based, one statement for a whole subtree. Periods are the due days first..last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from storage.figures import DutyFigures, Figures, Span, Sums, UnitFigures, total
from storage.units import path_end

__all__ = ["DutyFigures", "Figures", "Reports", "Span", "TaskRow", "UnitFigures", "total"]

ALL_KINDS = "regular", "campaign", "congress"


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
class Ended:
    """A unit that ended (ISO date), its members then, and the unit in which it goes on."""

    unit_id: int
    name: str
    ended_on: str
    members: int
    successor_id: int
    successor: str


@dataclass(frozen=True, slots=True)
class Burden:
    """What the bot costs: people, messages they wrote, minutes in which they wrote, messages they were sent unasked."""

    people: int = 0
    wrote: int = 0
    minutes: int = 0
    got: int = 0

    def __add__(self, other: Burden) -> Burden:
        return Burden(
            self.people + other.people, self.wrote + other.wrote, self.minutes + other.minutes, self.got + other.got
        )


class Reports(Sums):
    """What reports read, and the approval of a period."""

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
        """(when, kind of step, the words, role of who did it) of the last step; words are None where only a button was
        pressed, and once they are forgotten."""
        row = await self._session.one("reports.message_behind", task_id=task_id)
        return None if row is None else (row[0], row[1], row[2], row[3])

    async def versions(self, task_id: int, most: int) -> list[tuple[int, dict[str, int], str | None]]:
        """(when, numbers, day of a meeting) of each version of a report, the latest first."""
        rows = await self._session.all("reports.versions", task_id=task_id, most=most)
        written = [(row[0], json.loads(row[1])) for row in rows]
        return [(at, json.loads(after["numbers"]), after.get("held_on")) for at, after in written if "numbers" in after]

    async def burden(self, path: str, since: int, now: int) -> list[tuple[str, Burden]]:
        """(path of the unit, what the bot costs its secretaries) since an instant, in tree order."""
        rows = await self._session.all("reports.burden", path=path, path_end=path_end(path), since=since, now=now)
        return [(row[0], Burden(*(int(each or 0) for each in row[1:]))) for row in rows]

    async def leaders(self, now: int) -> list[int]:
        """The seats that lead units below and that somebody holds."""
        return [row[0] for row in await self._session.all("reports.leaders", now=now)]

    async def ended(self, path: str, first: str, last: str, most: int) -> list[Ended]:
        """Units that ended between two days, in order of their ends."""
        rows = await self._session.all(
            "reports.ended", path=path, path_end=path_end(path), first=first, last=last, most=most
        )
        return [Ended(*row) for row in rows]

    async def cleared(self, path: str, since: int, until: int) -> int:
        """How many obstacles of the units below were cleared between two instants."""
        return int(
            await self._session.value("reports.cleared", path=path, path_end=path_end(path), since=since, until=until)
        )
