"""The day of the month on which a cell meets: set by the cell for itself, or by its committee for those below that
have not said otherwise."""

from __future__ import annotations

from dataclasses import replace

from handlers.access import ASSIGN, RECORD, Denied, may
from handlers.duty_plan import KEPT_IN, MEETING, copies_for, meeting_from, meeting_of
from handlers.duty_words import meeting_words, next_meetings
from handlers.rules.periods import DEFAULT_MEETING
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.screens.sharing import noted_copy
from handlers.text import say
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

SHOWN = 3


async def meeting_day(turn: Turn, uow: UnitOfWork) -> Reply:
    """`meetday` shows it and waits for another, `meetday:save` keeps what was read back, `meetday:original` goes back
    to the committee's."""
    seat = _seat(turn)
    way = turn.args[0] if turn.args else ""
    if way == "save" and isinstance(turn.draft.get("rule"), str):
        rule = meeting_from(turn.draft["rule"]) or DEFAULT_MEETING
        await uow.organisation.set_meeting_rule(seat.unit_id, meeting_words(KEPT_IN, rule))
        noted_copy(turn, uow, seat, MEETING, "changed")
        days = next_meetings(turn.language, rule, turn.today(), SHOWN)
        return plain(turn, "meetday.saved", unit=seat.unit_name, rule=meeting_words(turn.language, rule), days=days)
    if way == "original":
        await uow.organisation.set_meeting_rule(seat.unit_id, "")
        noted_copy(turn, uow, seat, MEETING, "original")
    return await _shown(turn, uow, seat)


def _seat(turn: Turn) -> Seat:
    if turn.seat is None or not (may(turn.seat, ASSIGN) or may(turn.seat, RECORD)):
        raise Denied(ASSIGN)
    return turn.seat


async def _shown(turn: Turn, uow: UnitOfWork, seat: Seat, *, stumbled: bool = False) -> Reply:
    rule = meeting_of(await copies_for(uow, seat.unit_path))
    own = (await uow.organisation.facts(seat.unit_id)).meeting_rule
    text = say(
        turn.language,
        "meetday.again" if stumbled else "meetday.below" if may(seat, ASSIGN) else "meetday.own",
        unit=seat.unit_name,
        rule=meeting_words(turn.language, rule),
        days=next_meetings(turn.language, rule, turn.today(), SHOWN),
    )
    choices = [home_choice(turn.language)]
    if own:
        choices.insert(0, Choice(say(turn.language, "meetday.button_original"), "meetday:original"))
    screen = Screen(text, tuple(choices), words=" ")
    return Reply(screen, next_screen="meetday", draft={"asking": "rule"}, stumbled=stumbled, takes_numbers=True)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """Another day was typed."""
    seat = _seat(turn)
    rule = meeting_from(turn.said)
    if rule is None:
        return await _shown(turn, uow, seat, stumbled=True)
    text = say(
        turn.language,
        "meetday.read_back",
        unit=seat.unit_name,
        rule=meeting_words(turn.language, rule),
        days=next_meetings(turn.language, rule, turn.today(), SHOWN),
    )
    choices = (
        Choice(say(turn.language, "button.save"), "meetday:save"),
        Choice(say(turn.language, "button.change"), "meetday"),
        home_choice(turn.language),
    )
    reply = Reply(Screen(text, choices))
    return replace(reply, draft={"rule": turn.said})
