"""Typed for somebody else, by phone: the holder says with one key that it is right, or what is wrong."""

from __future__ import annotations

from dataclasses import replace

from handlers.access import RECORD, Denied, access_task, require
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain, what_was_reported
from handlers.screens.record import noted
from handlers.text import number, say
from handlers.written import for_reader
from storage.model import REPORTED_STATES, Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork


async def behalf(turn: Turn, uow: UnitOfWork) -> Reply:
    """`behalf` the last one that waits, `behalf:<task>`, `behalf:<task>:yes`, `behalf:<task>:no`, `behalf:yes|no`"""
    seat = require(turn.seat, RECORD)
    if seat.holding != "holder":
        raise Denied(RECORD)
    args = turn.args
    if args and args[0].isdigit():
        task: Task | None = await access_task(uow, seat, int(args[0]), RECORD)
        way = args[1] if len(args) > 1 else ""
    else:
        waiting = [each for each in await uow.history.reported_of_unit(seat.unit_id, "", 50) if each.on_behalf]
        if len(waiting) > 1:
            return _which(turn, waiting[:AT_MOST])
        task = next(iter(waiting), None)
        way = args[0] if args else ""
    if task is None or not task.on_behalf or task.state not in REPORTED_STATES:
        return plain(turn, "behalf.none")
    if way == "yes":
        return await _confirm(turn, uow, task)
    return await _wrong(turn, uow, task) if way == "no" else _show(turn, task)


def _which(turn: Turn, waiting: list[Task]) -> Reply:
    """Several wait: which one was meant is for the holder to say, each is looked at before the yes."""
    choices = [Choice(f"{place}. {each.title}", f"behalf:{each.id}") for place, each in enumerate(waiting, 1)]
    lines = [say(turn.language, "behalf.line", number=place, title=each.title) for place, each in enumerate(waiting, 1)]
    text = "\n".join((say(turn.language, "behalf.several", n=number(len(waiting))), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


def _show(turn: Turn, task: Task) -> Reply:
    numbers = what_was_reported(turn.language, task.numbers, task.held_on)
    choices = (
        Choice(say(turn.language, "button.yes"), f"behalf:{task.id}:yes"),
        Choice(say(turn.language, "button.wrong"), f"behalf:{task.id}:no"),
        home_choice(turn.language),
    )
    return Reply(Screen(say(turn.language, "behalf.ask_holder", title=task.title, numbers=numbers), choices))


async def _confirm(turn: Turn, uow: UnitOfWork, task: Task) -> Reply:
    try:
        await uow.tasks.change(task, "confirmed", actor(turn), turn.now, on_behalf=False)
    except Overtaken:
        return plain(turn, "report.overtaken")
    noted(turn, uow, "task.confirmed", task)
    return plain(turn, "behalf.confirmed", title=task.title)


async def _wrong(turn: Turn, uow: UnitOfWork, task: Task) -> Reply:
    """The report is open again in the holder's hands; whoever typed it is told."""
    try:
        await uow.tasks.change(
            task, "disowned", actor(turn), turn.now, state="open", on_behalf=False, numbers={}, reported_at=None
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    noted(turn, uow, "task.disowned", task)
    reply = plain(
        turn,
        "behalf.disowned",
        Choice(say(turn.language, "button.report_again"), f"task:{task.id}:done"),
        home_choice(turn.language),
        title=task.title,
    )
    clerk = await uow.units.seat_upward(turn.seat.unit_path, task.approver_role) if turn.seat else None
    if clerk is None:
        return reply
    told = for_reader("behalf.push_disowned", unit=task.unit_name, title=task.title)
    return replace(reply, pushes=(Push(clerk.id, told, f"disowned:{task.id}"),))
