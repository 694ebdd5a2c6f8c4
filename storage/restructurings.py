"""Restructurings that wait for their day, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.interface import Row
from storage.session import Session


@dataclass(frozen=True, slots=True)
class Restructuring:
    """`steps` and `lines` are plain data of `handlers.workbooks.restructure`; `seat_id`: who said yes, None for the
    command line; `state`: planned, done, failed, cancelled."""

    id: int
    seat_id: int | None
    steps: tuple[dict[str, Any], ...]
    effective_on: str
    state: str
    lines: tuple[dict[str, Any], ...]


class Restructurings:
    """One row a workbook."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, seat_id: int | None, steps: Sequence[dict[str, Any]], effective_on: str, now: int) -> int:
        """Planned for the day (ISO)."""
        words = json.dumps(list(steps), ensure_ascii=False)
        return int(
            await self._session.value(
                "restructurings.add", seat_id=seat_id, steps=words, effective_on=effective_on, now=now
            )
        )

    async def get(self, restructuring_id: int) -> Restructuring | None:
        """One by id."""
        return _row(await self._session.one("restructurings.get", id=restructuring_id))

    async def due(self, today: str) -> Restructuring | None:
        """The oldest whose day has come."""
        return _row(await self._session.one("restructurings.due", today=today))

    async def planned(self, seat_id: int, most: int) -> list[Restructuring]:
        """What this seat has planned, the next one first."""
        rows = await self._session.all("restructurings.planned", seat_id=seat_id, most=most)
        return [found for found in map(_row, rows) if found]

    async def finish(self, restructuring_id: int, state: str, lines: Sequence[dict[str, Any]], now: int) -> bool:
        """False when somebody else was faster."""
        words = json.dumps(list(lines), ensure_ascii=False)
        touched = await self._session.run(
            "restructurings.finish", id=restructuring_id, state=state, lines=words, now=now
        )
        return touched == 1


def _row(row: Row | None) -> Restructuring | None:
    if row is None:
        return None
    return Restructuring(row[0], row[1], tuple(json.loads(row[2])), row[3], row[4], tuple(json.loads(row[5])))
