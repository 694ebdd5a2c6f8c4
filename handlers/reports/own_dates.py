"""One's own due dates as calendar events: what is open in the unit, nothing about anybody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.reports import WRITERS
from handlers.reports.sheet import Event
from handlers.rules.calendar import day_of
from handlers.screen import Attachment, Screen
from handlers.text import say
from storage.unit_of_work import UnitOfWork

MOST = 200
FILE = "lich-viec.ics"


async def calendar_document(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`{"unit", "language"}` → the calendar file."""
    unit = await uow.units.get(int(args["unit"]))
    if unit is None:
        return None
    tasks = await uow.tasks.open_of_unit(unit.id, day_of(now).isoformat(), MOST)
    events = [
        Event(
            uid=f"task-{task.id}",
            on=date.fromisoformat(task.due_on),
            summary=task.title,
            changed_at=task.created_at,
            description=task.deliverable,
            sequence=task.version - 1,
        )
        for task in tasks
    ]
    text = say(str(args.get("language", "vi")), "export.calendar_ready", n=len(events))
    return Screen(text, attachment=Attachment(FILE, WRITERS["calendar"](events, unit.name)))
