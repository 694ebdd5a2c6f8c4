"""What is held about the person who asks, and its erasure (Luật 91/2025/QH15; domain 6.3)."""

from __future__ import annotations

import json

from handlers.retention import DAYS, LAST_RUN
from handlers.rules.calendar import day_of
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import day, number, say, seat_name
from storage.unit_of_work import UnitOfWork


async def my_data(turn: Turn, uow: UnitOfWork) -> Reply:
    """`mydata`, `mydata:erase`, `mydata:erase:yes`, `mydata:keep`"""
    assert turn.person is not None
    if turn.args[:2] == ("erase", "yes"):
        return await _erase(turn, uow)
    if turn.args[:1] == ("erase",):
        choices = (Choice(say(turn.language, "button.erase"), "mydata:erase:yes"), home_choice(turn.language))
        return Reply(Screen(say(turn.language, "privacy.erase_ask"), choices))
    if turn.args[:1] == ("keep",):
        return await _kept(turn, uow)
    seats = await uow.people.seats(turn.person.id, turn.now)
    return plain(
        turn,
        "privacy.mine",
        Choice(say(turn.language, "button.erase"), "mydata:erase"),
        Choice(say(turn.language, "privacy.how_long"), "mydata:keep"),
        Choice(say(turn.language, "pin.button"), "pin"),
        home_choice(turn.language),
        name=turn.person.name,
        seats="; ".join(seat_name(turn.language, seat.role, seat.unit_name) for seat in seats),
        consent=day(turn.language, day_of(turn.person.consent_at or 0), year=True),
        version=turn.person.consent_version,
        channels=", ".join(await uow.people.channels(turn.person.id)),
    )


async def _kept(turn: Turn, uow: UnitOfWork) -> Reply:
    """How long each kind is kept, and how much went last night: counts, nobody's words."""
    fact = await uow.audit.fact(LAST_RUN)
    reply = say(turn.language, "privacy.kept", **{kind: number(days) for kind, days in DAYS.items()})
    if fact is not None:
        run = json.loads(fact)
        total = sum(run["gone"].values())
        on = day(turn.language, day_of(run["at"]), year=True)
        reply += "\n" + say(turn.language, "privacy.last_night", day=on, n=number(total))
    return Reply(Screen(reply, (Choice(say(turn.language, "button.back"), "mydata"), home_choice(turn.language))))


async def _erase(turn: Turn, uow: UnitOfWork) -> Reply:
    assert turn.person is not None
    person_id = turn.person.id
    await uow.files.revoke(person_id)
    await uow.boards.revoke(person_id)
    await uow.people.erase(person_id, turn.now)
    await uow.wishes.erase(person_id)
    uow.audit.add(
        "person.erased",
        f"person:{person_id}",
        turn.now,
        person_id=None,
        seat_id=turn.seat.id if turn.seat else None,
        inbox_id=turn.inbox_id,
    )
    return Reply(Screen(say(turn.language, "privacy.erased")), seat_id=None, forget=True)
