""" "Tôi làm rồi": a task of which nobody reminds until the clerk has looked."""

from __future__ import annotations

from storage.session import Session
from storage.units import path_end


class Disputes:
    """A mark on the task; its state is not touched."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def begin(self, task_id: int, now: int) -> bool:
        """Silences the task; False when it is not open or silenced already."""
        return await self._session.run("disputes.raise_it", id=task_id, now=now) == 1

    async def settle(self, task_id: int, next_remind_at: int | None) -> bool:
        """The clerk has looked; False when there was nothing to look at."""
        return await self._session.run("disputes.settle", id=task_id, next_remind_at=next_remind_at) == 1

    async def is_open(self, task_id: int) -> bool:
        """Whether somebody says it was done and the clerk has not looked."""
        return await self._session.value("disputes.is_open", id=task_id) is not None

    async def below(self, path: str, most: int) -> list[tuple[int, str, str]]:
        """(task, title, unit) of what waits for the clerk of this path, the oldest first."""
        rows = await self._session.all("disputes.below", path=path, path_end=path_end(path), most=most)
        return [(row[0], row[1], row[2]) for row in rows]
