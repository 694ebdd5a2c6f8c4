"""Programmes and tasks: expected work is stored as rows, and what became of it is appended as events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from storage.interface import Row
from storage.model import COMPOSITIONS, Task
from storage.session import Session
from storage.units import path_end

CHANGING = ("state", "numbers", "reason", "planned_at", "next_remind_at", "reported_at")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a duty concerns: a subtree, cut down by kind, composition and place (residential: None for both)."""

    path: str
    kinds: tuple[str, ...]
    compositions: tuple[str, ...] = COMPOSITIONS
    residential: bool | None = None


ReminderGroup = tuple[str, str, str, str, int | None]


class Overtaken(Exception):
    """The task was changed by somebody else meanwhile; nothing was written."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Regular duties of a year, a campaign or a congress: who issued it, by which document."""

    id: int
    kind: str
    code: str
    title: str
    issuer_id: int
    document: str
    document_on: str | None
    period: str
    opens_on: str
    due_on: str
    ends_on: str


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """One step in a task's life; `before` and `after` hold the changed columns."""

    id: int
    task_id: int
    at: int
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]


COUNTED = ("expected", "late", "blocked", "returned", "reported")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit stands: counts of tasks."""

    unit_id: int
    unit_name: str
    unit_kind: str
    expected: int
    late: int
    blocked: int
    returned: int
    reported: int
    path: str

    def plus(self, other: Standing) -> Standing:
        """This row's unit with the counts of both."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in COUNTED}
        return replace(self, **counts)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, in which seat, because of which message."""

    person_id: int | None
    seat_id: int | None
    inbox_id: int | None


class Tasks:
    """Tasks are moved by primary key only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add_programme(self, **fields: Any) -> int:
        """One programme; the same issuer, code and period gives the same row."""
        return int(await self._session.value("tasks.add_programme", **fields))

    async def programme(self, programme_id: int) -> Programme | None:
        """One programme by id."""
        row = await self._session.one("tasks.programme", id=programme_id)
        return None if row is None else Programme(*row)

    async def add(self, tasks: Sequence[Task], now: int) -> None:
        """Expected work; what exists already for the same duty, unit and period is left alone."""
        await self._session.many("tasks.add", [_new_row(task, now) for task in tasks])

    async def open_for_units(self, task: Task, audience: Audience, now: int, after: int, upto: int) -> int:
        """The same task for every living unit of the audience with an id in (after, upto]; returns how many."""
        row = _new_row(task, now)
        del row["unit_id"]
        residential = None if audience.residential is None else int(audience.residential)
        return await self._session.run(
            "tasks.open_for_units",
            **row,
            path=audience.path,
            path_end=path_end(audience.path),
            after=after,
            upto=upto,
            kinds=_commas(audience.kinds),
            compositions=_commas(audience.compositions),
            residential=residential,
        )

    async def get(self, task_id: int) -> tuple[Task, str] | None:
        """(task, path of its unit). Screens go through handlers.access instead."""
        row = await self._session.one("tasks.get", id=task_id)
        return None if row is None else (_task(row), row[22])

    async def open_of_unit(self, unit_id: int, today: str, most: int, skip: int = 0) -> list[Task]:
        """What is open in a unit, soonest due first."""
        rows = await self._session.all("tasks.open_of_unit", unit_id=unit_id, today=today, most=most, skip=skip)
        return [_task(row) for row in rows]

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

    async def to_mention(self, person_id: int, *, now: int, today: str, horizon: str, most: int) -> list[Task]:
        """Open tasks of all seats a person holds that are due by `horizon`, soonest first."""
        rows = await self._session.all(
            "tasks.to_mention", person_id=person_id, now=now, today=today, horizon=horizon, most=most
        )
        return [_task(row) for row in rows]

    async def recent_of_unit(self, unit_id: int, today: str, since: str, most: int) -> list[Task]:
        """What a unit owed and did since a date, the latest first."""
        rows = await self._session.all("tasks.recent_of_unit", unit_id=unit_id, today=today, since=since, most=most)
        return [_task(row) for row in rows]

    async def reported_below(self, path: str, most: int) -> list[Task]:
        """Reports below that nobody has looked at, the oldest first."""
        rows = await self._session.all("tasks.reported_below", path=path, path_end=path_end(path), most=most)
        return [_task(row) for row in rows]

    async def due_chunk(self, now: int, after: int, most: int) -> int | None:
        """The id of the last of the next `most` tasks due for a reminder, None when none is."""
        last: int | None = await self._session.value("tasks.due_chunk", now=now, after=after, most=most)
        return last

    async def due_holders(self, now: int, after: int, upto: int) -> list[tuple[int, int]]:
        """(person, minute of their digest) of those whose tasks in the chunk are due for a reminder."""
        rows = await self._session.all("tasks.due_holders", now=now, after=after, upto=upto)
        return [(row[0], row[1]) for row in rows]

    async def remind_groups(self, now: int, after: int, upto: int) -> list[ReminderGroup]:
        """The distinct (opens, due, closes, state, planned) of the chunk: the next reminder depends on nothing else."""
        rows = await self._session.all("tasks.remind_groups", now=now, after=after, upto=upto)
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    async def move_reminder(
        self, now: int, after: int, upto: int, group: ReminderGroup, next_remind_at: int | None
    ) -> None:
        """Moves the next reminder of one group of a chunk."""
        opens_on, due_on, closes_on, state, planned_at = group
        await self._session.run(
            "tasks.move_reminder",
            now=now,
            after=after,
            upto=upto,
            opens_on=opens_on,
            due_on=due_on,
            closes_on=closes_on,
            state=state,
            planned_at=planned_at,
            next_remind_at=next_remind_at,
        )

    async def next_reminder(self) -> int | None:
        """The earliest instant at which some task wants a reminder."""
        due: int | None = await self._session.value("tasks.next_reminder")
        return due


def _state_of(task: Task) -> dict[str, Any]:
    row = {name: getattr(task, name) for name in CHANGING}
    row["numbers"] = json.dumps(task.numbers)
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


def _task(row: Row) -> Task:
    asks = tuple(filter(None, row[21].split(",")))
    return Task(*(*row[:13], json.loads(row[13]), *row[14:21], asks))


def _commas(words: tuple[str, ...]) -> str:
    return f",{','.join(words)},"
