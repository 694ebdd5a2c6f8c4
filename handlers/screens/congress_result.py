"""What closes a congress: the number of its resolution, the decision from above; then the term begins anew and the
seats can be handed over."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

from handlers.access import access_entry
from handlers.congress_close import close_congress, new_term
from handlers.congresses import OPEN, PLAN_STEP, held
from handlers.rules.roster import read_day
from handlers.rulings import short_day, source_words
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.congress_change import noted, seat_above
from handlers.screens.parts import home_choice, plain
from handlers.screens.record import Entry, why_not, write_report
from handlers.text import day, say
from handlers.understand import parse_date
from handlers.written import for_reader
from storage.congress_rows import Congress
from storage.model import Unit
from storage.unit_of_work import UnitOfWork

LONGEST_NUMBER: Final = 60
NUMBER_AND_DAY: Final = re.compile(r"(.+?),?(?: ký)?(?: ngày)? (\d{1,2}[/-]\d{1,2}[/-]\d{4})")
"""`05-KH/CB ngày 12/1/2027`"""


async def resolution(
    turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str
) -> Reply | None:
    """`task:<id>:done` of the resolution or of the plan: its number is typed."""
    if way not in ("done", "quick"):
        return None
    asking = "plan" if entry.task.duty == PLAN_STEP else "resolution"
    return why_not(turn, entry.task) or _ask(turn, {"task": entry.task.id, "asking": asking}, f"congress.ask_{asking}")


async def decision(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str) -> Reply | None:
    """`task:<id>:done` of the decision: its number and day; `…:save` closes the congress and renews the term."""
    if way in ("na", "nil", "progress"):
        return None
    refusal = why_not(turn, entry.task)
    if refusal is not None:
        return refusal
    if not held(await uow.congresses.steps(congress.programme_id)):
        return plain(turn, "congress.not_held", unit=unit.name)
    draft = turn.draft
    if way == "save" and draft.get("task") == entry.task.id and {"number", "on"} <= draft.keys():
        return await _close(turn, uow, unit, congress, entry, str(draft["number"]), str(draft["on"]))
    return _ask(turn, {"task": entry.task.id, "asking": "number"}, "congress.ask_decision")


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The number or the day was typed."""
    task, for_holder = await access_entry(uow, turn.seat, int(turn.draft["task"]))
    congress = await uow.congresses.of_programme(task.programme_id)
    unit = await uow.units.get(congress.unit_id) if congress else None
    if congress is None or unit is None or task.state not in OPEN:
        return plain(turn, "report.overtaken")
    asking, draft = str(turn.draft.get("asking")), dict(turn.draft)
    words = " ".join(turn.said.split())
    if asking in ("plan", "resolution", "number"):
        if not words or len(words) > LONGEST_NUMBER:
            key = "congress.ask_decision" if asking == "number" else f"congress.ask_{asking}"
            return _ask(turn, draft, key, stumbled=True)
        if asking == "number":
            return _ask(turn, {**draft, "number": words, "asking": "on"}, "congress.ask_decision_day")
        refusal = why_not(turn, task) or await _keep_paper(turn, uow, congress, draft, words)
        return refusal or await write_report(turn, uow, Entry(task, for_holder=for_holder))
    when = read_day(turn.said) or parse_date(turn.said, turn.today())
    if when is None:
        return _ask(turn, draft, "congress.ask_again", stumbled=True)
    if not congress.day <= when.isoformat() <= turn.today().isoformat():
        held_on = day(turn.language, congress.day, year=True)
        text = say(turn.language, "congress.bad_decision_day", day=short_day(when), held=held_on)
        return Reply(Screen(text, (home_choice(turn.language),), words=" "), "conresult", draft, takes_numbers=True)
    return await _read_back(turn, uow, unit, congress, {**draft, "on": when.isoformat()})


async def _keep_paper(
    turn: Turn, uow: UnitOfWork, congress: Congress, draft: dict[str, Any], words: str
) -> Reply | None:
    """The number of the plan or of the resolution, each with its day; the question again when the day cannot be."""
    asking, today = str(draft["asking"]), turn.today().isoformat()
    said = NUMBER_AND_DAY.fullmatch(words)
    when = read_day(said[2]) if said else None
    signed = None if when is None else when.isoformat()
    earliest = congress.day if asking == "resolution" else ""
    if when is not None and not earliest <= when.isoformat() <= today:
        held_on = day(turn.language, congress.day, year=True)
        text = say(turn.language, f"congress.bad_{asking}_day", day=short_day(when), held=held_on)
        return Reply(Screen(text, (home_choice(turn.language),), words=" "), "conresult", draft, takes_numbers=True)
    if asking == "resolution":
        await uow.congresses.change(congress, resolution=words)
    else:
        number = said[1] if said and signed else words
        await uow.congresses.set_document(congress.programme_id, number, signed or today)
    return None


def _ask(turn: Turn, draft: dict[str, Any], key: str, *, stumbled: bool = False) -> Reply:
    text = say(turn.language, key)
    screen = Screen(text, (home_choice(turn.language),), words=" ")
    return Reply(screen, "conresult", draft, stumbled=stumbled, takes_numbers=True)


async def _read_back(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, draft: dict[str, Any]) -> Reply:
    term = await new_term(uow, unit, congress)
    text = say(
        turn.language,
        "congress.read_back_decision",
        number=draft["number"],
        day=day(turn.language, draft["on"], year=True),
        start=short_day(congress.day),
        end=short_day(term.end),
        source=source_words(turn.language, term.ruling),
    )
    choices = (
        Choice(say(turn.language, "button.save"), f"task:{draft['task']}:save"),
        Choice(say(turn.language, "button.change"), f"task:{draft['task']}:done"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft=draft)


async def _close(
    turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, number: str, on: str
) -> Reply:
    reply = await write_report(turn, uow, entry)
    term = await close_congress(uow, unit, congress, number, on)
    noted(turn, uow, "congress.closed", congress)
    text = say(turn.language, "congress.closed", unit=unit.name, start=short_day(congress.day), end=short_day(term.end))
    choices = (
        Choice(say(turn.language, "congress.someone_new"), "handover"),
        Choice(say(turn.language, "button.congress"), f"congress:{unit.id}"),
        home_choice(turn.language),
    )
    return replace(
        Reply(Screen(text, choices)),
        pushes=(*reply.pushes, *await _tell_office(turn, uow, unit, congress, number, term.end)),
    )


async def _tell_office(
    turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, number: str, end: date
) -> tuple[Push, ...]:
    """The office hands the seats over: it alone knows who sits where now."""
    seat_id = await seat_above(uow, unit)
    if seat_id is None:
        return ()
    told = for_reader(
        "congress.push_closed",
        ("units.button_people", f"seats:{unit.id}"),
        ("units.button_term", f"term:{unit.id}"),
        words="congress.words_seats",
        unit=unit.name,
        number=number,
        start=partial(day, value=congress.day, year=True),
        end=partial(day, value=end, year=True),
    )
    event = await uow.tasks.last_event_of(turn.person.id if turn.person else 0, turn.now)
    return () if event is None else (Push(seat_id, told, f"task_event:{event.id}"),)
