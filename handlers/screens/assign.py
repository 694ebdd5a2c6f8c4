"""Assigning a task: from a sentence or from the catalogue; read back with the number of units; withdrawn once, for
everybody. A task that lacks one of the six clears is asked about, never sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from rapidfuzz import fuzz

from handlers.access import ASSIGN, Denied, require
from handlers.catalogue import Duty, duties
from handlers.rules.audience import meant_units
from handlers.rules.calendar import DAY_MS, day_of, instant
from handlers.rules.clears import unclear
from handlers.rules.ladder import next_remind_at
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
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
    if way == "send":
        return await _send(turn, uow, seat, turn.draft)
    if way == "duty":
        found = next((each for each in duties() if each.code == turn.args[1]), None)
        return await _next(turn, uow, seat, {"duty": found.code, "title": found.name} if found else {})
    if turn.slots:
        said = {"title": turn.slots.get("task"), "whom": turn.slots.get("assignees"), "due": turn.slots.get("due")}
        return await _next(turn, uow, seat, {name: value for name, value in said.items() if value})
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
        slots = understand(said, turn.today(), Context(role=seat.role)).slots
        draft |= {"title": slots.get("task") or said}
        draft |= {"whom": slots["assignees"]} if slots.get("assignees") else {}
        draft |= {"due": slots["due"]} if slots.get("due") else {}
    elif asking == "due":
        when = parse_date(said, turn.today(), "future")
        draft |= {"due": when.isoformat()} if when else {}
    else:
        draft[asking] = said
    return await _next(turn, uow, seat, draft)


async def _next(turn: Turn, uow: UnitOfWork, seat: Seat, draft: dict[str, Any]) -> Reply:
    """Asks for what is missing of the six clears, else reads back with the count."""
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
    if not words:
        return []
    below = await uow.units.below(seat.unit_path)
    return meant_units(normalise(words), [(unit, normalise(unit.name)) for unit in below])


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
    upcoming = next_remind_at(task, turn.now)
    task = replace(task, programme_id=programme_id, next_remind_at=upcoming[0] if upcoming else None)
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


async def assigned(turn: Turn, uow: UnitOfWork) -> Reply:
    """`assigned` lists, `assigned:<programme>` shows, `…:withdraw` asks, `…:yes` takes it back everywhere."""
    seat = require(turn.seat, ASSIGN)
    if not turn.args:
        return await _list(turn, uow, seat)
    found = await uow.assignments.get(int(turn.args[0]))
    if found is None or found.issuer_id != seat.unit_id:
        raise Denied(ASSIGN)
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "yes":
        return await _withdraw(turn, uow, found.programme_id, found.title)
    key = "assign.withdraw_ask" if way == "withdraw" else "assign.shown"
    text = say(
        turn.language,
        key,
        title=found.title,
        due=day(turn.language, found.due_on),
        n=number(found.units),
        reported=number(found.reported),
        owed=number(found.owed),
    )
    next_way = "yes" if way == "withdraw" else "withdraw"
    choices = [Choice(say(turn.language, "button.back"), "assigned")]
    if found.owed:
        label = say(turn.language, f"button.{next_way}")
        choices.insert(0, Choice(label, f"assigned:{found.programme_id}:{next_way}"))
    return Reply(Screen(text, tuple(choices), replaces=True))


async def _list(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    found = await uow.assignments.of_unit(seat.unit_id, AT_MOST)
    if not found:
        return plain(turn, "assign.none", Choice(say(turn.language, "button.assign"), "assign"))
    lines = [
        say(
            turn.language,
            "assign.line",
            number=place,
            title=each.title,
            due=day(turn.language, each.due_on),
            reported=number(each.reported),
            n=number(each.units),
        )
        for place, each in enumerate(found, 1)
    ]
    choices = [Choice(f"{place}. {each.title}", f"assigned:{each.programme_id}") for place, each in enumerate(found, 1)]
    text = "\n".join((say(turn.language, "assign.list"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


async def _withdraw(turn: Turn, uow: UnitOfWork, programme_id: int, title: str) -> Reply:
    seats = await uow.assignments.seats(programme_id)
    count = await uow.assignments.withdraw(programme_id, turn.now)
    # Who has not heard of it yet does not hear of it at all; the rest get one line.
    await uow.notices.withdraw(f"programme:{programme_id}")
    told = for_reader("assign.push_withdrawn", title=title)
    pushes = tuple(Push(seat_id, told, f"withdrawn:{programme_id}") for seat_id, _ in seats)
    return replace(plain(turn, "assign.withdrawn", title=title, n=number(count)), pushes=pushes)
