"""A unit's term of office: "dự kiến" until somebody of the office confirms it, with the document it rests on.

Nothing is guessed: the length is chosen, the first day is asked, the document is named (domain 1.6).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from handlers.access import ORGANISE, access_unit, require
from handlers.rules.roster import EARLIEST, LATEST, LONGEST_NAME, read_day
from handlers.rules.terms import POLICY_MONTHS, planned_end
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
from handlers.text import day, say
from handlers.understand import parse_date
from storage.model import Unit
from storage.unit_of_work import UnitOfWork

POLICIES: Final = (*POLICY_MONTHS, "custom")


async def term(turn: Turn, uow: UnitOfWork) -> Reply:
    """`term`, `term:<unit>`, `term:<unit>:ok`, `term:<unit>:set`, `term:<unit>:<policy>`,
    `term:<unit>:sure|expected`"""
    seat = require(turn.seat, ORGANISE)
    if not turn.args:
        return await _unconfirmed(turn, uow, seat.unit_path)
    unit = await access_unit(uow, seat, int(turn.args[0]), ORGANISE)
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "ok":
        return await _confirm(turn, uow, unit)
    if way == "set":
        choices = [Choice(say(turn.language, f"term.policy_{each}"), f"term:{unit.id}:{each}") for each in POLICIES]
        text = say(turn.language, "term.ask_policy", unit=unit.name)
        return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))
    if way in POLICIES:
        return _ask(turn, "start", {"unit": unit.id, "policy": way}, "term.ask_start")
    if way in ("sure", "expected"):
        return await _save(turn, uow, unit, confirmed=way == "sure")
    return await _shown(turn, uow, unit)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The first day, for a custom term the last day, and the document, one after the other."""
    unit = await access_unit(uow, turn.seat, int(turn.draft["unit"]), ORGANISE)
    step, draft = turn.draft["step"], dict(turn.draft)
    if step == "basis":
        basis = " ".join(turn.said.split())
        if not basis or len(basis) > LONGEST_NAME:
            return _ask(turn, step, draft, "term.ask_basis")
        return _read_back(turn, unit, draft | {"basis": basis})
    found = read_day(turn.said) or parse_date(turn.said, turn.today(), "past" if step == "start" else "future")
    if found is None or not EARLIEST <= found <= LATEST:
        return _ask(turn, step, draft, "term.bad_date")
    draft[step] = found.isoformat()
    if step == "start" and draft["policy"] == "custom":
        return _ask(turn, "end", draft, "term.ask_end")
    try:
        end = planned_end(date.fromisoformat(draft["start"]), draft["policy"], found if step == "end" else None)
    except ValueError:
        return _ask(turn, "end", draft, "term.end_before_start")
    return _ask(turn, "basis", draft | {"end": end.isoformat()}, "term.ask_basis")


def _ask(turn: Turn, step: str, draft: dict[str, Any], key: str) -> Reply:
    screen = Screen(say(turn.language, key), (home_choice(turn.language),), words=" ")
    return Reply(screen, "term", draft | {"step": step}, takes_numbers=True)


def _read_back(turn: Turn, unit: Unit, draft: dict[str, Any]) -> Reply:
    text = say(
        turn.language,
        "term.read_back",
        unit=unit.name,
        start=day(turn.language, draft["start"], year=True),
        end=day(turn.language, draft["end"], year=True),
        policy=say(turn.language, f"term.policy_{draft['policy']}"),
        basis=draft["basis"],
    )
    choices = (
        Choice(say(turn.language, "term.save_sure"), f"term:{unit.id}:sure"),
        Choice(say(turn.language, "term.save_expected"), f"term:{unit.id}:expected"),
        Choice(say(turn.language, "button.change"), f"term:{unit.id}:set"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft=draft)


async def _save(turn: Turn, uow: UnitOfWork, unit: Unit, *, confirmed: bool) -> Reply:
    draft = turn.draft
    if draft.get("unit") != unit.id or not {"start", "end", "policy", "basis"} <= draft.keys():
        return await _shown(turn, uow, unit)
    await uow.organisation.set_term(
        unit.id,
        start_on=draft["start"],
        planned_end_on=draft["end"],
        policy=draft["policy"],
        basis=draft["basis"],
        confirmed_at=turn.now if confirmed else None,
        by=turn.person.id if turn.person else None,
    )
    _audit(turn, uow, unit, "set", confirmed)
    return await _shown(turn, uow, unit, say(turn.language, "term.saved"))


async def _confirm(turn: Turn, uow: UnitOfWork, unit: Unit) -> Reply:
    found = await uow.units.term(unit.id)
    if found is None:
        return await _shown(turn, uow, unit)
    await uow.organisation.confirm_term(found.id, turn.now, turn.person.id if turn.person else None)
    _audit(turn, uow, unit, "confirmed", True)
    return await _shown(turn, uow, unit, say(turn.language, "term.confirmed"))


async def _shown(turn: Turn, uow: UnitOfWork, unit: Unit, before: str = "") -> Reply:
    found = await uow.units.term(unit.id)
    change = Choice(say(turn.language, "term.change"), f"term:{unit.id}:set")
    back = Choice(say(turn.language, "button.back"), f"units:{unit.id}")
    if found is None:
        return plain(turn, "term.none", change, back, home_choice(turn.language), unit=unit.name)
    text = say(
        turn.language,
        "term.shown",
        unit=unit.name,
        start=day(turn.language, found.start_on, year=True),
        end=day(turn.language, found.planned_end_on, year=True),
        policy=say(turn.language, f"term.policy_{found.policy if found.policy in POLICIES else 'custom'}"),
        basis=found.basis,
        state=say(turn.language, "term.is_confirmed" if found.confirmed else "term.is_expected"),
    )
    confirm = () if found.confirmed else (Choice(say(turn.language, "term.confirm"), f"term:{unit.id}:ok"),)
    screen = Screen(f"{before}\n{text}".strip(), (*confirm, change, back, home_choice(turn.language)), replaces=True)
    return Reply(screen)


async def _unconfirmed(turn: Turn, uow: UnitOfWork, path: str) -> Reply:
    rows = await uow.organisation.unconfirmed_below(path, AT_MOST)
    if not rows:
        return plain(turn, "term.all_confirmed")
    choices = [Choice(f"{place}. {name}", f"term:{unit_id}") for place, (unit_id, name, _) in enumerate(rows, 1)]
    lines = [
        say(turn.language, "term.line", number=place, unit=name, day=day(turn.language, end, year=True))
        for place, (_, name, end) in enumerate(rows, 1)
    ]
    text = "\n".join((say(turn.language, "term.unconfirmed"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


def _audit(turn: Turn, uow: UnitOfWork, unit: Unit, action: str, confirmed: bool) -> None:
    by = actor(turn)
    uow.audit.add(
        f"term.{action}",
        f"unit:{unit.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        confirmed=confirmed,
    )
