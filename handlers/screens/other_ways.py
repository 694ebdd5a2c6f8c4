"""What else may be said of a task: nothing arose, it is not ours, more time is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from handlers.access import RECORD, VERIFY, access_entry, access_task
from handlers.ladders import next_reminder
from handlers.rules.status import is_open_now, may_become
from handlers.screen import Choice, Push, Reply, Screen, Turn, Written
from handlers.screens import report
from handlers.screens.parts import actor, home_choice, plain
from handlers.screens.record import noted, why_not
from handlers.text import day, say
from handlers.understand import parse_date
from handlers.written import for_reader
from storage.model import Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

LONGEST_REASON = 200
LONGEST_EXTENSION = timedelta(days=180)
MORE_DAYS = (3, 7, 14)


async def more(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:more`"""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    ways = ["extend", "na", "why"] if is_open_now(task, turn.now) else ["why"]
    if "present" not in task.asks and "extend" in ways:
        ways.insert(0, "nil")
    choices = [Choice(say(turn.language, f"button.{way}"), f"task:{task.id}:{way}") for way in ways]
    text = say(turn.language, "task.more", title=task.title, due=day(turn.language, task.due_on))
    back = Choice(say(turn.language, "button.back"), f"task:{task.id}")
    return Reply(Screen(text, (*choices, back), replaces=True))


async def nil(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:nil`: nothing arose; a report like any other, with 0 for every number."""
    task, _ = await access_entry(uow, turn.seat, task_id)
    if "present" in task.asks:
        return plain(turn, "task.no_nil", Choice(say(turn.language, "button.na"), f"task:{task.id}:na"))
    return await report.begin(replace(turn, slots={"nil": True}), uow, task_id)


async def not_applicable(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:na`: the reason is typed."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    screen = Screen(say(turn.language, "na.ask", title=task.title), (home_choice(turn.language),), words=" ")
    return Reply(screen, next_screen="other_ways", draft={"task": task.id, "asking": "na"})


async def extend(turn: Turn, uow: UnitOfWork, task_id: int, until: str | None) -> Reply:
    """`task:<id>:extend` asks until when, `task:<id>:extend:<date>` asks the assigner."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    wished = until or turn.slots.get("new_due")
    if isinstance(wished, str):
        return await _wish(turn, uow, task, wished)
    return _ask_until(turn, task)


def _ask_until(turn: Turn, task: Task, *, stumbled: bool = False) -> Reply:
    today = turn.today()
    days = [(today + timedelta(days=more_days)) for more_days in MORE_DAYS]
    choices = [
        Choice(day(turn.language, when), f"task:{task.id}:extend:{when.isoformat()}")
        for when in days
        if when.isoformat() > task.due_on
    ]
    key = "extend.again" if stumbled else "extend.ask"
    text = say(turn.language, key, title=task.title, due=day(turn.language, task.due_on))
    draft = {"task": task.id, "asking": "extend"}
    return Reply(
        Screen(text, (*choices, home_choice(turn.language))), next_screen="other_ways", draft=draft, stumbled=stumbled
    )


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The reason, or the day, was typed."""
    task = await access_task(uow, turn.seat, int(turn.draft["task"]), RECORD)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    if turn.draft.get("asking") == "extend":
        when = parse_date(turn.said, turn.today(), "future")
        return _ask_until(turn, task, stumbled=True) if when is None else await _wish(turn, uow, task, when.isoformat())
    reason = " ".join(turn.said.split())[:LONGEST_REASON]
    if not reason or not may_become(task.state, "not_applicable"):
        return await not_applicable(turn, uow, task.id)
    try:
        _, event_id = await uow.tasks.change(
            task, "not_applicable", actor(turn), turn.now, state="not_applicable", reason=reason, next_remind_at=None
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    noted(turn, uow, "task.not_applicable", task)
    reply = plain(turn, "na.saved", title=task.title, reason=reason)
    told = for_reader(
        "na.push",
        ("button.agree_na", "home"),
        ("button.reopen", f"reopen:{task.id}"),
        unit=task.unit_name,
        title=task.title,
        reason=reason,
    )
    return replace(reply, pushes=await _to_assigner(turn, uow, task, told, event_id))


async def _to_assigner(turn: Turn, uow: UnitOfWork, task: Task, told: Written, event_id: int) -> tuple[Push, ...]:
    seat = await uow.units.seat_upward(turn.seat.unit_path, task.approver_role) if turn.seat else None
    return () if seat is None else (Push(seat.id, told, f"task_event:{event_id}"),)


async def reopen(turn: Turn, uow: UnitOfWork) -> Reply:
    """`reopen:<task>`: the clerk finds that the duty does concern the unit."""
    task = await access_task(uow, turn.seat, int(turn.args[0]), VERIFY)
    if task.state != "not_applicable":
        return plain(turn, "report.overtaken")
    opened = replace(task, state="open")
    upcoming = await next_reminder(uow, opened, turn.now)
    _, event_id = await uow.tasks.change(
        task,
        "reopened",
        actor(turn),
        turn.now,
        state="open",
        reason=None,
        next_remind_at=upcoming,
    )
    noted(turn, uow, "task.reopened", task)
    seat_id = await uow.units.seat_for(task.unit_id, task.assignee_role)
    told = for_reader("na.reopened", title=task.title, due=partial(day, value=task.due_on))
    reply = plain(turn, "na.reopened_told", unit=task.unit_name, title=task.title)
    return replace(reply, pushes=(Push(seat_id, told, f"task_event:{event_id}"),))


async def _wish(turn: Turn, uow: UnitOfWork, task: Task, wished: str) -> Reply:
    """Asks whoever set the task; the due day stays until they answer."""
    latest = (turn.today() + LONGEST_EXTENSION).isoformat()
    if not max(task.due_on, turn.today().isoformat()) < wished <= latest:
        return plain(
            turn,
            "extend.impossible",
            Choice(say(turn.language, "button.change"), f"task:{task.id}:extend"),
            day=day(turn.language, wished, year=True),
            due=day(turn.language, task.due_on, year=True),
            latest=day(turn.language, latest, year=True),
        )
    waiting = [each for each in await uow.obstacles.extensions_of(task.id) if each.state == "asked"]
    if waiting:
        return plain(turn, "extend.waiting", title=task.title, new=day(turn.language, waiting[0].new_due_on))
    seat_id = turn.seat.id if turn.seat else None
    extension_id = await uow.obstacles.ask_extension(task.id, task.due_on, wished, turn.now, seat_id)
    noted(turn, uow, "extension.asked", task, new_due_on=wished)
    told = for_reader(
        "extend.push",
        ("button.grant", f"extension:{extension_id}:grant"),
        ("button.refuse", f"extension:{extension_id}:refuse"),
        words="extend.words",
        unit=task.unit_name,
        title=task.title,
        old=partial(day, value=task.due_on),
        new=partial(day, value=wished),
    )
    seat = await uow.units.seat_upward(turn.seat.unit_path, task.approver_role) if turn.seat else None
    pushes = () if seat is None else (Push(seat.id, told, f"extension:{extension_id}"),)
    due, new = day(turn.language, task.due_on), day(turn.language, wished)
    return replace(plain(turn, "extend.asked", title=task.title, due=due, new=new), pushes=pushes)
