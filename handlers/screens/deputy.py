"""Standing in for a while: "từ thứ Hai tới thứ Sáu, đồng chí phó thay tôi". It ends by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from handlers.access import RECORD, Denied, require
from handlers.rules.calendar import instant
from handlers.rules.roster import read_day
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, plain
from handlers.text import day, say
from handlers.understand import parse_date
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

LONGEST: Final = timedelta(days=92)
WEEK: Final = timedelta(days=7)
ONE_DAY: Final = timedelta(days=1)


async def deputy(turn: Turn, uow: UnitOfWork) -> Reply:
    """`deputy` (with the days of a sentence), `deputy:<person>`, `deputy:<person>:go`"""
    seat = _own(turn)
    draft = {key: turn.draft[key] for key in ("from", "to", "person") if key in turn.draft} | _days(turn)
    people = await _others(turn, uow, seat)
    if not people:
        return plain(turn, "deputy.nobody")
    if turn.args:
        person = int(turn.args[0])
        if person not in people:
            raise Denied(RECORD)
        if turn.args[1:] == ("go",) and {"from", "to"} <= draft.keys():
            return await _go(turn, uow, seat, person, people[person], draft)
        return _next(turn, people, draft | {"person": person})
    if len(people) == 1:
        return _next(turn, people, draft | {"person": next(iter(people))})
    choices = [Choice(name, f"deputy:{person}") for person, name in list(people.items())[:AT_MOST]]
    screen = Screen(say(turn.language, "deputy.who"), (*choices, home_choice(turn.language)))
    return Reply(screen, draft=draft)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The first day, then the last."""
    people = await _others(turn, uow, _own(turn))
    draft = dict(turn.draft)
    if draft.get("person") not in people:
        return await deputy(turn, uow)
    found = read_day(turn.said) or parse_date(turn.said, turn.today(), "future")
    last = date.fromisoformat(draft["from"]) + LONGEST if "from" in draft else turn.today() + LONGEST
    earliest = date.fromisoformat(draft["from"]) if "from" in draft else turn.today()
    if found is None or not earliest <= found <= last:
        return _next(turn, people, draft, bad=True)
    return _next(turn, people, draft | {"to" if "from" in draft else "from": found.isoformat()})


def _own(turn: Turn) -> Seat:
    """The seat that can be lent: one's own, not one in which one stands in oneself."""
    seat = require(turn.seat, RECORD)
    if seat.holding != "holder":
        raise Denied(RECORD)
    return seat


def _days(turn: Turn) -> dict[str, str]:
    """The days of the sentence; a Friday named after a Monday is the one that follows it."""
    first, last = turn.slots.get("date_from"), turn.slots.get("date_to")
    if not first or not last:
        return {}
    begin, end = date.fromisoformat(str(first)), date.fromisoformat(str(last))
    if end < begin:
        end += WEEK
    if begin < turn.today() or not begin <= end <= begin + LONGEST:
        return {}
    return {"from": begin.isoformat(), "to": end.isoformat()}


async def _others(turn: Turn, uow: UnitOfWork, seat: Seat) -> dict[int, str]:
    """People of the same unit who can stand in, the deputy first."""
    found: dict[int, str] = {}
    rows = await uow.units.seats_in(seat.unit_id)
    for other in sorted(rows, key=lambda each: each.role != "cell_deputy"):
        if other.id != seat.id:
            found |= {each.person_id: each.name for each in await uow.people.holders(other.id, turn.now)}
    return {person: name for person, name in found.items() if turn.person is None or person != turn.person.id}


def _next(turn: Turn, people: dict[int, str], draft: dict[str, Any], *, bad: bool = False) -> Reply:
    called = people[draft["person"]]
    if "to" not in draft:
        key = "deputy.bad_date" if bad else "deputy.from" if "from" not in draft else "deputy.to"
        screen = Screen(say(turn.language, key, called=called), (home_choice(turn.language),), words=" ")
        return Reply(screen, "deputy", draft, takes_numbers=True)
    text = say(
        turn.language,
        "deputy.read_back",
        called=called,
        first=day(turn.language, draft["from"]),
        last=day(turn.language, draft["to"]),
    )
    choices = (Choice(say(turn.language, "handover.yes"), f"deputy:{draft['person']}:go"), home_choice(turn.language))
    return Reply(Screen(text, choices), draft=draft)


async def _go(turn: Turn, uow: UnitOfWork, seat: Seat, person: int, called: str, draft: dict[str, Any]) -> Reply:
    first, last = date.fromisoformat(draft["from"]), date.fromisoformat(draft["to"])
    from_at, until_at = max(turn.now, instant(first)), instant(last + ONE_DAY)
    by = actor(turn)
    await uow.people.lend_seat(seat.id, person, from_at, until_at)
    await uow.handovers.add(
        seat.id, "deputy", called, person, from_at=from_at, until_at=until_at, by=by.person_id, now=turn.now
    )
    uow.audit.add(
        "seat.lent",
        f"seat:{seat.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        from_at=from_at,
        until_at=until_at,
    )
    shown = day(turn.language, first), day(turn.language, last)
    return plain(turn, "deputy.saved", called=called, first=shown[0], last=shown[1])
