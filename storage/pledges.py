"""Pledges of units: what they undertake, who answers for it, how people will see it, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from storage.interface import Row
from storage.model import Measure, Pledge, Task
from storage.pledge_drafts import PledgeDrafts
from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Check:
    """One measure looked at on one day; `ticked_at` when its unit said that it was done."""

    id: int
    measure_id: int
    position: int
    text: str
    due_on: str
    ticked_at: int | None


Found = tuple[Pledge, str]
"""(pledge, path of its unit)"""


class Pledges:
    """A pledge is made by a unit (domain 3.1); its measures are rows of their own."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.drafts = PledgeDrafts(session)

    async def add(
        self, pledge: Pledge, measures: Sequence[tuple[str, str]], now: int, checks: Sequence[Sequence[str]] = ()
    ) -> int:
        """Registers a pledge with (text, check date) measures and, for each measure, the days on which it is looked
        at; returns the id."""
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
                document=pledge.document,
                document_on=pledge.document_on,
            )
        )
        for position, (text, check_on) in enumerate(measures, 1):
            measure_id = await self._session.value(
                "pledges.add_measure", pledge_id=pledge_id, position=position, body=text, check_on=check_on
            )
            days = checks[position - 1] if len(checks) >= position else ()
            await self._session.many("pledges.add_check", [{"measure_id": measure_id, "due_on": day} for day in days])
        return pledge_id

    async def of_unit(self, unit_id: int) -> Pledge | None:
        """The unit's newest text that has not ended, with its measures."""
        row = await self._session.one("pledges.of_unit", unit_id=unit_id)
        return None if row is None else await self._whole(row)

    async def in_force(self, unit_id: int) -> Pledge | None:
        """The unit's acknowledged text, with its measures; a newer one may be waiting."""
        row = await self._session.one("pledges.in_force", unit_id=unit_id)
        return None if row is None else await self._whole(row)

    async def get(self, pledge_id: int) -> Found | None:
        """(pledge, path of its unit). Screens go through handlers.access instead."""
        row = await self._session.one("pledges.get", id=pledge_id)
        return None if row is None else (await self._whole(row), row[21])

    async def by_receipt(self, receipt: str) -> Found | None:
        """The pledge with this receipt number, in whatever state."""
        row = await self._session.one("pledges.by_receipt", receipt=receipt)
        return None if row is None else (await self._whole(row), row[21])

    async def versions(self, programme_id: int, unit_id: int) -> list[Pledge]:
        """All texts of a unit in a campaign, the newest first, without their measures."""
        rows = await self._session.all("pledges.versions", programme_id=programme_id, unit_id=unit_id)
        return [_pledge(row) for row in rows]

    async def waiting_below(self, path: str, most: int) -> list[Pledge]:
        """Texts of the units below a path that nobody has looked at, the oldest first, with their measures."""
        rows = await self._session.all("pledges.waiting_below", path=path, path_end=path_end(path), most=most)
        found = [_pledge(row) for row in rows]
        ids = json.dumps([pledge.id for pledge in found])
        measures = [Measure(*row) for row in await self._session.all("pledges.measures_of", pledges=ids)]
        return [replace(each, measures=tuple(m for m in measures if m.pledge_id == each.id)) for each in found]

    async def of_units(self, unit_ids: Sequence[int]) -> list[int]:
        """The ids of the living pledges of these units."""
        return [row[0] for row in await self._session.all("pledges.of_units", units=json.dumps(list(unit_ids)))]

    async def next_version(self, programme_id: int, unit_id: int) -> int:
        """1 for the first text of a unit in a campaign."""
        return int(await self._session.value("pledges.next_version", programme_id=programme_id, unit_id=unit_id))

    async def set_state(
        self,
        pledge: Pledge,
        state: str,
        *,
        missing: str | None = None,
        reason: str | None = None,
        acknowledged_at: int | None = None,
        reviewed_at: int | None = None,
        ended_at: int | None = None,
        successor_id: int | None = None,
    ) -> bool:
        """False when somebody else changed the state meanwhile. What is None stays, but `missing` is set anew."""
        values: dict[str, Any] = {
            "missing": missing,
            "reason": reason,
            "acknowledged_at": acknowledged_at,
            "reviewed_at": reviewed_at,
            "ended_at": ended_at,
            "successor_id": successor_id,
        }
        return await self._session.run("pledges.set_state", id=pledge.id, state=state, was=pledge.state, **values) == 1

    async def replace_before(self, pledge: Pledge, now: int, *, acknowledged_too: bool) -> None:
        """Ends the older texts of the same unit and campaign; the acknowledged one only when asked."""
        await self._session.run(
            "pledges.replace_before",
            programme_id=pledge.programme_id,
            unit_id=pledge.unit_id,
            version=pledge.version,
            with_old=int(acknowledged_too),
            now=now,
        )

    async def restore_before(self, pledge: Pledge) -> None:
        """The text before this one waits again, if it was replaced unread."""
        row = await self._session.one(
            "pledges.replaced_before",
            programme_id=pledge.programme_id,
            unit_id=pledge.unit_id,
            version=pledge.version - 1,
        )
        if row is not None:
            await self._session.run("pledges.unreplace", id=row[0])

    async def set_signers(self, pledge_id: int, signed: int, total: int) -> None:
        """How many signed, out of how many."""
        await self._session.run("pledges.set_signers", id=pledge_id, signed=signed, total=total)

    async def set_document(self, pledge_id: int, document: str, document_on: str | None) -> None:
        """The number and date of the unit's own document."""
        await self._session.run("pledges.set_document", id=pledge_id, document=document, document_on=document_on)

    async def checks(self, pledge_id: int) -> list[Check]:
        """Every look at every measure, the earliest day first."""
        return [Check(*row) for row in await self._session.all("pledges.checks", pledge_id=pledge_id)]

    async def tick(self, check: Check, seat_id: int | None, now: int | None) -> None:
        """Says that a measure was done; `now` None takes it back."""
        await self._session.run("pledges.set_tick", id=check.id, ticked_at=now, seat_id=seat_id)
        await self._session.run("pledges.set_checked", id=check.measure_id, ticked_at=now)

    async def carry_ticks(self, before: int, after: int) -> None:
        """Takes the ticks of unchanged measures over into a newer text."""
        await self._session.run("pledges.carry_ticks", before=before, after=after)

    async def open_tasks(self, tasks: Sequence[Task], now: int) -> None:
        """The tasks of looking at measures; one that exists is left alone, one that was taken back lives again."""
        rows = [
            {name: getattr(task, name) for name in _TASK} | {"asks": ",".join(task.asks), "now": now} for task in tasks
        ]
        await self._session.many("pledges.open_task", rows)

    async def withdraw_tasks(self, pledge: Pledge) -> None:
        """Takes back the looks at measures that were not reported."""
        await self._session.run("pledges.withdraw_tasks", unit_id=pledge.unit_id, programme_id=pledge.programme_id)

    async def task_of(self, pledge: Pledge, due_on: str) -> int | None:
        """The task of looking at the measures on that day."""
        found: int | None = await self._session.value(
            "pledges.task_of", programme_id=pledge.programme_id, unit_id=pledge.unit_id, due_on=due_on
        )
        return found

    async def _whole(self, row: Row) -> Pledge:
        measures = await self._session.all("pledges.measures", pledge_id=row[0])
        return replace(_pledge(row), measures=tuple(Measure(*measure) for measure in measures))


_TASK = (
    "programme_id",
    "duty",
    "unit_id",
    "assignee_role",
    "approver_role",
    "title",
    "deliverable",
    "period",
    "opens_on",
    "due_on",
    "closes_on",
    "next_remind_at",
)


def _pledge(row: Row) -> Pledge:
    names = ("document", "document_on", "missing", "reason", "reviewed_at", "unit_name")
    return Pledge(*row[:15], **dict(zip(names, row[15:21], strict=True)))
