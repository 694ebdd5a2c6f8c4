"""Assigning a task: from a sentence or from the catalogue; read back with the number of units; withdrawn once, for
everybody. A task that lacks one of the six clears is asked about, never sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from rapidfuzz import fuzz

from handlers.access import ASSIGN, require
from handlers.catalogue import Duty, duties
from handlers.ladders import next_reminder
from handlers.rules.audience import what_is_asked
from handlers.rules.calendar import DAY_MS, day_of, instant
from handlers.rules.clears import unclear
from handlers.rules.recurrence import recurrence
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens import recurring
from handlers.screens.parts import AT_MOST, actor, home_choice, plain
from handlers.text import day, number, say
from handlers.understand import Context, normalise, parse_date, understand
from handlers.written import for_reader
from storage.model import Seat, Task, Unit
from storage.unit_of_work import UnitOfWork

LONGEST_TITLE = 200
ALIKE = 85
CLOSES_AFTER = 30
PLANNED = "by_plan"


async def assign(turn: Turn, uow: UnitOfWork) -> Reply:
    """`assign` begins, `assign:duty:<code>` from the catalogue, `assign:send`; else what was typed."""
    seat = require(turn.seat, ASSIGN)
    way = turn.args[0] if turn.args else ""
    if way == "send" and turn.draft.get("every"):
        known = _like_a_duty("", str(turn.draft.get("title") or ""))
        return await recurring.send(turn, uow, seat, turn.draft, known) or _begin(turn)
    if way == "send":
        return await _send(turn, uow, seat, turn.draft)
    if way == "duty":
        found = next((each for each in duties() if each.code == turn.args[1]), None)
        return await _next(turn, uow, seat, {"duty": found.code, "title": found.name} if found else {})
    if turn.slots:
        return await _next(turn, uow, seat, _of_sentence(turn, seat, turn.said))
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
    if asking == "all":
        draft |= _of_sentence(turn, seat, said)
    elif asking == "due":
        when = parse_date(said, turn.today(), "future")
        draft |= {"due": when.isoformat()} if when else {}
    else:
        draft[asking] = said
    return await _next(turn, uow, seat, draft)


def _of_sentence(turn: Turn, seat: Seat, said: str) -> dict[str, Any]:
    """What, for whom, until when or how often, as far as one sentence says it."""
    every = recurrence(said)
    text = every.rest if every else said
    slots = understand(text, turn.today(), Context(role=seat.role)).slots
    whom = str(slots.get("assignees") or "")
    found = {"title": what_is_asked(text, whom) or slots.get("task") or text, "whom": whom, "due": slots.get("due")}
    found |= {"every": every.words, "due": None} if every else {}
    return {name: value for name, value in found.items() if value}


async def _next(turn: Turn, uow: UnitOfWork, seat: Seat, draft: dict[str, Any]) -> Reply:
    """Asks for what is missing of the six clears, else reads back with the count."""
    if draft.get("every"):
        return await recurring.next_step(turn, uow, seat, draft, _like_a_duty("", str(draft.get("title") or "")))
    units = await _audience(uow, seat, str(draft.get("whom", "")))
    task = _task(turn, seat, draft)
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


async def _audience(uow: UnitOfWork, seat: Seat, words: str) -> list[Unit]:
    return list((await recurring.audience(uow, seat, words)).units)


def _task(turn: Turn, seat: Seat, draft: dict[str, Any]) -> Task:
    title = str(draft.get("title") or "").strip()[:LONGEST_TITLE]
    title = title[:1].upper() + title[1:]
    known = _like_a_duty(str(draft.get("duty") or ""), title)
    due, today = str(draft.get("due") or ""), turn.today().isoformat()
    closes = day_of(instant(turn.today()) if not due else _closing(due)).isoformat()
    return Task(
        id=0,
        programme_id=0,
        duty=known.code if known else "GIAO",
        unit_id=0,
        assignee_role="cell_secretary",
        approver_role=seat.role,
        title=title,
        deliverable=known.deliverable if known else title,
        period=(due or today)[:4],
        opens_on=today,
        due_on=due,
        closes_on=max(closes, due),
        state="open",
        asks=known.asks if known else (),
    )


def _closing(due: str) -> int:
    return instant(date.fromisoformat(due)) + CLOSES_AFTER * DAY_MS


def _like_a_duty(code: str, title: str) -> Duty | None:
    """The duty of the catalogue that goes by plan and is meant: it brings the numbers to ask for."""
    planned = [each for each in duties() if each.cadence == PLANNED]
    by_code = [each for each in planned if each.code == code]
    alike = [each for each in planned if fuzz.token_set_ratio(normalise(title), normalise(each.name)) >= ALIKE]
    return next(iter(by_code or alike), None) if title else None


async def _send(turn: Turn, uow: UnitOfWork, seat: Seat, draft: dict[str, Any]) -> Reply:
    units = await _audience(uow, seat, str(draft.get("whom", "")))
    task = _task(turn, seat, draft)
    if unclear(task, len(units)) or task.due_on < turn.today().isoformat():
        return _begin(turn)
    programme_id = await uow.tasks.add_programme(
        kind="assignment",
        code=f"GIAO-{turn.inbox_id}",
        title=task.title,
        issuer_id=seat.unit_id,
        document="",
        document_on=None,
        period=task.period,
        opens_on=task.opens_on,
        due_on=task.due_on,
        ends_on=task.closes_on,
    )
    upcoming = await next_reminder(uow, replace(task, programme_id=programme_id), turn.now)
    task = replace(task, programme_id=programme_id, next_remind_at=upcoming)
    await uow.tasks.add([replace(task, unit_id=unit.id) for unit in units], turn.now)
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
    told = for_reader(
        "assign.push",
        ("button.my_work", "tasks"),
        words="review.words",
        title=task.title,
        due=partial(day, value=task.due_on),
        unit=seat.unit_name,
    )
    seats = [await uow.units.seat_for(unit.id, task.assignee_role) for unit in units]
    pushes = tuple(Push(seat_id, told, f"programme:{programme_id}") for seat_id in seats)
    undo = Choice(say(turn.language, "button.withdraw"), f"assigned:{programme_id}:withdraw")
    reply = plain(turn, "assign.sent", undo, home_choice(turn.language), title=task.title, n=number(len(units)))
    return replace(reply, pushes=pushes)
