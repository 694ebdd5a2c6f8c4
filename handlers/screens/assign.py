"""Assigning a task: from a sentence or from the catalogue; read back with the number of units; withdrawn once, for
everybody. A task that lacks one of the six clears is asked about, never sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handlers.access import ASSIGN, require
from handlers.assigning import ONCE, PLANNED, audience, give, like_a_duty, task_of
from handlers.catalogue import duties
from handlers.rules.audience import Meant
from handlers.rules.clears import unclear
from handlers.rules.given import given
from handlers.rules.recurrence import recurrence
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens import recurring
from handlers.screens.parts import AT_MOST, actor, home_choice, plain
from handlers.text import day, number, say
from handlers.understand import Context, normalise, parse_date, understand
from storage.model import Seat, Task
from storage.unit_of_work import UnitOfWork

LONGEST_TITLE = 200
ANEW = "giao "
"""Who begins the sentence afresh is not held to the open question."""
LEAST_SENTENCE = 15


async def assign(turn: Turn, uow: UnitOfWork) -> Reply:
    """`assign` begins, `assign:duty:<code>` from the catalogue, `assign:send`; else what was typed."""
    seat = require(turn.seat, ASSIGN)
    way = turn.args[0] if turn.args else ""
    if way == "send" and turn.draft.get("every"):
        known = like_a_duty("", str(turn.draft.get("title") or ""))
        return await recurring.send(turn, uow, seat, turn.draft, known) or _begin(turn)
    if way == "send":
        return await _send(turn, uow, seat, turn.draft)
    if way == "duty":
        found = next((each for each in duties() if each.code == turn.args[1]), None)
        return await _next(turn, uow, seat, {"duty": found.code, "title": found.name} if found else {})
    if turn.slots:
        return await _next(turn, uow, seat, await _of_sentence(turn, uow, seat, turn.said))
    if not turn.args and turn.draft.get("asking"):
        return await _answered(turn, uow, seat)
    return _begin(turn)


def _begin(turn: Turn) -> Reply:
    planned = [each for each in duties() if each.cadence == PLANNED][: AT_MOST - 1]
    choices = [Choice(each.name, f"assign:duty:{each.code}") for each in planned]
    choices.append(Choice(say(turn.language, "button.assigned"), "assigned"))
    screen = Screen(say(turn.language, "assign.how"), (*choices, home_choice(turn.language)))
    return Reply(screen, next_screen="assign", draft={"asking": "all"})


async def _answered(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    """The missing thing was typed: the whole sentence, whom, until when, or what."""
    draft, said = dict(turn.draft), " ".join(turn.said.split())[:LONGEST_TITLE]
    asking = draft.pop("asking")
    again = asking != "all" and normalise(said).startswith(ANEW)
    if again and len(said) < LEAST_SENTENCE:
        return _begin(turn)
    if asking == "all" or again:
        draft = {}
        draft |= await _of_sentence(turn, uow, seat, said)
    elif asking == "due":
        when = parse_date(said, turn.today(), "future")
        draft |= {"due": when.isoformat()} if when else {}
    else:
        draft[asking] = said
    return await _next(turn, uow, seat, draft)


async def _of_sentence(turn: Turn, uow: UnitOfWork, seat: Seat, said: str) -> dict[str, Any]:
    """What, for whom, until when or how often, as far as one sentence says it."""
    every = recurrence(said)
    text = every.rest if every else said
    slots = understand(text, turn.today(), Context(role=seat.role)).slots
    names = [unit.name for unit in await uow.units.below(seat.unit_path)]
    whom, what = given(text, str(slots.get("assignees") or ""), names)
    found = {"title": what or slots.get("task") or text, "whom": whom, "due": slots.get("due")}
    found |= {"every": every.words, "due": None} if every else {}
    return {name: value for name, value in found.items() if value}


async def _next(turn: Turn, uow: UnitOfWork, seat: Seat, draft: dict[str, Any]) -> Reply:
    """Asks for what is missing of the six clears, else reads back with the count."""
    if draft.get("every"):
        return await recurring.next_step(turn, uow, seat, draft, like_a_duty("", str(draft.get("title") or "")))
    whom = await audience(uow, seat, str(draft.get("whom", "")))
    units = whom.units
    task = _task(turn, seat, draft, whom)
    missing = unclear(task, len(units))
    if task.due_on and task.due_on < turn.today().isoformat():
        missing = (*missing, "when")
    for clear, asking in (("what", "title"), ("accountable", "whom"), ("when", "due")):
        if clear in missing:
            text = say(turn.language, f"assign.ask_{asking}", title=task.title, said=draft.get("whom") or "")
            screen = Screen(text, (home_choice(turn.language),), words=" ")
            return Reply(screen, next_screen="assign", draft={**draft, "asking": asking})
    names = ", ".join(unit.name for unit in units[:3]) + (" …" if len(units) > 3 else "")
    text = say(
        turn.language,
        "assign.read_back",
        title=task.title,
        due=day(turn.language, task.due_on, year=True),
        n=number(len(units)),
        names=names,
        role=say(turn.language, f"role.{task.assignee_role}"),
        approver=say(turn.language, f"role.{task.approver_role}"),
        product=task.deliverable,
    )
    choices = (
        Choice(say(turn.language, "button.send"), "assign:send"),
        Choice(say(turn.language, "button.change"), "assign"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft={**draft, "due": task.due_on})


def _task(turn: Turn, seat: Seat, draft: dict[str, Any], whom: Meant) -> Task:
    title = str(draft.get("title") or "").strip()[:LONGEST_TITLE]
    known = like_a_duty(str(draft.get("duty") or ""), title)
    return task_of(seat, title, str(draft.get("due") or ""), turn.today(), known, whom)


async def _send(turn: Turn, uow: UnitOfWork, seat: Seat, draft: dict[str, Any]) -> Reply:
    whom = await audience(uow, seat, str(draft.get("whom", "")))
    units, task = whom.units, _task(turn, seat, draft, whom)
    if unclear(task, len(units)) or task.due_on < turn.today().isoformat():
        return _begin(turn)
    programme_id, pushes = await give(uow, seat, task, units, f"{ONCE}-{turn.inbox_id}", turn.now)
    by = actor(turn)
    uow.audit.add(
        "assigned",
        f"programme:{programme_id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        units=len(units),
    )
    undo = Choice(say(turn.language, "button.withdraw"), f"assigned:{programme_id}:withdraw")
    reply = plain(turn, "assign.sent", undo, home_choice(turn.language), title=task.title, n=number(len(units)))
    return replace(reply, pushes=pushes)
