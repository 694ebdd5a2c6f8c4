"""What a unit did before: the task of a period, earlier reports of a duty, every step of one task."""

from __future__ import annotations

import json
from collections.abc import Collection

from storage.model import Task
from storage.session import Session
from storage.tasks import TaskEvent, task_of


class History:
    """Reads only; what happened is appended by `Tasks.change`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_period(self, unit_id: int, duty: str, period: str) -> Task | None:
        """A unit's task for a duty and a period, in whatever state."""
        row = await self._session.one("history.of_period", unit_id=unit_id, duty=duty, period=period)
        return None if row is None else task_of(row)

    async def reported_of_unit(self, unit_id: int, today: str, most: int) -> list[Task]:
        """What a unit has reported and can still correct, the latest first."""
        rows = await self._session.all("history.reported_of_unit", unit_id=unit_id, today=today, most=most)
        return [task_of(row) for row in rows]

    async def earlier(self, task: Task, most: int) -> list[tuple[str, dict[str, int]]]:
        """(period, numbers) of the same duty's reports before this task, the latest first."""
        rows = await self._session.all(
            "history.earlier", unit_id=task.unit_id, duty=task.duty, task_id=task.id, due_on=task.due_on, most=most
        )
        return [(row[0], json.loads(row[1])) for row in rows]

    async def of_year(
        self, unit_id: int, year: str, duties: Collection[str], most: int
    ) -> list[tuple[str, dict[str, int]]]:
        """(title, numbers) of what a unit reported of some duties in a year's periods, the latest first."""
        rows = await self._session.all("history.of_year", unit_id=unit_id, year=f"{year}%", most=most)
        return [(row[1], json.loads(row[2])) for row in rows if row[0] in duties]

    async def steps(self, task_id: int, most: int) -> list[TaskEvent]:
        """The steps of a task that were not taken back, the latest first."""
        rows = await self._session.all("history.steps", task_id=task_id, most=most)
        return [TaskEvent(row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5])) for row in rows]
