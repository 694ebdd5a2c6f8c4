"""Reports drawn for a telephone call, and what the call said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One call to make or made. `result`: empty until the call, then match or mismatch."""

    id: int
    task_id: int
    seed: str
    result: str
    title: str
    unit_name: str
    path: str


class SpotChecks:
    """One row a drawn task."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def committees(self, after: int, upto: int) -> list[tuple[int, str]]:
        """(id, code) of the committees with ids in (after, upto] that have cells directly below."""
        rows = await self._session.all("spot_checks.committees", after=after, upto=upto)
        return [(row[0], row[1]) for row in rows]

    async def is_drawn(self, seed: str) -> bool:
        """Whether this draw was made already."""
        return bool(await self._session.value("spot_checks.is_drawn", seed=seed))

    async def closed(self, unit_id: int, first: date, last: date) -> list[int]:
        """The reported tasks of the cells directly below whose window ended between two days."""
        rows = await self._session.all(
            "spot_checks.closed", unit_id=unit_id, first=first.isoformat(), last=last.isoformat()
        )
        return [row[0] for row in rows]

    async def add(self, task_ids: Sequence[int], seed: str, now: int) -> None:
        """The drawn ones; what was drawn before is left alone."""
        await self._session.many("spot_checks.add", [{"task_id": each, "seed": seed, "now": now} for each in task_ids])

    async def waiting_below(self, path: str, most: int) -> list[SpotCheck]:
        """The calls still to be made below a path, the oldest first."""
        rows = await self._session.all("spot_checks.waiting_below", path=path, path_end=path_end(path), most=most)
        return [SpotCheck(*row) for row in rows]

    async def get(self, check_id: int) -> SpotCheck | None:
        """One call."""
        row = await self._session.one("spot_checks.get", id=check_id)
        return None if row is None else SpotCheck(*row)

    async def counts_below(self, path: str, since: int) -> dict[str, int]:
        """result → how many were drawn since an instant; an empty result is a call still to be made."""
        rows = await self._session.all("spot_checks.counts_below", path=path, path_end=path_end(path), since=since)
        return {row[0]: int(row[1]) for row in rows}

    async def set_result(self, check_id: int, result: str, now: int, seat_id: int | None) -> bool:
        """False when somebody else recorded one meanwhile."""
        return (
            await self._session.run("spot_checks.set_result", id=check_id, result=result, now=now, seat_id=seat_id) == 1
        )
