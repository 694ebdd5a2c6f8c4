"""Programmes and tasks: expected work is stored as rows, and what became of it is appended as events."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from storage.model import Task
from storage.session import Session
from storage.task_rows import Actor, Audience, Overtaken, Programme, Standing, TaskEvent, task_of
from storage.units import path_end

__all__ = [
    "Actor",
    "Audience",
    "Overtaken",
    "Programme",
    "Standing",
    "TaskEvent",
    "Tasks",
    "task_of",
]

HIGHEST_ID = 2**62
MOST_LATE = 500
CHANGING = (
    "state",
    "numbers",
    "reason",
    "planned_at",
    "next_remind_at",
    "reported_at",
    "due_on",
    "closes_on",
    "held_on",
    "on_behalf",
)


class Tasks:
    """Tasks are moved by primary key only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add_programme(self, **fields: Any) -> int:
        """One programme; the same issuer, code and period gives the same row."""
        return int(await self._session.value("tasks.add_programme", **fields))

    async def goes_on_as(self, task_id: int) -> int | None:
        """The task into which a merger folded this one."""
        found: int | None = await self._session.value("tasks.goes_on_as", id=task_id)
        return found

    async def programme(self, programme_id: int) -> Programme | None:
        """One programme by id."""
        row = await self._session.one("tasks.programme", id=programme_id)
        return None if row is None else Programme(*row)

    async def add(self, tasks: Sequence[Task], now: int) -> None:
        """Expected work; what exists already for the same duty, unit and period is left alone."""
        await self._session.many("tasks.add", [_new_row(task, now) for task in tasks])

    async def open_for_units(
        self, task: Task, audience: Audience, now: int, after: int, upto: int, only: Collection[int] | None = None
    ) -> int:
        """The same task for every living unit of the audience with an id in (after, upto], or for those listed in
        `only`; returns how many."""
        row = _new_row(task, now)
        del row["unit_id"]
        residential = None if audience.residential is None else int(audience.residential)
        listed = {"after": after, "upto": upto} if only is None else {"only": json.dumps(list(only))}
        await self._session.run("tallies.hold")
        opened = await self._session.run(
            "tasks.open_for_units" if only is None else "tasks.open_for_listed",
            **row,
            **listed,
            path=audience.path,
            path_end=path_end(audience.path),
            kinds=_commas(audience.kinds),
            compositions=_commas(audience.compositions),
            residential=residential,
        )
        await self._session.run("tallies.release")
        return opened

    async def get(self, task_id: int) -> tuple[Task, str] | None:
        """(task, path of its unit). Screens go through handlers.access instead."""
        row = await self._session.one("tasks.get", id=task_id)
        return None if row is None else (task_of(row), row[24])

    async def open_of_unit(self, unit_id: int, today: str, most: int, skip: int = 0) -> list[Task]:
        """What is open in a unit, soonest due first."""
        rows = await self._session.all("tasks.open_of_unit", unit_id=unit_id, today=today, most=most, skip=skip)
        return [task_of(row) for row in rows]

    async def counts(self, unit_id: int, today: str, since: int) -> tuple[int, int, int]:
        """(open, late, reported since) of a unit."""
        row = await self._session.one("tasks.counts_of_unit", unit_id=unit_id, today=today, since=since)
        return (0, 0, 0) if row is None else (int(row[0]), int(row[1]), int(row[2]))

    async def change(self, task: Task, kind: str, actor: Actor, now: int, **changes: Any) -> tuple[Task, int]:
        """Writes the changed columns and the event; returns the new task and the event's id.

        Raises Overtaken when the row is no longer the version that was read.
        """
        changed = replace(task, **changes, version=task.version + 1)
        touched = await self._session.run("tasks.change", id=task.id, version=task.version, **_state_of(changed))
        if touched != 1:
            raise Overtaken(f"task {task.id} is past version {task.version}")
        event_id = await self._session.value(
            "tasks.add_event",
            task_id=task.id,
            now=now,
            person_id=actor.person_id,
            seat_id=actor.seat_id,
            inbox_id=actor.inbox_id,
            kind=kind,
            before=json.dumps(_state_of(task)),
            after=json.dumps(_state_of(changed)),
        )
        return changed, int(event_id)

    async def last_event_of(self, person_id: int, since: int) -> TaskEvent | None:
        """The person's last step since an instant that is not taken back yet."""
        row = await self._session.one("tasks.last_event_of_person", person_id=person_id, since=since)
        return (
            None if row is None else TaskEvent(row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5]))
        )

    async def take_back(self, task: Task, event: TaskEvent, actor: Actor, now: int) -> Task:
        """Restores what was before `event`, as a new event; both values stay readable."""
        before = dict(event.before)
        before["numbers"] = json.loads(before["numbers"])
        before["on_behalf"] = bool(before.get("on_behalf"))
        restored, _ = await self.change(task, "undone", actor, now, **before)
        await self._session.run("tasks.undo_event", id=event.id, now=now)
        return restored

    async def standing_below(self, path: str, today: str, since: str, most: int) -> list[Standing]:
        """One row for each unit below that owed something since a date, the most late first."""
        rows = await self._session.all(
            "tasks.standing_below", path=path, path_end=path_end(path), today=today, since=since, most=most
        )
        return [Standing(*(*row[:3], *(int(count or 0) for count in row[3:8]), row[8])) for row in rows]

    async def reach_below(self, path: str, now: int) -> dict[int, tuple[bool, int | None]]:
        """unit → (somebody there can be reached, when they wrote last)."""
        rows = await self._session.all("tasks.reach_below", path=path, path_end=path_end(path), now=now)
        return {row[0]: (bool(row[1]), row[2]) for row in rows}

    async def to_mention(self, person_id: int, *, now: int, today: str, tomorrow: int, most: int) -> list[Task]:
        """Open tasks of all seats a person holds, soonest due first; not those put off to tomorrow or later."""
        rows = await self._session.all(
            "tasks.to_mention", person_id=person_id, now=now, today=today, tomorrow=tomorrow, most=most
        )
        return [task_of(row) for row in rows]

    async def recent_of_unit(self, unit_id: int, today: str, since: str, most: int) -> list[Task]:
        """What a unit owed and did since a date, the latest first."""
        rows = await self._session.all("tasks.recent_of_unit", unit_id=unit_id, today=today, since=since, most=most)
        return [task_of(row) for row in rows]

    async def reported_below(self, path: str, most: int) -> list[Task]:
        """Reports below that nobody has looked at, the oldest first."""
        rows = await self._session.all("tasks.reported_below", path=path, path_end=path_end(path), most=most)
        return [task_of(row) for row in rows]

    async def late_for_clerk(self, path: str, first: date, today: date, until: int, usual: int) -> list[Task]:
        """What is owed in a unit and below it, due since `first`, and late enough at `until` for the clerk: as many
        days as the programme's own ladder says, `usual` where it has none; the oldest first."""
        days = {"path": path, "path_end": path_end(path), "first": first.isoformat(), "today": today.isoformat()}
        rows = await self._session.all("tasks.late_for_clerk", **days, until=until, usual=usual, most=MOST_LATE)
        return [task_of(row) for row in rows]

    async def late_for_week(self, path: str, first: date, today: date, week: tuple[int, int], usual: int) -> list[Task]:
        """What came onto the weekly list between two instants, as `late_for_clerk`."""
        days = {"path": path, "path_end": path_end(path), "first": first.isoformat(), "today": today.isoformat()}
        since, until = week
        rows = await self._session.all(
            "tasks.late_for_week", **days, since=since, until=until, usual=usual, most=MOST_LATE
        )
        return [task_of(row) for row in rows]

    async def share_done(self, task: Task, path: str) -> tuple[int, int]:
        """(units below the path that owe the same as this task, those that have reported it)."""
        row = await self._session.one(
            "tasks.share_done",
            path=path,
            path_end=path_end(path),
            programme_id=task.programme_id,
            duty=task.duty,
            period=task.period,
        )
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    async def left_of_unit(self, unit_id: int, today: date, until: date) -> dict[str, int]:
        """kind of programme → how much a unit still owes that is due by `until`."""
        rows = await self._session.all(
            "tasks.left_of_unit", unit_id=unit_id, today=today.isoformat(), until=until.isoformat()
        )
        return {row[0]: int(row[1]) for row in rows}

    async def programmes(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """programme → (kind, title)."""
        rows = await self._session.all("tasks.kinds_of_programmes", ids=json.dumps(sorted(ids)))
        return {row[0]: (row[1], row[2]) for row in rows}

    async def paths(self, task_ids: Collection[int]) -> dict[int, str]:
        """task → the path of its unit."""
        rows = await self._session.all("tasks.paths_of_tasks", ids=json.dumps(sorted(task_ids)))
        return {row[0]: row[1] for row in rows}


def _state_of(task: Task) -> dict[str, Any]:
    row = {name: getattr(task, name) for name in CHANGING}
    row["numbers"] = json.dumps(task.numbers)
    row["on_behalf"] = int(task.on_behalf)
    return row


def _new_row(task: Task, now: int) -> dict[str, Any]:
    return {
        "programme_id": task.programme_id,
        "duty": task.duty,
        "unit_id": task.unit_id,
        "assignee_role": task.assignee_role,
        "approver_role": task.approver_role,
        "title": task.title,
        "deliverable": task.deliverable,
        "asks": ",".join(task.asks),
        "period": task.period,
        "opens_on": task.opens_on,
        "due_on": task.due_on,
        "closes_on": task.closes_on,
        "next_remind_at": task.next_remind_at,
        "now": now,
    }


def _commas(words: tuple[str, ...]) -> str:
    return f",{','.join(words)},"
