""" "Hôm nào, sáng hay chiều?": the day and half-day on which a task is to be done, and the one reminder then.

A day with an hour was kept by more people than a day alone (features 0.2, finding 3).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from handlers.access import RECORD, access_task
from handlers.ladders import next_reminder
from handlers.planning import appoint
from handlers.rules.calendar import ORDINARY_HOURS, day_of, instant, local, next_allowed
from handlers.rules.wishes import AFTERNOON_AT, MORNING_AT
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, plain
from handlers.text import day, say
from handlers.understand import normalise, parse_date
from storage.model import OPEN_STATES, Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

MINUTES: Final = {"am": MORNING_AT, "pm": AFTERNOON_AT}
OFFERED: Final = 2


async def plan(turn: Turn, uow: UnitOfWork, task_id: int, when: str | None) -> Reply:
    """`task:<id>:plan` asks; `task:<id>:plan:<YYYY-MM-DD><am|pm>` says it; typed words come to `answer`."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    if task.state not in OPEN_STATES:
        return plain(turn, "task.already", title=task.title)
    if when is not None:
        return await _save(turn, uow, task, date.fromisoformat(when[:10]), when[10:])
    planned = turn.slots.get("planned_date")
    if isinstance(planned, str):
        return await _save(turn, uow, task, date.fromisoformat(planned), _half(turn))
    days: list[date] = []
    at = turn.now
    while len(days) < OFFERED:
        at = next_allowed(instant(day_of(at) + timedelta(days=1)), ORDINARY_HOURS)
        days.append(day_of(at))
    choices = [
        Choice(say(turn.language, f"plan.{half}", day=day(turn.language, each)), f"task:{task.id}:plan:{each}{half}")
        for each in days
        for half in MINUTES
    ]
    text = say(turn.language, "plan.ask", title=task.title, due=day(turn.language, task.due_on))
    return Reply(Screen(text, (*choices, home_choice(turn.language))), next_screen="plan", draft={"task": task.id})


def _half(turn: Turn) -> str:
    if turn.slots.get("part_of_day") in ("afternoon", "evening") or "chieu" in normalise(turn.said).split():
        return "pm"
    return "am"


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """`chiều thứ Sáu`, `27/11 sáng`."""
    task = await access_task(uow, turn.seat, int(turn.draft["task"]), RECORD)
    on = parse_date(turn.said, turn.today(), "future")
    if on is None:
        return Reply(Screen(say(turn.language, "plan.again")), next_screen="plan", draft=turn.draft)
    return await _save(turn, uow, task, on, _half(turn))


async def _save(turn: Turn, uow: UnitOfWork, task: Task, on: date, half: str) -> Reply:
    assert turn.person is not None
    wanted = next_allowed(instant(on, MINUTES.get(half, MORNING_AT)))
    at = await appoint(uow, turn.person.id, wanted, task.closes_on, turn.now) if wanted > turn.now else None
    if at is None:
        key = "plan.past" if wanted <= turn.now else "plan.too_late"
        text = say(turn.language, key, due=day(turn.language, task.due_on))
        return Reply(Screen(text), next_screen="plan", draft={"task": task.id})
    upcoming = await next_reminder(uow, replace(task, planned_at=at), turn.now)
    try:
        await uow.tasks.change(task, "planned", actor(turn), turn.now, planned_at=at, next_remind_at=upcoming)
    except Overtaken:
        return plain(turn, "report.overtaken")
    key = "plan.saved" if day_of(at).isoformat() <= task.due_on else "plan.saved_late"
    if day_of(at) > day_of(wanted):
        key = "plan.saved_moved"
    half = say(turn.language, "plan.in_pm" if local(at).hour >= 12 else "plan.in_am")
    return plain(
        turn, key, title=task.title, day=day(turn.language, day_of(at)), half=half, due=day(turn.language, task.due_on)
    )
