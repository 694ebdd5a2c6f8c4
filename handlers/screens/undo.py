""" "Nhầm": takes back one's last step of the past 24 hours, and what was sent because of it."""

from __future__ import annotations

import json
from typing import Final

from handlers.access import ACKNOWLEDGE, RECORD, VERIFY, access_task, may
from handlers.congress_close import no_resolution_after_all, not_held_after_all, reopen_congress
from handlers.congresses import DECISION_STEP, HELD_STEP, RESOLUTION_STEP
from handlers.notices import as_notice, tell
from handlers.rules.calendar import DAY_MS
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.congress_undo import undo_change
from handlers.screens.parts import actor, plain, what_was_reported
from handlers.screens.pledge import withdraw
from handlers.screens.report import revise
from handlers.text import say
from handlers.written import for_reader
from storage.congress_rows import CongressChange
from storage.model import REPORTED_STATES, Task
from storage.tasks import Overtaken, TaskEvent
from storage.unit_of_work import UnitOfWork

WITH_IT: Final = {
    DECISION_STEP: reopen_congress,
    HELD_STEP: not_held_after_all,
    RESOLUTION_STEP: no_resolution_after_all,
}
"""By duty: what goes back together with the report of a congress step."""


async def undo(turn: Turn, uow: UnitOfWork) -> Reply:
    """`undo` shows the step and asks; `undo:<event>` takes it back, `undo:c<change>` a change of a congress;
    `undo:keep` leaves it."""
    if turn.args and turn.args[0] == "keep":
        return plain(turn, "undo.kept")
    assert turn.person is not None
    since = turn.now - DAY_MS
    event = await uow.tasks.last_event_of(turn.person.id, since)
    change = await uow.congresses.last_change_of(turn.seat.id, since) if turn.seat else None
    if change is not None and (event is None or _is_later(change, event)):
        return await undo_change(turn, uow, change)
    if event is None:
        return plain(turn, "undo.nothing")
    task = await access_task(uow, turn.seat, event.task_id, _ability(turn))
    if turn.args and turn.args[0] == str(event.id):
        return await _take_back(turn, uow, task, event)
    changed = _corrected(turn, task)
    if changed and task.state in REPORTED_STATES:
        return await revise(turn, uow, task, changed)
    return _ask(turn, task, event)


def _is_later(change: CongressChange, event: TaskEvent) -> bool:
    """Of one moment: a day that was corrected by the report of the day goes after it, a step reported because of the
    documents goes with them."""
    return change.at > event.at or (change.at == event.at and change.kind == "paper")


def _ability(turn: Turn) -> str:
    """What lets this seat take its own steps back: reporting, looking at reports, or approving."""
    return next((each for each in (RECORD, VERIFY) if may(turn.seat, each)), ACKNOWLEDGE)


def _corrected(turn: Turn, task: Task) -> dict[str, int]:
    """The numbers of `nhầm, có mặt 30`, when they are numbers of this task."""
    slots = dict(turn.slots)
    target, new = slots.get("target"), slots.get("new")
    if isinstance(target, str) and isinstance(new, int):
        slots.setdefault(target, new)
    elif isinstance(new, int) and task.asks:
        slots.setdefault(task.asks[0], new)
    return {name: slots[name] for name in task.asks if isinstance(slots.get(name), int)}


def _ask(turn: Turn, task: Task, event: TaskEvent) -> Reply:
    numbers, held_on = json.loads(event.after["numbers"]), event.after.get("held_on")
    said = what_was_reported(turn.language, numbers, held_on)
    text = say(turn.language, "undo.ask", title=task.title, numbers=said)
    edit = (Choice(say(turn.language, "button.edit"), f"task:{task.id}:edit"),) if numbers and task.asks else ()
    choices = (
        *(edit if event.kind in ("reported", "corrected") else ()),
        Choice(say(turn.language, "button.take_back"), f"undo:{event.id}"),
        Choice(say(turn.language, "button.keep"), "undo:keep"),
    )
    return Reply(Screen(text, choices))


async def _take_back(turn: Turn, uow: UnitOfWork, task: Task, event: TaskEvent) -> Reply:
    if event.kind == "pledged" and turn.seat is not None and await withdraw(turn, uow, turn.seat) is None:
        # The superior has acknowledged it meanwhile: that needs a reason, and the superior is told.
        return plain(turn, "undo.acknowledged", Choice(say(turn.language, "button.paper_withdraw"), "pledge:withdraw"))
    try:
        await uow.tasks.take_back(task, event, actor(turn), turn.now)
    except Overtaken:
        return plain(turn, "report.overtaken")
    if task.duty in WITH_IT:
        await WITH_IT[task.duty](uow, task.programme_id)
    if event.kind == "blocked":
        await uow.obstacles.end_of_task(task.id, "withdrawn", turn.now, actor(turn).seat_id)
    cause = f"task_event:{event.id}"
    sorry = for_reader("undo.sorry", title=task.title, unit=task.unit_name)
    for seat_id in await uow.notices.withdraw(cause):
        await tell(uow, [as_notice(Push(seat_id, sorry, f"sorry:{event.id}"), turn.now)], turn.now)
    by = actor(turn)
    uow.audit.add(
        "task.undone",
        f"task:{task.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        event=event.id,
    )
    return plain(turn, "undo.done", Choice(say(turn.language, "button.my_work"), "tasks"), title=task.title)
