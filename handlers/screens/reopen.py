"""A closed book opened again for a week, by the office above: real life is late, and figures shall not stay wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from handlers.access import RECORD, VERIFY, access_task, may
from handlers.ladders import next_reminder
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, plain
from handlers.screens.record import noted
from handlers.text import day, say
from handlers.written import for_reader
from storage.model import OPEN_STATES, Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

FOR_DAYS: Final = 7


def _is_shut(turn: Turn, task: Task) -> bool:
    return task.closes_on < turn.today().isoformat() and task.state in OPEN_STATES


def may_reopen(turn: Turn, task: Task) -> bool:
    """Whether the task was never reported, its book is closed, and this seat judges reports."""
    return _is_shut(turn, task) and may(turn.seat, VERIFY)


async def ask_to_reopen(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:askopen`: one line to whoever accepts the report, answered there with one key; asked again, it
    stays one line."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    seat = await uow.units.seat_upward(turn.seat.unit_path, task.approver_role) if turn.seat else None
    if not _is_shut(turn, task) or seat is None:
        return plain(turn, "standing.not_reopened" if seat else "standing.nobody_above", title=task.title)
    cause = f"askopen:{task.id}:{turn.today().isoformat()}"
    await uow.notices.withdraw(cause)
    told = for_reader(
        "standing.ask_reopen_push",
        ("standing.reopen", f"standing:{task.unit_id}:task:{task.id}:open"),
        words="standing.ask_reopen_words",
        unit=task.unit_name,
        title=task.title,
    )
    return replace(plain(turn, "standing.ask_reopen_done", title=task.title), pushes=(Push(seat.id, told, cause),))


async def reopen(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`standing:<unit>:task:<id>:open`: the unit can report for seven more days; the due day stays, so it is late."""
    task = await access_task(uow, turn.seat, task_id, VERIFY)
    if not may_reopen(turn, task):
        return plain(turn, "standing.not_reopened", title=task.title)
    until = (turn.today() + timedelta(days=FOR_DAYS)).isoformat()
    upcoming = await next_reminder(uow, replace(task, closes_on=until), turn.now)
    try:
        _, event_id = await uow.tasks.change(
            task, "book_reopened", actor(turn), turn.now, closes_on=until, next_remind_at=upcoming
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    noted(turn, uow, "task.book_reopened", task, until=until)
    seat_id = await uow.units.seat_for(task.unit_id, task.assignee_role)
    told = for_reader(
        "standing.reopened_push",
        ("standing.report_it", f"task:{task.id}:done"),
        words="standing.reopened_words",
        title=task.title,
        day=lambda language: day(language, until),
    )
    text = say(turn.language, "standing.reopened", unit=task.unit_name, title=task.title, day=day(turn.language, until))
    back = Choice(say(turn.language, "button.back"), f"standing:{task.unit_id}")
    screen = Screen(text, (back, home_choice(turn.language)), replaces=True)
    return Reply(screen, pushes=(Push(seat_id, told, f"task_event:{event_id}", until),))
