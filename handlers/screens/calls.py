"""Whom the office should telephone: units that are silent, cannot be reached or asked for it. Cards, no black marks."""

from __future__ import annotations

from handlers.access import VERIFY, Denied, reaches, require
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
from handlers.text import say
from storage.unit_of_work import UnitOfWork


async def calls(turn: Turn, uow: UnitOfWork) -> Reply:
    """`calls` lists the open cards, `calls:<card>` shows one, `calls:<card>:done` closes it."""
    seat = require(turn.seat, VERIFY)
    if not turn.args:
        return await _list(turn, uow, seat.unit_path)
    card = await uow.cards.get(int(turn.args[0]))
    if card is None:
        return await _list(turn, uow, seat.unit_path)
    if not reaches(seat, card.path, VERIFY):
        raise Denied(VERIFY)
    if turn.args[1:] == ("done",):
        by = actor(turn)
        await uow.cards.done(card.id, turn.now)
        uow.audit.add(
            "call.made", f"card:{card.id}", turn.now, person_id=by.person_id, seat_id=by.seat_id, inbox_id=by.inbox_id
        )
        return plain(turn, "calls.done", Choice(say(turn.language, "button.calls"), "calls"), unit=card.unit_name)
    waiting, late, _ = await uow.tasks.counts(card.unit_id, turn.today().isoformat(), turn.now)
    names = [
        holder.name
        for each in await uow.units.seats_in(card.unit_id)
        for holder in await uow.people.holders(each.id, turn.now)
    ]
    text = say(
        turn.language,
        "calls.card",
        unit=card.unit_name,
        reason=say(turn.language, f"calls.{card.reason}"),
        who=", ".join(sorted(set(names))) or say(turn.language, "calls.nobody"),
        open=waiting,
        late=late,
    )
    choices = (
        Choice(say(turn.language, "calls.called"), f"calls:{card.id}:done"),
        Choice(say(turn.language, "button.back"), "calls"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices, replaces=True))


async def _list(turn: Turn, uow: UnitOfWork, path: str) -> Reply:
    cards = await uow.cards.open_below(path, AT_MOST)
    if not cards:
        return plain(turn, "calls.none")
    lines = [
        say(
            turn.language,
            "calls.line",
            number=place,
            unit=card.unit_name,
            reason=say(turn.language, f"calls.{card.reason}"),
        )
        for place, card in enumerate(cards, 1)
    ]
    choices = [Choice(f"{place}. {card.unit_name}", f"calls:{card.id}") for place, card in enumerate(cards, 1)]
    text = "\n".join((say(turn.language, "calls.list"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))
