"""What a committee has assigned, and taking it back everywhere at once."""

from __future__ import annotations

from dataclasses import dataclass

from storage.session import Session


@dataclass(frozen=True, slots=True)
class Assigned:
    """One assignment: how many tasks came of it and were not taken back, how many are reported, how many still owed.
    One task a unit, unless it comes round."""

    programme_id: int
    title: str
    issuer_id: int
    due_on: str
    tasks: int
    reported: int
    owed: int
    code: str


class Assignments:
    """Programmes of the kind `assignment`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_unit(self, unit_id: int, most: int) -> list[Assigned]:
        """Those of a committee, the latest first."""
        return [Assigned(*row) for row in await self._session.all("assignments.of_unit", unit_id=unit_id, most=most)]

    async def get(self, programme_id: int) -> Assigned | None:
        """One by the programme's id; None when it is no assignment."""
        row = await self._session.one("assignments.get", programme_id=programme_id)
        return None if row is None else Assigned(*row)

    async def seats(self, programme_id: int) -> list[tuple[int, int]]:
        """(seat, task) of those who still owe it."""
        rows = await self._session.all("assignments.seats", programme_id=programme_id)
        return [(row[0], row[1]) for row in rows]

    async def withdraw(self, programme_id: int, now: int) -> int:
        """What is still owed is owed no more; returns how many tasks. Events keep what was before."""
        await self._session.run("assignments.note_withdrawal", programme_id=programme_id, now=now)
        return await self._session.run("assignments.withdraw", programme_id=programme_id)
