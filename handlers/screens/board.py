"""The way from the chat to the committee's page: a link of one's own that soon ends."""

from __future__ import annotations

from handlers.access import SUPERVISE, access_unit, may
from handlers.rules.calendar import MINUTE_MS, local
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import say
from storage.unit_of_work import UnitOfWork

LINK_MINUTES = 30
LINK_LASTS = LINK_MINUTES * MINUTE_MS


async def board(turn: Turn, uow: UnitOfWork) -> Reply:
    """`board`, `board:<unit>`: the link follows the sentence; it is made only when it is sent."""
    if not may(turn.seat, SUPERVISE):
        return plain(turn, "board.own_only", Choice(say(turn.language, "button.my_work"), "tasks"))
    assert turn.seat is not None
    assert turn.person is not None
    unit_id = int(turn.args[0]) if turn.args else turn.seat.unit_id
    unit = await access_unit(uow, turn.seat, unit_id, SUPERVISE)
    uow.audit.add(
        "board.linked",
        f"unit:{unit.id}",
        turn.now,
        person_id=turn.person.id,
        seat_id=turn.seat.id,
        inbox_id=turn.inbox_id,
    )
    text = say(turn.language, "board.coming", unit=unit.name, minutes=LINK_MINUTES)
    args = {"person": turn.person.id, "seat": turn.seat.id, "unit": unit.id, "language": turn.language}
    choices = (Choice(say(turn.language, "button.standing"), "standing"), home_choice(turn.language))
    return Reply(Screen(text, choices), document=Document("board", args))


async def link_screen(uow: UnitOfWork, args: dict[str, object], url: str, token: str, now: int) -> Screen:
    """Makes the link that was promised, as true at this second; `url` is the page's address, empty where there is
    none."""
    language = str(args.get("language", "vi"))
    if not url:
        return Screen(say(language, "board.no_address"))
    unit = await uow.units.get(int(str(args["unit"])))
    ends = now + LINK_LASTS
    await uow.boards.add(
        token, person_id=int(str(args["person"])), seat_id=int(str(args["seat"])), now=now, expires_at=ends
    )
    address = f"{url}/bang/{token}" + (f"/{unit.id}" if unit else "")
    name = unit.name if unit else ""
    return Screen(say(language, "board.link", unit=name, time=f"{local(ends):%H:%M}", url=address))
