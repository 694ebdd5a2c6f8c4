"""Mergers, splits, renames and moves in the chat: the empty sheet to fill, what is planned, and taking it back."""

from __future__ import annotations

from typing import Final

from handlers.access import IMPORT, Denied
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import day, number, say
from storage.model import Seat
from storage.restructurings import Restructuring
from storage.unit_of_work import UnitOfWork

SHOWN: Final = 3


async def plans(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    """`roster:plan`, `roster:plan:get`, `roster:plan:<id>`, `…:sheet`, `…:drop`, `…:drop:yes`."""
    match turn.args[1:]:
        case ("get",):
            document = Document("plan_template", {"path": seat.unit_path, "language": turn.language})
            return Reply(plain(turn, "upload.making").screen, next_screen="roster", document=document)
        case (plan_id, *way):
            return await _one(turn, uow, seat, int(plan_id), tuple(way))
    return await _list(turn, uow, seat)


async def _list(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    planned = await uow.restructurings.planned(seat.id, SHOWN)
    text = say(turn.language, "restructure.ask")
    choices = [Choice(say(turn.language, "restructure.get"), "roster:plan:get")]
    choices += [Choice(_title(turn, each), f"roster:plan:{each.id}") for each in planned]
    return Reply(Screen(text, (*choices, home_choice(turn.language))), next_screen="roster")


def _title(turn: Turn, each: Restructuring) -> str:
    on = day(turn.language, each.effective_on, year=True)
    return say(turn.language, "restructure.waiting", n=number(len(each.steps)), day=on)


async def _one(turn: Turn, uow: UnitOfWork, seat: Seat, plan_id: int, way: tuple[str, ...]) -> Reply:
    """Whoever planned it; what the command line planned belongs to the administrators."""
    found = await uow.restructurings.get(plan_id)
    mine = found is not None and (found.seat_id == seat.id or (found.seat_id is None and seat.role == "admin"))
    if found is None or not mine:
        raise Denied(IMPORT)
    if way == ("sheet",) and found.lines:
        args = {"lines": list(found.lines), "language": turn.language}
        return Reply(plain(turn, "restructure.coming").screen, document=Document("reconciliation", args))
    if way[:1] == ("drop",) and found.state == "planned":
        return await _drop(turn, uow, found, really=way == ("drop", "yes"))
    key = f"restructure.is_{found.state}"
    choices = []
    if found.lines:
        choices.append(Choice(say(turn.language, "restructure.show"), f"roster:plan:{found.id}:sheet"))
    if found.state == "planned":
        choices.append(Choice(say(turn.language, "restructure.drop"), f"roster:plan:{found.id}:drop"))
    on = day(turn.language, found.effective_on, year=True)
    return plain(turn, key, *choices, home_choice(turn.language), n=number(len(found.steps)), day=on)


async def _drop(turn: Turn, uow: UnitOfWork, found: Restructuring, *, really: bool) -> Reply:
    on = day(turn.language, found.effective_on, year=True)
    if not really:
        yes = Choice(say(turn.language, "restructure.drop"), f"roster:plan:{found.id}:drop:yes")
        return plain(turn, "restructure.drop_ask", yes, home_choice(turn.language), n=number(len(found.steps)), day=on)
    await uow.restructurings.finish(found.id, "cancelled", [], turn.now)
    return plain(turn, "restructure.is_cancelled", n=number(len(found.steps)), day=on)
