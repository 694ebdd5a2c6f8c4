"""Congresses and the steps of their road maps; a step is a task of the congress's programme."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from typing import Any

from storage.congress_rows import CHANGING, Closing, Congress, CongressChange, Overview
from storage.interface import Row
from storage.model import Task
from storage.session import Session
from storage.task_rows import Overtaken, task_of
from storage.units import path_end


class Congresses:
    """Rows are moved by primary key only; what was before stays readable."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self, unit_id: int, programme_id: int, level: str, mode: int, planned_on: str, *, pilot: bool, now: int
    ) -> int:
        """A congress that is planned. There is one at a time for a unit: a second breaks the unique index."""
        return int(
            await self._session.value(
                "congresses.add",
                unit_id=unit_id,
                programme_id=programme_id,
                level=level,
                mode=mode,
                planned_on=planned_on,
                half_days=None,
                pilot=int(pilot),
                now=now,
            )
        )

    async def get(self, congress_id: int) -> Congress | None:
        """One congress by id."""
        return _congress(await self._session.one("congresses.get", id=congress_id))

    async def of_programme(self, programme_id: int) -> Congress | None:
        """The congress to which a step belongs, None for a task of another programme."""
        return _congress(await self._session.one("congresses.of_programme", programme_id=programme_id))

    async def of_unit(self, unit_id: int) -> Congress | None:
        """The congress under way, else the last that was closed."""
        return _congress(await self._session.one("congresses.of_unit", unit_id=unit_id))

    async def how_many(self, unit_id: int) -> int:
        """All congresses a unit ever had here, withdrawn ones too."""
        return int(await self._session.value("congresses.count_of_unit", unit_id=unit_id))

    async def merged_lately(self, unit_id: int, since: str) -> int:
        """How many units went on in this one since a day."""
        return int(await self._session.value("congresses.merged_lately", unit_id=unit_id, since=since))

    async def any_below(self, path: str) -> bool:
        """Whether a congress is under way in the unit of the path or below it."""
        found = await self._session.value("congresses.any_below", path=path, path_end=path_end(path))
        return found is not None

    async def change(self, congress: Congress, **changes: Any) -> Congress:
        """Writes the changed columns. Raises Overtaken when somebody else was faster."""
        changed = replace(congress, **changes)
        row = {name: getattr(changed, name) for name in CHANGING} | {"pilot": int(changed.pilot)}
        touched = await self._session.run("congresses.change", id=congress.id, version=congress.version, **row)
        if touched != 1:
            raise Overtaken(f"congress {congress.id} is past version {congress.version}")
        return replace(changed, version=congress.version + 1)

    async def note(
        self, congress_id: int, kind: str, before: str, after: str, reason: str, *, seat_id: int | None, now: int
    ) -> int:
        """One line of its history; returns the line's id."""
        return int(
            await self._session.value(
                "congresses.add_change",
                congress_id=congress_id,
                now=now,
                seat_id=seat_id,
                kind=kind,
                before=before,
                after=after,
                reason=reason,
            )
        )

    async def changes(self, congress_id: int, most: int) -> list[CongressChange]:
        """Its history without what was taken back, the latest first."""
        rows = await self._session.all("congresses.changes", congress_id=congress_id, most=most)
        return [CongressChange(*row) for row in rows]

    async def last_change_of(self, seat_id: int, since: int) -> CongressChange | None:
        """The seat's last change since an instant that is not taken back yet."""
        row = await self._session.one("congresses.last_change_of_seat", seat_id=seat_id, since=since)
        return None if row is None else CongressChange(*row)

    async def undo_change(self, change_id: int, now: int) -> None:
        """Marks the line as taken back. Raises Overtaken when it is already."""
        if await self._session.run("congresses.undo_change", id=change_id, now=now) != 1:
            raise Overtaken(f"change {change_id} was taken back before")

    async def steps_before(self, programme_id: int, at: int, kind: str) -> list[tuple[Task, dict[str, str]]]:
        """Each step that a change of that instant touched, as it is now, with the days and state it had before."""
        rows = await self._session.all("congresses.steps_before", programme_id=programme_id, at=at, kind=kind)
        return [(task_of(row), json.loads(row[24])) for row in rows]

    async def steps(self, programme_id: int) -> list[Task]:
        """The road map by due day, with what does not apply."""
        return [task_of(row) for row in await self._session.all("congresses.steps", programme_id=programme_id)]

    async def add_steps(self, tasks: Sequence[Task], now: int) -> None:
        """New steps, each in its own state: those that do not apply are stored as such."""
        await self._session.many("congresses.add_steps", [_new_step(task, now) for task in tasks])

    async def place(self, steps: Sequence[tuple[Task, Task]], kind: str, *, seat_id: int | None, now: int) -> None:
        """(before, after) of steps that get other days or another state, each with its event."""
        rows = [
            {name: getattr(after, name) for name in ("id", "unit_id", "opens_on", "due_on", "closes_on", "state")}
            | {"next_remind_at": after.next_remind_at}
            for _, after in steps
        ]
        await self._session.many("congresses.place_step", rows)
        notes = [
            {
                "task_id": after.id,
                "now": now,
                "seat_id": seat_id,
                "kind": kind,
                "before": _days(before),
                "after": _days(after),
            }
            for before, after in steps
        ]
        await self._session.many("congresses.note_step", notes)

    async def move_programme(self, programme_id: int, due_on: str, ends_on: str) -> None:
        """The days of the programme follow the congress."""
        await self._session.run("congresses.move_programme", id=programme_id, due_on=due_on, ends_on=ends_on)

    async def set_document(self, programme_id: int, document: str, on: str) -> None:
        """The plan by which the congress is prepared: number and day."""
        await self._session.run("congresses.set_document", id=programme_id, document=document, document_on=on)

    async def document_of(self, programme_id: int) -> tuple[str, str | None]:
        """Number and day of that plan; an empty number while there is none."""
        row = await self._session.one("congresses.document_of", id=programme_id)
        return ("", None) if row is None else (row[0], row[1])

    async def overview(
        self,
        path: str,
        kinds: Collection[str],
        *,
        since: str,
        today: str,
        confirmed: Collection[str],
        parent_id: int | None = None,
    ) -> list[Overview]:
        """One row for each living unit of these kinds below, in tree order; `since`: the first day of the round, so
        that the congress of the term before is not taken for this one's; `parent_id`: directly below this unit."""
        rows = await self._session.all(
            "congresses.overview",
            path=path,
            path_end=path_end(path),
            kinds=f",{','.join(kinds)},",
            since=since,
            today=today,
            confirmed=f",{','.join(confirmed)},",
            parent_id=parent_id,
        )
        latest: dict[int, Overview] = {}
        for row in rows:
            found = _overview(row)
            earlier = latest.get(found.unit_id)
            # A closed congress of this round gives way to one that is planned again.
            if earlier is None or found.state == "planned" or earlier.state != "planned":
                latest[found.unit_id] = found
        return list(latest.values())

    async def drop_new_term(self, unit_id: int, start_on: str) -> None:
        """The unconfirmed term that began on that day."""
        await self._session.run("congresses.drop_new_term", unit_id=unit_id, start_on=start_on)

    async def closing(self, path: str, since: str) -> list[Closing]:
        """Every congress of the round that began on `since`, in the unit of the path and below, in tree order."""
        rows = await self._session.all("congresses.closing", path=path, path_end=path_end(path), since=since)
        return [
            Closing(*(*row[:13], json.loads(row[13] or "{}"), *row[14:16], json.loads(row[16] or "{}"))) for row in rows
        ]

    async def to_confirm(
        self, path: str, own: int, duties: Collection[str], asked: str, answer: str, *, direct: bool, most: int
    ) -> list[tuple[int, str, str, int, str]]:
        """(task, duty, title, unit, unit's name) of what waits for the unit `own`, the oldest first. `asked` is the
        step that waits until the step `answer` is verified."""
        rows = await self._session.all(
            "congresses.to_confirm",
            path=path,
            path_end=path_end(path),
            own=own,
            duties=f",{','.join(duties)},",
            asked=asked,
            answer=answer,
            direct=int(direct),
            most=most,
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    async def set_minority_area(self, unit_id: int, value: bool | None) -> None:
        """Whether many ethnic-minority people live there."""
        await self._session.run("congresses.set_minority_area", id=unit_id, value=None if value is None else int(value))

    async def minority_area(self, unit_id: int) -> bool | None:
        """None while nobody has said."""
        said = await self._session.value("congresses.minority_area", id=unit_id)
        return None if said is None else bool(said)


def _congress(row: Row | None) -> Congress | None:
    return None if row is None else Congress(*(*row[:8], bool(row[8]), *row[9:]))


def _overview(row: Row) -> Overview:
    counts = (int(row[13]), int(row[14]), int(row[15]), bool(row[16]))
    return Overview(*(*row[:10], bool(row[10]), row[11], row[12] or 0, *counts))


def _days(task: Task) -> str:
    return json.dumps({name: getattr(task, name) for name in ("opens_on", "due_on", "closes_on", "state")})


def _new_step(task: Task, now: int) -> dict[str, Any]:
    names = ("programme_id", "duty", "unit_id", "assignee_role", "approver_role", "title", "deliverable", "period")
    more = ("opens_on", "due_on", "closes_on", "state", "next_remind_at")
    row = {name: value for name, value in asdict(task).items() if name in (*names, *more)}
    return row | {"asks": ",".join(task.asks), "now": now}
