"""The second factor: a PIN of six digits asked before what a stolen telephone must not do.

The digits never get here: the intake has replaced them by their slow hash before anything was written, and even that
is taken out of the message in the turn that reads it.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import partial
from typing import Any, Final

from handlers.access import INVITE, Denied, require
from handlers.rules.calendar import local
from handlers.rules.pins import (
    BAD_LENGTH,
    PROVEN_MS,
    SCREEN,
    TOO_EASY,
    TRIES,
    is_guarded,
    lock_ms,
    matches,
)
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import day, say, seat_name
from handlers.written import for_reader
from storage.pins import Pin
from storage.unit_of_work import UnitOfWork

SALT_BYTES: Final = 16


async def guard(turn: Turn, action: str, uow: UnitOfWork) -> Reply | None:
    """The question for the PIN that stands before a guarded action; None when nothing stands in its way."""
    if turn.person is None or not is_guarded(action):
        return None
    kept = await uow.pins.get(turn.person.id)
    if kept is None or not kept.hash:
        return None
    # Whoever changes or drops the PIN gives it then and there.
    window = 0 if action.startswith("pin:") else PROVEN_MS
    if kept.proven_in == turn.conversation_id and turn.now - kept.proven_at <= window:
        return None
    draft = turn.draft.get("draft", {}) if "after" in turn.draft else turn.draft
    return _ask(turn, kept, {"after": action, "draft": draft, "slots": turn.slots})


def _ask(turn: Turn, kept: Pin, draft: dict[str, Any], key: str = "pin.ask", **values: object) -> Reply:
    if kept.locked_until > turn.now:
        return _locked(turn, kept.locked_until)
    text = say(turn.language, key, **values)
    choices = (Choice(say(turn.language, "pin.forgot"), "pin:forgot"), home_choice(turn.language))
    return Reply(Screen(text, choices), next_screen=SCREEN, draft=draft)


def _locked(turn: Turn, until: int) -> Reply:
    at = local(until)
    when = f"{at:%H:%M} {day(turn.language, at.date())}"
    forgot = Choice(say(turn.language, "pin.forgot"), "pin:forgot")
    return plain(turn, "pin.locked", forgot, home_choice(turn.language), until=when)


async def entered(turn: Turn, uow: UnitOfWork, *, asked: bool) -> Reply | tuple[Turn, str]:
    """What the intake made of typed digits: an answer, or the turn and the action that waited for the PIN."""
    await uow.pins.blank(turn.inbox_id)
    kept = await uow.pins.get(turn.person.id) if turn.person is not None else None
    if not asked or kept is None or turn.person is None:
        return plain(turn, "pin.not_asked")
    if turn.draft.get("step"):
        return await _choosing(turn, uow)
    if kept.locked_until > turn.now:
        return _locked(turn, kept.locked_until)
    if not matches(turn.said, kept.hash) or "after" not in turn.draft:
        return await _missed(turn, uow, kept)
    await uow.pins.prove(turn.person.id, turn.conversation_id, turn.now)
    waited = replace(turn, draft=turn.draft["draft"], slots=turn.draft["slots"], said="")
    return waited, str(turn.draft["after"])


async def _missed(turn: Turn, uow: UnitOfWork, kept: Pin) -> Reply:
    assert turn.person is not None
    wrong = await uow.pins.miss(turn.person.id)
    lock = lock_ms(wrong)
    if lock is None:
        return _ask(turn, kept, turn.draft, "pin.wrong", left=TRIES - wrong % TRIES)
    await uow.pins.lock(turn.person.id, turn.now + lock)
    _audit(turn, uow, "locked", turn.person.id)
    return _locked(turn, turn.now + lock)


async def pin(turn: Turn, uow: UnitOfWork) -> Reply:
    """`pin`, `pin:set`, `pin:change`, `pin:off`, `pin:forgot`, `pin:clear:<person>`, `pin:clear:<person>:yes`; the
    router asks for the present PIN before `change`, `off` and `clear`."""
    assert turn.person is not None
    match turn.args:
        case ("set",) | ("change",):
            return await _begin(turn, uow, changing=turn.args == ("change",))
        case ("off",):
            await uow.pins.clear(turn.person.id)
            _audit(turn, uow, "removed", turn.person.id)
            return plain(turn, "pin.off_done")
        case ("forgot",):
            return await _forgot(turn, uow)
        case ("clear", person, *rest):
            return await _clear(turn, uow, int(person), really=rest == ["yes"])
    kept = await uow.pins.get(turn.person.id)
    if kept is None or not kept.hash:
        return plain(turn, "pin.none", Choice(say(turn.language, "pin.set"), "pin:set"), home_choice(turn.language))
    ways = [Choice(say(turn.language, f"pin.{way}"), f"pin:{way}") for way in ("change", "off", "forgot")]
    return plain(turn, "pin.is_set", *ways, home_choice(turn.language))


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """Something else than digits, where a PIN was asked for."""
    screen = Screen(say(turn.language, "pin.only_digits"), (home_choice(turn.language),))
    return Reply(screen, next_screen=SCREEN, draft=turn.draft)


async def _begin(turn: Turn, uow: UnitOfWork, *, changing: bool) -> Reply:
    assert turn.person is not None
    kept = await uow.pins.get(turn.person.id)
    if kept is not None and kept.hash and not changing:
        return await pin(replace(turn, args=()), uow)
    await uow.pins.prepare(turn.person.id, secrets.token_hex(SALT_BYTES))
    return _next(turn, "pin.new", {"step": "new"})


def _next(turn: Turn, key: str, draft: dict[str, Any]) -> Reply:
    return Reply(Screen(say(turn.language, key), (home_choice(turn.language),)), next_screen=SCREEN, draft=draft)


async def _choosing(turn: Turn, uow: UnitOfWork) -> Reply:
    """The new PIN, twice."""
    assert turn.person is not None
    given = turn.said
    if given in (BAD_LENGTH, TOO_EASY) or not given:
        return _next(turn, f"pin.{given or BAD_LENGTH}", {"step": "new"})
    if turn.draft["step"] == "new":
        return _next(turn, "pin.again", {"step": "again", "first": given})
    if not matches(given, str(turn.draft["first"])):
        return _next(turn, "pin.differ", {"step": "new"})
    await uow.pins.choose(turn.person.id, given, turn.conversation_id, turn.now)
    _audit(turn, uow, "set", turn.person.id)
    return plain(turn, "pin.saved")


async def _forgot(turn: Turn, uow: UnitOfWork) -> Reply:
    """The office above, or the administrators, are asked to take it off; nobody takes off their own."""
    assert turn.person is not None
    if turn.seat is None:
        return plain(turn, "refuse.no_seat")
    office = await uow.units.seat_upward(turn.seat.unit_path, "office_clerk")
    asked = [office.id] if office is not None and office.unit_path != turn.seat.unit_path else []
    asked = asked or [each for each in await uow.units.seats_with_role("admin") if each != turn.seat.id]
    if not asked:
        return plain(turn, "pin.nobody_above")
    told = for_reader(
        "pin.wish",
        ("pin.clear", f"pin:clear:{turn.person.id}"),
        called=turn.person.name,
        seat=partial(seat_name, role=turn.seat.role, unit_name=turn.seat.unit_name),
    )
    reply = plain(turn, "pin.forgot_asked")
    return Reply(reply.screen, pushes=tuple(Push(each, told, f"pin:{turn.inbox_id}") for each in asked))


async def _clear(turn: Turn, uow: UnitOfWork, person_id: int, *, really: bool) -> Reply:
    """Somebody above, after having asked on the telephone; the person is told at once."""
    here = require(turn.seat, INVITE)
    person = await uow.people.get(person_id)
    paths = await uow.handovers.seat_paths(person_id, turn.now)
    mine = turn.person is not None and turn.person.id == person_id
    if person is None or mine or not paths or not all(path.startswith(here.unit_path) for path in paths):
        raise Denied(INVITE)
    if not really:
        yes = Choice(say(turn.language, "pin.clear"), f"pin:clear:{person_id}:yes")
        return plain(turn, "pin.clear_ask", yes, home_choice(turn.language), called=person.name)
    await uow.pins.clear(person_id)
    _audit(turn, uow, "cleared", person_id)
    told = for_reader("pin.told_cleared", ("pin.set", "pin:set"))
    pushes = tuple(Push(each.id, told, f"pin:{turn.inbox_id}") for each in await uow.people.seats(person_id, turn.now))
    return Reply(plain(turn, "pin.cleared", called=person.name).screen, pushes=pushes[:1])


def _audit(turn: Turn, uow: UnitOfWork, what: str, person_id: int) -> None:
    uow.audit.add(
        f"pin.{what}",
        f"person:{person_id}",
        turn.now,
        person_id=turn.person.id if turn.person else None,
        seat_id=turn.seat.id if turn.seat else None,
        inbox_id=turn.inbox_id,
    )
