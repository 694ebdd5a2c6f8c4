"""The tasks that are due for a reminder, many at once: read by what decides their next one, moved by primary key."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from storage.interface import Row
from storage.session import Session

WALK = "reminder_walk"
AT, TASKS, UNITS, LAST, COUNT = 5, 8, 9, 10, 11
"""Where the columns of a group lie that are not read in order."""


@dataclass(frozen=True, slots=True)
class ReminderGroup:
    """What decides the next reminder of many tasks at once; `due_at` is the reminder that is due, `ladder_id` the
    programme whose own ladder they follow, 0 for the usual one, `role` whose tasks they are."""

    opens_on: str
    due_on: str
    closes_on: str
    state: str
    planned_at: int | None
    due_at: int
    ladder_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Due:
    """The tasks of one group and the units that owe them: ids with commas between, as the database put them together
    and takes them back, because a morning has a million of them."""

    tasks: str
    units: str


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk over all tasks that were due at `now`, in the order of their reminders, chunk by chunk: once to plan
    messages, which is urgent, then again to move the tasks to their next reminder (`moving`), which is not. (`at`,
    `after`) are the reminder and the id of the last task that was looked at. Kept in the database, so that a stop
    at any moment neither loses a reminder nor repeats one."""

    now: int
    at: int = -1
    after: int = 0
    moving: bool = False

    def again(self) -> Walk:
        """From the beginning, to move them."""
        return Walk(self.now, moving=True)


Groups = dict[ReminderGroup, Due]
Move = tuple[ReminderGroup, Due, int | None]
"""Tasks of one group, and when they are reminded of next, None for never again."""


class Reminding:
    """All set-based."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def walk(self) -> Walk | None:
        """The walk that is under way."""
        kept = await self._session.value("audit.fact", name=WALK)
        return Walk(**json.loads(kept)) if kept else None

    async def keep(self, walk: Walk | None) -> None:
        """Where the walk stands now; None when it is over."""
        await self._session.run("audit.set_fact", name=WALK, value=json.dumps(asdict(walk)) if walk else "")

    async def next_of(self, walk: Walk, most: int) -> tuple[Groups, Walk]:
        """The next `most` tasks of the walk, and where it stands behind them; no tasks at its end."""
        rows = list(await self._session.all("reminding.due_then", at=walk.at, after=walk.after, most=most))
        left = most - sum(row[COUNT] for row in rows)
        if left:
            rows += await self._session.all("reminding.due_later", at=walk.at, now=walk.now, most=left)
        at, after = max(((row[AT], row[LAST]) for row in rows), default=(walk.at, walk.after))
        return _grouped(rows), replace(walk, at=at, after=after)

    async def of_programme(self, programme_id: int, after: int, upto: int, now: int) -> Groups:
        """The tasks of a programme that are reminded of later than now, for units with ids in (after, upto]."""
        return _grouped(
            await self._session.all(
                "reminding.of_programme", programme_id=programme_id, after=after, upto=upto, now=now
            )
        )

    async def holders(self, groups: Groups, now: int, day_began: int, today: date, first_day: date) -> set[int]:
        """The people who owe these tasks, but for those for whom a message waits from today to the first day on which
        anybody may be written to, or one went after it was due. What somebody named an hour of today for is said by
        any message since the day began."""
        units: dict[tuple[str, int], list[str]] = defaultdict(list)
        for group, due in groups.items():
            told_since = min(group.due_at, day_began) if group.planned_at == group.due_at else group.due_at
            units[group.role, told_since].append(due.units)
        found: set[int] = set()
        days = {"now": now, "today": today.isoformat(), "first_day": first_day.isoformat()}
        for (role, due_at), listed in units.items():
            rows = await self._session.all("reminding.holders", units=_ids(listed), role=role, due_at=due_at, **days)
            found.update(row[0] for row in rows)
        return found

    async def paths(self, groups: Groups) -> list[str]:
        """The paths of the units that owe these tasks."""
        rows = await self._session.all("reminding.paths", units=_ids(due.units for due in groups.values()))
        return [row[0] for row in rows]

    async def move(self, moves: Iterable[Move]) -> None:
        """Sets the next reminders; tasks that were changed meanwhile are left alone."""
        await self._session.many(
            "reminding.move",
            [
                {"ids": _ids([due.tasks]), "due_at": group.due_at, "state": group.state, "next_remind_at": at}
                for group, due, at in moves
            ],
        )

    async def next_due(self) -> int | None:
        """The earliest instant at which some task wants a reminder."""
        at: int | None = await self._session.value("reminding.next_due")
        return at


def _grouped(rows: Sequence[Row]) -> Groups:
    return {ReminderGroup(*row[:TASKS]): Due(row[TASKS], row[UNITS]) for row in rows}


def _ids(listed: Iterable[str]) -> str:
    return f"[{','.join(listed)}]"
