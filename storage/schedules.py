"""Reports wanted again and again, by the seat that wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.session import Session


@dataclass(frozen=True, slots=True)
class Schedule:
    """`report` and `form` as in `handlers.reports.asking`; `every`: month or week; `next_on` an ISO date."""

    id: int
    seat_id: int
    unit_id: int
    report: str
    form: str
    every: str
    next_on: str
    unit_name: str


class Schedules:
    """One row for each report, form and unit of a seat."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, seat_id: int, unit_id: int, report: str, form: str, every: str, next_on: str) -> None:
        """Wanted from `next_on` on; the same report again only changes how often."""
        await self._session.run(
            "schedules.put", seat_id=seat_id, unit_id=unit_id, report=report, form=form, every=every, next_on=next_on
        )

    async def stop(self, schedule_id: int, seat_id: int) -> bool:
        """Not wanted any more; False when this seat never asked for it."""
        return await self._session.run("schedules.stop", id=schedule_id, seat_id=seat_id) == 1

    async def of_seat(self, seat_id: int, most: int) -> list[Schedule]:
        """What a seat wants, the oldest wish first."""
        rows = await self._session.all("schedules.of_seat", seat_id=seat_id, most=most)
        return [Schedule(*row) for row in rows]

    async def due(self, today: str, most: int) -> list[Schedule]:
        """Those whose day has come."""
        return [Schedule(*row) for row in await self._session.all("schedules.due", today=today, most=most)]

    async def move(self, moves: Sequence[tuple[int, str]]) -> None:
        """id → the next day."""
        await self._session.many("schedules.move", [{"id": each, "next_on": on} for each, on in moves])
