"""Obstacles: a cell's hindrance as an item of the committee above it, with a due day of its own; and extensions."""

from __future__ import annotations

from dataclasses import dataclass

from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`state`: open, cleared, withdrawn (the cell reported all the same, or took it back)."""

    id: int
    task_id: int
    helper_unit_id: int
    reason: str
    state: str
    opened_at: int
    due_on: str
    task_title: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Slowness:
    """How a committee stands with what its cells wait for: open now, of these late, cleared, mean days to clear."""

    open: int
    late: int
    cleared: int
    days: float | None


@dataclass(frozen=True, slots=True)
class Extension:
    """A wish for a later due day; both days stay. `state`: asked, granted, refused."""

    id: int
    task_id: int
    old_due_on: str
    new_due_on: str
    state: str
    asked_by: int | None


class Obstacles:
    """Rows are moved by primary key, or by the task they belong to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, task_id: int, helper_unit_id: int, reason: str, due_on: str, now: int) -> int:
        """An open item for the unit that can help."""
        return int(
            await self._session.value(
                "obstacles.add", task_id=task_id, helper_unit_id=helper_unit_id, reason=reason, due_on=due_on, now=now
            )
        )

    async def get(self, obstacle_id: int) -> tuple[Obstacle, str] | None:
        """(obstacle, path of the unit that must help)."""
        row = await self._session.one("obstacles.get", id=obstacle_id)
        return None if row is None else (Obstacle(*row[:9]), row[9])

    async def open_below(self, path: str, most: int) -> list[Obstacle]:
        """Open items of the units on this path and below, the soonest due first."""
        rows = await self._session.all("obstacles.open_below", path=path, path_end=path_end(path), most=most)
        return [Obstacle(*row) for row in rows]

    async def end(self, obstacle_id: int, state: str, now: int, seat_id: int | None) -> bool:
        """Ends an open one; False when it was not open any more."""
        return await self._session.run("obstacles.end", id=obstacle_id, state=state, now=now, seat_id=seat_id) == 1

    async def end_of_task(self, task_id: int, state: str, now: int, seat_id: int | None) -> None:
        """Ends what is open for a task."""
        await self._session.run("obstacles.end_of_task", task_id=task_id, state=state, now=now, seat_id=seat_id)

    async def slowness(self, path: str, today: str, since: int) -> Slowness:
        """The figures of the units on this path and below, of what was opened since an instant."""
        row = await self._session.one(
            "obstacles.slowness", path=path, path_end=path_end(path), today=today, since=since
        )
        if row is None:
            return Slowness(0, 0, 0, None)
        days = None if row[3] is None else float(row[3])
        return Slowness(int(row[0] or 0), int(row[1] or 0), int(row[2] or 0), days)

    async def ask_extension(self, task_id: int, old: str, new: str, now: int, seat_id: int | None) -> int:
        """A wish that the assigner has yet to answer."""
        return int(
            await self._session.value(
                "obstacles.ask_extension", task_id=task_id, old_due_on=old, new_due_on=new, now=now, seat_id=seat_id
            )
        )

    async def extension(self, extension_id: int) -> Extension | None:
        """One wish by id."""
        row = await self._session.one("obstacles.extension", id=extension_id)
        return None if row is None else Extension(*row)

    async def extensions_asked(self, path: str, most: int) -> list[Extension]:
        """What waits for an answer below a unit, the oldest first."""
        rows = await self._session.all("obstacles.extensions_asked", path=path, path_end=path_end(path), most=most)
        return [Extension(*row) for row in rows]

    async def extensions_of(self, task_id: int) -> list[Extension]:
        """All wishes for a task, the latest first."""
        return [Extension(*row) for row in await self._session.all("obstacles.extensions_of", task_id=task_id)]

    async def answer_extension(self, extension_id: int, state: str, now: int, seat_id: int | None) -> bool:
        """Granted or refused, once."""
        return (
            await self._session.run(
                "obstacles.answer_extension", id=extension_id, state=state, now=now, seat_id=seat_id
            )
            == 1
        )
