"""A programme's own ladder of reminders."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from storage.session import Session


@dataclass(frozen=True, slots=True)
class LadderRow:
    """`before_due`: halving, week or none; days count from the due day."""

    programme_id: int
    before_due: str
    late_days: int
    clerk_days: int
    weekly_days: int


class Ladders:
    """Programmes without a row follow the usual ladder."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of(self, programmes: Collection[int]) -> list[LadderRow]:
        """The ladders of those that have one of their own."""
        rows = await self._session.all("ladders.of", ids=json.dumps(sorted(programmes)))
        return [LadderRow(*row) for row in rows]

    async def put(self, ladder: LadderRow, now: int, by: int | None) -> None:
        """From now on; `unmoved` names it until the tasks that are out already follow."""
        await self._session.run(
            "ladders.put",
            programme_id=ladder.programme_id,
            before_due=ladder.before_due,
            late_days=ladder.late_days,
            clerk_days=ladder.clerk_days,
            weekly_days=ladder.weekly_days,
            now=now,
            by=by,
        )

    async def unmoved(self) -> tuple[int, int] | None:
        """(programme, the last unit whose tasks follow) of a ladder that was changed."""
        row = await self._session.one("ladders.unmoved")
        return None if row is None else (row[0], row[1])

    async def moved(self, programme_id: int, upto: int | None) -> None:
        """The tasks of units up to this id follow; None when all do."""
        await self._session.run("ladders.moved", programme_id=programme_id, upto=upto)

    async def issued(self, unit_id: int, today: str, most: int) -> list[tuple[int, str]]:
        """(programme, title) of what a unit issued and is not over."""
        rows = await self._session.all("ladders.issued", unit_id=unit_id, today=today, most=most)
        return [(row[0], row[1]) for row in rows]
