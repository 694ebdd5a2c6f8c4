"""A committee's or a cell's own copy of the catalogue: what it words, dates or leaves out in its own way."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Place:
    """A living unit, as far as it decides which copies concern it."""

    unit_id: int
    code: str
    path: str


class DutyCopies:
    """One row a unit and code. `body` is JSON as one entry of the catalogue; empty: not asked there."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, unit_id: int, code: str, body: str, now: int, seat_id: int | None) -> None:
        """The unit's own wording of this code, from now on."""
        await self._session.run("duty_copies.put", unit_id=unit_id, code=code, body=body, now=now, seat_id=seat_id)

    async def drop(self, unit_id: int, code: str) -> None:
        """Back to what the units above, or the catalogue, say."""
        await self._session.run("duty_copies.drop", unit_id=unit_id, code=code)

    async def of_unit(self, unit_id: int) -> dict[str, str]:
        """code → body, of this unit alone."""
        return {row[0]: row[1] for row in await self._session.all("duty_copies.of_unit", unit_id=unit_id)}

    async def any(self) -> bool:
        """Whether anybody has a copy of anything, or a meeting day of their own."""
        return bool(await self._session.value("duty_copies.any"))

    async def of_units(self, unit_ids: Collection[int]) -> dict[int, dict[str, str]]:
        """unit → code → body."""
        found: dict[int, dict[str, str]] = {}
        for row in await self._session.all("duty_copies.of_units", units=json.dumps(sorted(unit_ids))):
            found.setdefault(row[0], {})[row[1]] = row[2]
        return found

    async def meeting_rules(self, unit_ids: Collection[int]) -> dict[int, str]:
        """unit → its meeting day in its own words, for those that have one."""
        rows = await self._session.all("duty_copies.meeting_rules", units=json.dumps(sorted(unit_ids)))
        return {row[0]: row[1] for row in rows}

    async def places(self, path: str, after: int, upto: int) -> list[Place]:
        """The living units below a path with ids in (after, upto]."""
        rows = await self._session.all("duty_copies.places", path=path, path_end=path_end(path), after=after, upto=upto)
        return [Place(*row) for row in rows]

    async def ending(self, after: int, upto: int, latest: date) -> set[int]:
        """The units with ids in (after, upto] whose latest term ends by that day."""
        rows = await self._session.all("duty_copies.ending", after=after, upto=upto, latest=latest.isoformat())
        return {row[0] for row in rows}

    async def open_below(self, path: str, duty: str, period: str) -> list[tuple[int, int | None]]:
        """(task, seat that owes it) of what is still open of a duty below a path; an empty period means any."""
        rows = await self._session.all(
            "duty_copies.open_below", path=path, path_end=path_end(path), duty=duty, period=period
        )
        return [(row[0], row[1]) for row in rows]

    async def withdraw(self, task_ids: Sequence[int], now: int) -> None:
        """These are owed no more; the events keep what was before."""
        ids = json.dumps(list(task_ids))
        await self._session.run("duty_copies.note_withdrawal", ids=ids, now=now)
        await self._session.run("duty_copies.withdraw", ids=ids)
