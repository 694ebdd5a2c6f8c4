"""Pledges of units: what they undertake, who answers for it, how people will see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storage.interface import Row
from storage.model import Measure, Pledge
from storage.session import Session


class Pledges:
    """A pledge is made by a unit (domain 3.1); its measures are rows of their own."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, pledge: Pledge, measures: Sequence[tuple[str, str]], now: int) -> int:
        """Registers a pledge with (text, check date) measures; returns the id."""
        pledge_id = int(
            await self._session.value(
                "pledges.add",
                programme_id=pledge.programme_id,
                unit_id=pledge.unit_id,
                task_id=pledge.task_id,
                version=pledge.version,
                responsible=pledge.responsible,
                visibility=pledge.visibility,
                check_on=pledge.check_on,
                signed=pledge.signed,
                total=pledge.total,
                receipt=pledge.receipt,
                wording_hash=pledge.wording_hash,
                now=now,
            )
        )
        await self._session.many(
            "pledges.add_measure",
            [
                {"pledge_id": pledge_id, "position": position, "body": text, "check_on": check_on}
                for position, (text, check_on) in enumerate(measures, 1)
            ],
        )
        return pledge_id

    async def of_unit(self, unit_id: int) -> Pledge | None:
        """The unit's pledge in force, with its measures."""
        row = await self._session.one("pledges.of_unit", unit_id=unit_id)
        return None if row is None else await self._whole(row)

    async def get(self, pledge_id: int) -> tuple[Pledge, str] | None:
        """(pledge, path of its unit)."""
        row = await self._session.one("pledges.get", id=pledge_id)
        return None if row is None else (await self._whole(row), row[15])

    async def next_version(self, programme_id: int, unit_id: int) -> int:
        """1 for the first text of a unit in a campaign."""
        return int(await self._session.value("pledges.next_version", programme_id=programme_id, unit_id=unit_id))

    async def set_state(self, pledge: Pledge, state: str) -> bool:
        """False when somebody else changed the state meanwhile."""
        return await self._session.run("pledges.set_state", id=pledge.id, state=state, was=pledge.state) == 1

    async def _whole(self, row: Row) -> Pledge:
        measures = await self._session.all("pledges.measures", pledge_id=row[0])
        return replace(Pledge(*row[:15]), measures=tuple(Measure(*measure) for measure in measures))
