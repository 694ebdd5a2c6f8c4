"""What a change of a congress does and who is told: one message that explains, to the other side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from handlers.catalogue import LEVEL_OF_KIND
from handlers.congresses import COMMITTEE_ROLE, Moved, approver_role, move_congress, set_mode, withdraw_congress
from handlers.screen import Push, Reply, Turn, Written
from handlers.screens.congress import shown
from handlers.screens.parts import actor, plain
from handlers.text import day, number, say
from handlers.written import for_reader
from storage.congress_rows import Congress
from storage.model import Unit
from storage.unit_of_work import UnitOfWork


async def put_off(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress, when: date, reason: str) -> Reply:
    """The new day, with the open steps behind it."""
    moved = await move_congress(uow, found, when, reason, seat_id=actor(turn).seat_id, now=turn.now)
    noted(turn, uow, "congress.moved", moved.congress)
    words = _moved_words(found, moved, turn.language)
    reply = await shown(turn, uow, unit, moved.congress, say(turn.language, "congress.moved_short", words=words))
    told = with_door(unit, "congress.push_moved", reason=reason, what=partial(_moved_words, found, moved))
    return await telling(turn, uow, unit, reply, told, f"congress_change:{moved.change_id}")


def _moved_words(was: Congress, moved: Moved, language: str) -> str:
    return say(
        language,
        "congress.moved",
        old=day(language, was.planned_on),
        new=day(language, moved.congress.planned_on, year=True),
        moved=number(len(moved.moved)),
        kept=number(moved.kept),
    )


def with_door(unit: Unit, key: str, /, **values: object) -> Written:
    """A sentence about the unit's congress for somebody else, with the way there."""
    way = ("button.congress", f"congress:{unit.id}")
    return for_reader(key, way, words="congress.words", unit=unit.name, **values)


async def telling(turn: Turn, uow: UnitOfWork, unit: Unit, reply: Reply, told: Written, cause: str) -> Reply:
    """The reply, with one message to the other side when there is one."""
    seat_id = await other_side(turn, uow, unit)
    return reply if seat_id is None else replace(reply, pushes=(Push(seat_id, told, cause),))


async def change_mode(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress, mode: int) -> Reply:
    """Another content mode; the election steps follow."""
    moved, changed = await set_mode(uow, found, mode, seat_id=actor(turn).seat_id, now=turn.now)
    noted(turn, uow, "congress.mode", moved.congress)
    words = say(
        turn.language,
        "congress.mode_changed",
        mode=say(turn.language, f"congress.mode_{mode}"),
        off=number(sum(task.state == "not_applicable" for task in changed)),
        on=number(sum(task.state != "not_applicable" for task in changed)),
    )
    reply = await shown(turn, uow, unit, moved.congress, words)
    told = with_door(unit, "congress.push_mode", mode=partial(_mode_words, mode))
    return await telling(turn, uow, unit, reply, told, f"congress_change:{moved.change_id}")


def _mode_words(mode: int, language: str) -> str:
    return say(language, f"congress.mode_{mode}")


async def take_back(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress) -> Reply:
    """The whole road map, as when it was planned for the wrong unit; whoever was told that there is one is told."""
    gone = await withdraw_congress(uow, found, "", seat_id=actor(turn).seat_id, now=turn.now)
    noted(turn, uow, "congress.withdrawn", found)
    reply = plain(turn, "congress.withdrawn", unit=unit.name, n=number(len(gone.moved)))
    told = with_door(unit, "congress.push_withdrawn")
    return await telling(turn, uow, unit, reply, told, f"congress_change:{gone.change_id}")


async def tell_planned(turn: Turn, uow: UnitOfWork, unit: Unit, made: Congress, reply: Reply) -> Reply:
    """A road map is there: one line to the other side."""
    seat_id = actor(turn).seat_id
    change_id = await uow.congresses.note(made.id, "planned", "", made.planned_on, "", seat_id=seat_id, now=turn.now)
    told = with_door(unit, "congress.push_planned", day=partial(day, value=made.planned_on, year=True))
    return await telling(turn, uow, unit, reply, told, f"congress_change:{change_id}")


async def other_side(turn: Turn, uow: UnitOfWork, unit: Unit) -> int | None:
    """The seat that should know what this one did: the holder in the unit, or whoever approves above; None when there
    is nobody."""
    if turn.seat is not None and turn.seat.unit_id == unit.id:
        return await seat_above(uow, unit)
    return await uow.units.seat_for(unit.id, holder_role(unit))


async def seat_above(uow: UnitOfWork, unit: Unit) -> int | None:
    """Whoever approves the congress of this unit; None at the top."""
    above = f"{unit.path.rstrip('/').rpartition('/')[0]}/"
    seat = await uow.units.seat_upward(above, approver_role(unit.kind)) if above != "/" else None
    return seat.id if seat else None


def holder_role(unit: Unit) -> str:
    """Who carries the road map in the unit."""
    return "cell_secretary" if LEVEL_OF_KIND[unit.kind] == "cell" else COMMITTEE_ROLE


def noted(turn: Turn, uow: UnitOfWork, action: str, found: Congress) -> None:
    """One line: what was done to which congress."""
    by = actor(turn)
    uow.audit.add(
        action,
        f"congress:{found.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        on=found.planned_on,
        mode=found.mode,
    )
