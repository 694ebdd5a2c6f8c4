"""Somebody with several seats says which one they speak from; the choice holds until they make another."""

from __future__ import annotations

from dataclasses import replace

from handlers.screen import Choice, Reply, Turn
from handlers.screens.home import home
from handlers.screens.parts import AT_MOST, numbered_list, plain
from handlers.text import say, seat_name
from storage.unit_of_work import UnitOfWork


async def my_seats(turn: Turn, uow: UnitOfWork) -> Reply:
    """`myseats`, `myseats:<seat>`"""
    assert turn.person is not None
    held = await uow.people.seats(turn.person.id, turn.now)
    if not held:
        return plain(turn, "refuse.no_seat")
    if turn.args:
        chosen = next((seat for seat in held if seat.id == int(turn.args[0])), None)
        if chosen is not None:
            reply = await home(replace(turn, seat=chosen), uow)
            return replace(reply, seat_id=chosen.id)
    choices = [
        Choice(f"{place}. {seat_name(turn.language, seat.role, seat.unit_name)}", f"myseats:{seat.id}")
        for place, seat in enumerate(held[:AT_MOST], 1)
    ]
    lines = [
        choice.label + (say(turn.language, "myseats.deputy") if seat.holding == "deputy" else "")
        for choice, seat in zip(choices, held, strict=False)
    ]
    text = "\n".join((say(turn.language, "myseats.which"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))
