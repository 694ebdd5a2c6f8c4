"""When the machine did not understand: say it otherwise, choose from three, have the office call. Never a dead end."""

from __future__ import annotations

from handlers.access import RECORD, may
from handlers.screen import Choice, Push, Reply, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import say
from handlers.written import for_reader
from storage.unit_of_work import UnitOfWork

ASKED = "asked"
PATIENT = 2


async def not_understood(turn: Turn, uow: UnitOfWork) -> Reply:
    """The first time a rephrased question, then three numbered choices, then a person (features 0.5)."""
    if turn.seat is None:
        return plain(turn, "refuse.no_seat")
    saving = turn.choices[0] if turn.choices and turn.choices[0].endswith((":save", ":send")) else None
    if saving and turn.stumbles < PATIENT and not turn.said.strip().isdecimal():
        # What was read back and not yet saved is not lost by one word that was not understood. A bare number may
        # have been meant to correct it: then nothing old is offered for saving.
        label = say(turn.language, f"button.{saving.rsplit(':', 1)[1]}")
        screen = plain(turn, "understand.still_to_save", Choice(label, saving), home_choice(turn.language)).screen
        return Reply(screen, draft=turn.draft, stumbled=True)
    if turn.stumbles == 0:
        reply = plain(turn, "understand.again")
    elif turn.stumbles == 1:
        rooms = ("my_work", "tasks"), ("pledge", "pledge"), ("help", "help")
        if not may(turn.seat, RECORD):
            rooms = ("standing", "standing"), ("review", "review"), ("help", "help")
        choices = [Choice(say(turn.language, f"button.{key}"), action) for key, action in rooms]
        reply = plain(turn, "understand.choose", *choices)
    else:
        call = Choice(say(turn.language, "button.call_office"), "call")
        reply = plain(turn, "understand.call", call, home_choice(turn.language))
    return Reply(reply.screen, stumbled=True)


async def call_office(turn: Turn, uow: UnitOfWork) -> Reply:
    """`call`: asks the office above to telephone; nothing of what was typed is passed on."""
    assert turn.person is not None
    if turn.seat is None:
        return plain(turn, "refuse.no_seat")
    await uow.cards.open(turn.seat.unit_id, ASKED, turn.now, not_since=turn.now)
    office = await uow.units.seat_upward(turn.seat.unit_path, "office_clerk")
    pushes: tuple[Push, ...] = ()
    if office is not None:
        told = for_reader("understand.call_push", name=turn.person.name, unit=turn.seat.unit_name)
        pushes = (Push(office.id, told, f"call:{turn.inbox_id}"),)
    return Reply(plain(turn, "understand.call_saved").screen, pushes=pushes)
