"""What a committee ruled itself: values with their documents, and its own steps of a road map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

from storage.model import Unit
from storage.session import Session
from storage.units import ancestors


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A value somebody below the Centre set; dates are ISO text, `value` as it was typed."""

    unit_id: int
    issuer_level: str
    issuer: str
    key: str
    value: str
    document: str
    document_on: str | None
    valid_from: str
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A committee's own lead times and name of a step; not `kept`: it is left out."""

    code: str
    name: str
    opens_lead: int
    due_lead: int
    kept: bool


class Rulings:
    """They hold for the unit that set them and everything below it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def over(self, path: str) -> list[RulingRow]:
        """All rulings that hold for the unit of this path, past ones too."""
        rows = await self._session.all("rulings.over", ancestors=json.dumps(ancestors(path)))
        return [RulingRow(*row) for row in rows]

    async def put(
        self,
        unit: Unit,
        issuer_level: str,
        key: str,
        value: str,
        *,
        document: str,
        document_on: str | None,
        today: str,
        seat_id: int | None,
        now: int,
    ) -> None:
        """A new value from today on; the unit's earlier one ends, and stays readable."""
        yesterday = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
        await self._session.run("rulings.end", unit_id=unit.id, key=key, valid_to=yesterday)
        await self._session.run(
            "rulings.add",
            unit_id=unit.id,
            path=unit.path,
            issuer_level=issuer_level,
            key=key,
            value=value,
            document=document,
            document_on=document_on,
            valid_from=today,
            now=now,
            seat_id=seat_id,
        )

    async def steps_over(self, path: str, level: str) -> dict[str, OwnStep]:
        """code → the step as the nearest committee on the path wants it."""
        rows = await self._session.all("rulings.steps_over", ancestors=json.dumps(ancestors(path)), level=level)
        return {row[0]: OwnStep(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows}

    async def set_step(self, unit: Unit, level: str, step: OwnStep, *, seat_id: int | None, now: int) -> None:
        """One step of the unit's own template."""
        await self._session.run(
            "rulings.set_step",
            unit_id=unit.id,
            path=unit.path,
            level=level,
            code=step.code,
            name=step.name,
            opens_lead=step.opens_lead,
            due_lead=step.due_lead,
            kept=int(step.kept),
            now=now,
            seat_id=seat_id,
        )

    async def drop_steps(self, unit_id: int, level: str) -> None:
        """Back to the template of the level above."""
        await self._session.run("rulings.drop_steps", unit_id=unit_id, level=level)
