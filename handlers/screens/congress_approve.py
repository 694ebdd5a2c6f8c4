"""Two seats, two answers: what a unit sent for approval is approved, or sent back with what to change. Steps that allow
no exception are confirmed here too. Nobody answers for their own unit."""

from __future__ import annotations

from dataclasses import replace

from handlers.access import ACKNOWLEDGE, Denied, access_task, require
from handlers.congresses import ANSWERED, APPROVED_STEP, ASKED_STEP
from handlers.ladders import next_reminder
from handlers.rules.status import may_become
from handlers.screen import Choice, Push, Reply, Screen, Turn, Written
from handlers.screens.congress_below import waiting_for
from handlers.screens.congress_change import holder_role, noted, with_door
from handlers.screens.congress_parts import LONGEST_WORDS, to_unit
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain, what_was_reported
from handlers.text import day, say
from storage.congress_rows import Congress
from storage.model import Seat, Task, Unit
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork


async def conapprove(turn: Turn, uow: UnitOfWork) -> Reply:
    """`conapprove` lists what waits, `conapprove:<task>`, `…:yes`, `…:no`; typed words say what to change."""
    seat = require(turn.seat, ACKNOWLEDGE)
    if not turn.args and turn.draft.get("changing"):
        task, congress, unit = await _asked(turn, uow, seat, int(turn.draft["changing"]))
        return await _send_back(turn, uow, task, congress, unit, " ".join(turn.said.split())[:LONGEST_WORDS])
    if not turn.args:
        return await _list(turn, uow, seat)
    task, congress, unit = await _asked(turn, uow, seat, int(turn.args[0]))
    if not may_become(task.state, "verified"):
        return plain(turn, "report.overtaken", to_unit(turn, unit), home_choice(turn.language))
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "yes":
        return await _approve(turn, uow, task, congress, unit)
    if way == "no":
        screen = Screen(
            say(turn.language, "congress.ask_what", unit=unit.name), (home_choice(turn.language),), words=" "
        )
        return Reply(screen, "conapprove", {"changing": task.id})
    return await _detail(turn, task, congress, unit)


async def _asked(turn: Turn, uow: UnitOfWork, seat: Seat, task_id: int) -> tuple[Task, Congress, Unit]:
    """The step, when it is for this seat to answer; raises Denied, also for one that does not exist."""
    task = await access_task(uow, seat, task_id, ACKNOWLEDGE)
    congress = await uow.congresses.of_programme(task.programme_id)
    unit = await uow.units.get(congress.unit_id) if congress else None
    if congress is None or unit is None or task.duty not in ANSWERED or unit.id == seat.unit_id:
        raise Denied(ACKNOWLEDGE)
    if seat.unit_kind == "province" and unit.parent_id != seat.unit_id:
        # Cells are answered by their commune; the province answers the communes.
        raise Denied(ACKNOWLEDGE)
    return task, congress, unit


async def _list(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    rows = await waiting_for(uow, seat, AT_MOST)
    if not rows:
        return plain(turn, "congress.nothing_asked", Choice(say(turn.language, "button.congress"), "congress"))
    lines = [
        say(turn.language, "congress.unit_line", number=place, unit=name, mark=title)
        for place, (_, _, title, _, name) in enumerate(rows, 1)
    ]
    choices = [Choice(f"{place}. {row[4]}", f"conapprove:{row[0]}") for place, row in enumerate(rows, 1)]
    text = "\n".join((say(turn.language, "congress.asked_list"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


async def _detail(turn: Turn, task: Task, congress: Congress, unit: Unit) -> Reply:
    text = say(
        turn.language,
        "congress.asked_detail",
        unit=unit.name,
        title=task.title,
        day=day(turn.language, congress.planned_on, year=True),
        mode=say(turn.language, f"congress.mode_{congress.mode}"),
    )
    if task.numbers:
        text = f"{text}\n{what_was_reported(turn.language, task.numbers)}"
    choices = (
        Choice(say(turn.language, "congress.approve"), f"conapprove:{task.id}:yes"),
        Choice(say(turn.language, "congress.ask_changes"), f"conapprove:{task.id}:no"),
        to_unit(turn, unit),
        Choice(say(turn.language, "button.back"), "conapprove"),
    )
    return Reply(Screen(text, choices, replaces=True))


async def _approve(turn: Turn, uow: UnitOfWork, task: Task, congress: Congress, unit: Unit) -> Reply:
    """Sent papers stay as they were reported; the answer is the next step of the road map, written by the seat above.
    A step that only needs confirming is verified itself."""
    target = task
    if task.duty == ASKED_STEP:
        steps = await uow.congresses.steps(congress.programme_id)
        target = next(step for step in steps if step.duty == APPROVED_STEP)
        if target.state == "verified":
            return plain(turn, "congress.approved_before", to_unit(turn, unit), unit=unit.name)
    try:
        _, event_id = await uow.tasks.change(
            target,
            "verified",
            actor(turn),
            turn.now,
            state="verified",
            reported_at=target.reported_at or turn.now,
            next_remind_at=None,
            reason=None,
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    noted(turn, uow, "congress.approved", congress)
    told = with_door(unit, "congress.push_approved", title=task.title)
    return await _told(turn, uow, unit, "congress.approved", told, event_id)


async def _send_back(turn: Turn, uow: UnitOfWork, task: Task, congress: Congress, unit: Unit, missing: str) -> Reply:
    if not missing or not may_become(task.state, "returned"):
        return plain(turn, "report.overtaken")
    upcoming = await next_reminder(uow, replace(task, state="returned", planned_at=None), turn.now)
    closes_on = max(task.closes_on, congress.planned_on)
    try:
        _, event_id = await uow.tasks.change(
            task,
            "returned",
            actor(turn),
            turn.now,
            state="returned",
            reason=missing,
            reported_at=None,
            closes_on=closes_on,
            next_remind_at=upcoming,
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    noted(turn, uow, "congress.changes_asked", congress)
    told = with_door(unit, "congress.push_changes", title=task.title, reason=missing)
    return await _told(turn, uow, unit, "congress.changes_sent", told, event_id)


async def _told(turn: Turn, uow: UnitOfWork, unit: Unit, key: str, told: Written, event_id: int) -> Reply:
    seat_id = await uow.units.seat_for(unit.id, holder_role(unit))
    choices = (Choice(say(turn.language, "congress.button_asked"), "conapprove"), home_choice(turn.language))
    text = say(turn.language, key, unit=unit.name)
    return Reply(Screen(text, choices), pushes=(Push(seat_id, told, f"task_event:{event_id}"),))
