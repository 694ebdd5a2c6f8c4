"""The clerk's side of a report: seen and right, or returned with the missing thing named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.access import VERIFY, Denied, access_task, require
from handlers.congresses import CONFIRMED_ABOVE
from handlers.ladders import next_reminder
from handlers.rules.odd import FULL_TIMES, Odd, odd_values
from handlers.rules.pledge_life import PLEDGE_DUTY
from handlers.rules.status import may_become
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens import acknowledge
from handlers.screens.parts import (
    AT_MOST,
    actor,
    home_choice,
    numbered_list,
    numbers_in_words,
    plain,
    what_was_reported,
)
from handlers.text import number, say
from handlers.written import for_reader
from storage.model import Task
from storage.unit_of_work import UnitOfWork

LONGEST_REASON = 200
LOOKED_AT = 20
TIME_TO_MEND = timedelta(days=7)
ACCEPTED = {"seen": "seen", "verify": "verified"}


async def review(turn: Turn, uow: UnitOfWork) -> Reply:
    """`review` lists, `review:<task>` shows, `review:<task>:seen`, `…:return`; typed text says what is missing."""
    seat = require(turn.seat, VERIFY)
    if not turn.args and turn.draft.get("returning"):
        task = await access_task(uow, seat, int(turn.draft["returning"]), VERIFY)
        return await _return(turn, uow, task, " ".join(turn.said.split())[:LONGEST_REASON])
    if not turn.args:
        return await _list(turn, uow, seat.unit_path)
    task = await access_task(uow, seat, int(turn.args[0]), VERIFY)
    if task.duty in CONFIRMED_ABOVE and task.unit_id == seat.unit_id:
        # The level above confirms these; nobody does it for their own unit.
        raise Denied(VERIFY)
    if task.duty == PLEDGE_DUTY:
        found = await acknowledge.of_task(turn, uow, seat, task)
        if found is not None:
            return found
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way in ACCEPTED:
        return await _accepted(turn, uow, task, ACCEPTED[way])
    reason = str(turn.slots.get("reason") or turn.draft.get("missing") or "")[:LONGEST_REASON]
    if way == "back" and reason:
        if turn.args[2:] == ("send",):
            return await _return(turn, uow, task, reason)
        return _read_back(turn, task, reason)
    if way in ("return", "back"):
        text = say(turn.language, "review.ask_return", unit=task.unit_name)
        screen = Screen(text, (home_choice(turn.language),), words=" ")
        return Reply(screen, next_screen="review", draft={"returning": task.id})
    return _detail(turn, task, await oddities(uow, task))


def _read_back(turn: Turn, task: Task, missing: str) -> Reply:
    """A return said in one sentence is read back before the unit hears of it."""
    text = say(turn.language, "review.return_ask", unit=task.unit_name, title=task.title, reason=missing)
    choices = (
        Choice(say(turn.language, "button.send"), f"review:{task.id}:back:send"),
        Choice(say(turn.language, "button.change"), f"review:{task.id}:return"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft={"missing": missing})


async def oddities(uow: UnitOfWork, task: Task) -> tuple[Odd, ...]:
    """What looks odd beside the earlier reports of the same duty: for the office's eyes alone."""
    if not task.numbers:
        return ()
    return odd_values(task.numbers, [numbers for _, numbers in await uow.history.earlier(task, FULL_TIMES)])


def _marked(turn: Turn, task: Task, odd: tuple[Odd, ...]) -> str:
    return f"{task.title}{say(turn.language, 'odd.mark')}" if odd else task.title


async def _list(turn: Turn, uow: UnitOfWork, path: str) -> Reply:
    claimed = await uow.disputes.below(path, AT_MOST)
    reported = [(task, await oddities(uow, task)) for task in await uow.tasks.reported_below(path, LOOKED_AT)]
    # What deserves a question comes first; among the others the oldest.
    reported.sort(key=lambda each: not each[1])
    found = [
        *(("review.claimed", title, unit, f"settle:{task_id}") for task_id, title, unit in claimed),
        *(("review.line", _marked(turn, task, odd), task.unit_name, f"review:{task.id}") for task, odd in reported),
    ][:AT_MOST]
    if not found:
        return plain(turn, "review.none")
    lines = [
        say(turn.language, key, number=place, unit=unit, title=title)
        for place, (key, title, unit, _) in enumerate(found, 1)
    ]
    choices = [Choice(f"{place}. {unit}", action) for place, (_, _, unit, action) in enumerate(found, 1)]
    text = "\n".join((say(turn.language, "review.list"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


def _odd_words(turn: Turn, odd: tuple[Odd, ...]) -> list[str]:
    lines = [say(turn.language, "odd.head")] if odd else []
    for each in odd:
        if each.kind == "jump":
            before, value = (numbers_in_words(turn.language, {each.name: count}) for count in (each.before, each.value))
            lines.append(say(turn.language, "odd.jump", before=before, value=value))
        else:
            lines.append(say(turn.language, f"odd.{each.kind}", n=number(each.times)))
    return lines


def _detail(turn: Turn, task: Task, odd: tuple[Odd, ...]) -> Reply:
    text = say(
        turn.language,
        "review.detail",
        unit=task.unit_name,
        title=task.title,
        numbers=what_was_reported(turn.language, task.numbers, task.held_on),
    )
    if task.on_behalf:
        text += say(turn.language, "behalf.mark")
    text = "\n".join((text, *_odd_words(turn, odd)))
    choices = (
        Choice(say(turn.language, "button.seen"), f"review:{task.id}:seen"),
        Choice(say(turn.language, "button.verify"), f"review:{task.id}:verify"),
        Choice(say(turn.language, "button.return"), f"review:{task.id}:return"),
        Choice(say(turn.language, "button.back"), "review"),
    )
    return Reply(Screen(text, choices, replaces=True))


async def _accepted(turn: Turn, uow: UnitOfWork, task: Task, state: str) -> Reply:
    """Looked at, or checked against papers or by a call: from then on only the office opens it again."""
    if not may_become(task.state, state):
        return plain(turn, "report.overtaken")
    await _change(turn, uow, task, state, state=state)
    return plain(turn, "review.seen", Choice(say(turn.language, "button.review"), "review"), unit=task.unit_name)


async def _return(turn: Turn, uow: UnitOfWork, task: Task, missing: str) -> Reply:
    if not missing or not may_become(task.state, "returned"):
        return plain(turn, "report.overtaken")
    upcoming = await next_reminder(uow, _as_returned(task), turn.now)
    event_id = await _change(
        turn,
        uow,
        task,
        "returned",
        state="returned",
        reason=missing,
        reported_at=None,
        closes_on=max(task.closes_on, (turn.today() + TIME_TO_MEND).isoformat()),
        next_remind_at=upcoming,
    )
    seat_id = await uow.units.seat_for(task.unit_id, task.assignee_role)
    told = for_reader(
        "review.push_return",
        ("button.done", f"task:{task.id}:done"),
        ("button.my_work", "tasks"),
        words="review.words",
        title=task.title,
        reason=missing,
    )
    push = Push(seat_id, told, f"task_event:{event_id}")
    reply = plain(turn, "review.returned", unit=task.unit_name, reason=missing)
    return Reply(reply.screen, pushes=(push,))


def _as_returned(task: Task) -> Task:
    return replace(task, state="returned", planned_at=None)


async def _change(turn: Turn, uow: UnitOfWork, task: Task, kind: str, **changes: object) -> int:
    by = actor(turn)
    _, event_id = await uow.tasks.change(task, kind, by, turn.now, **changes)
    uow.audit.add(
        f"task.{kind}", f"task:{task.id}", turn.now, person_id=by.person_id, seat_id=by.seat_id, inbox_id=by.inbox_id
    )
    return event_id
