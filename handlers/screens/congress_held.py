"""The day itself: on which day the congress met is asked first, then its numbers; both are written when they have been
read back, so that a question left open changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from handlers.access import access_entry
from handlers.congresses import HELD_STEP, OPEN, move_congress, window_of
from handlers.rules.congress_day import objections
from handlers.rules.roster import read_day
from handlers.rulings import rulings_for
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens import congress_gate, report
from handlers.screens.congress_parts import objection_words
from handlers.screens.parts import actor, home_choice, plain
from handlers.screens.record import Entry, why_not, write_report
from handlers.text import day, say
from handlers.understand import parse_date
from storage.congress_rows import Congress
from storage.model import Task, Unit
from storage.unit_of_work import UnitOfWork


async def held_step(
    turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str
) -> Reply | None:
    """The day waits for the units below, and is asked first whether it was the planned one."""
    if way == "na":
        return None
    shut = await congress_gate.shut(turn, uow, unit, congress)
    if shut is not None:
        return shut
    said = entry.taken_up(turn.draft)
    if way == "save" and said.held_on is not None and all(name in said.numbers for name in entry.task.asks):
        return why_not(turn, entry.task) or await _save(turn, uow, congress, said)
    today, planned = turn.today().isoformat(), congress.planned_on
    choices = [Choice(say(turn.language, "congress.other_day"), f"conheld:{entry.task.id}:ask")]
    if planned <= today:
        choices.insert(0, Choice(say(turn.language, "congress.that_day"), f"conheld:{entry.task.id}:{planned}"))
    text = say(turn.language, "congress.ask_held", unit=unit.name, day=day(turn.language, planned, year=True))
    # The numbers that were said along wait in the draft.
    known = {name: turn.slots[name] for name in entry.task.asks if name in turn.slots}
    draft = {"task": entry.task.id, "slots": {**(said.numbers if way == "save" else {}), **known}}
    return Reply(Screen(text, (*choices, home_choice(turn.language))), draft=draft)


async def held_on(turn: Turn, uow: UnitOfWork) -> Reply:
    """`conheld:<task>:<day>`, `conheld:<task>:ask`; a day may be typed. Then the numbers of the day are asked."""
    typed = not turn.args
    task, for_holder = await access_entry(uow, turn.seat, int(turn.draft["task"] if typed else turn.args[0]))
    congress = await uow.congresses.of_programme(task.programme_id)
    unit = await uow.units.get(congress.unit_id) if congress else None
    if congress is None or unit is None or task.duty != HELD_STEP or task.state not in OPEN:
        return plain(turn, "report.overtaken")
    if not typed and turn.args[1] == "ask":
        return _ask_day(turn, task, say(turn.language, "congress.ask_held_day"))
    said = turn.said if typed else turn.args[1]
    when = read_day(said) or (parse_date(said, turn.today()) if typed else date.fromisoformat(said))
    if when is None:
        return _ask_day(turn, task, say(turn.language, "congress.ask_again"), stumbled=True)
    rulings, window = await rulings_for(uow, unit.path), await window_of(uow, unit.id)
    against = objections(when, turn.today(), congress.level, window, rulings, held=True)
    if against:
        return _ask_day(turn, task, objection_words(turn.language, against[0], when))
    shut = await congress_gate.shut(turn, uow, unit, congress)
    if shut is not None:
        return shut
    if task.opens_on > turn.today().isoformat():
        # Held before its day: nothing of the day can be written until the day is the right one.
        _, task = await _moved_to(turn, uow, congress, task, when)
    slots = turn.draft.get("slots", {}) if turn.draft.get("task") == task.id else {}
    numbers = {name: slots[name] for name in task.asks if isinstance(slots.get(name), int)}
    return await report.next_question(turn, uow, Entry(task, numbers, when.isoformat(), for_holder=for_holder))


async def _moved_to(turn: Turn, uow: UnitOfWork, congress: Congress, task: Task, when: date) -> tuple[Congress, Task]:
    """Congress and step on the day it was really held."""
    if when.isoformat() == congress.planned_on:
        return congress, task
    reason = say("vi", "congress.held_otherwise")
    moved = await move_congress(uow, congress, when, reason, seat_id=actor(turn).seat_id, now=turn.now)
    found = await uow.tasks.get(task.id)
    return moved.congress, found[0] if found else task


async def _save(turn: Turn, uow: UnitOfWork, congress: Congress, entry: Entry) -> Reply:
    assert entry.held_on is not None
    congress, task = await _moved_to(turn, uow, congress, entry.task, date.fromisoformat(entry.held_on))
    await uow.congresses.change(congress, actual_on=entry.held_on)
    return await write_report(turn, uow, replace(entry, task=task))


def _ask_day(turn: Turn, task: Task, text: str, *, stumbled: bool = False) -> Reply:
    screen = Screen(text, (home_choice(turn.language),), words=" ")
    draft: dict[str, Any] = {"task": task.id, "slots": turn.draft.get("slots", {})}
    return Reply(screen, "conheld", draft, stumbled=stumbled, takes_numbers=True)
