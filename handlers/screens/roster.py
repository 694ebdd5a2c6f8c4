"""The list of units as a workbook in the chat: take it home filled in, send it back, look, say yes."""

from __future__ import annotations

from handlers.access import IMPORT, Denied, require
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.screens.plans import plans
from handlers.text import say
from storage.unit_of_work import UnitOfWork


async def roster(turn: Turn, uow: UnitOfWork) -> Reply:
    """`roster`, `roster:get`, `roster:save:<upload>`; `roster:plan` and what is behind it: mergers, renames."""
    seat = require(turn.seat, IMPORT)
    if turn.args[:1] == ("get",):
        reply = plain(turn, "upload.making")
        document = Document("roster_workbook", {"path": seat.unit_path, "language": turn.language})
        return Reply(reply.screen, next_screen="roster", document=document)
    if turn.args[:1] == ("save",):
        return await _save(turn, uow, int(turn.args[1]))
    if turn.args[:1] == ("plan",):
        return await plans(turn, uow, seat)
    choices = (
        Choice(say(turn.language, "upload.get"), "roster:get"),
        Choice(say(turn.language, "button.restructure"), "roster:plan"),
        home_choice(turn.language),
    )
    return Reply(Screen(say(turn.language, "upload.ask"), choices), next_screen="roster")


async def take_file(turn: Turn, uow: UnitOfWork) -> Reply:
    """A file, where one was asked for. It is fetched and read outside of the turn; the answer follows."""
    seat = require(turn.seat, IMPORT)
    ref = turn.incoming.ref
    if ref is None or turn.person is None:
        return Reply(plain(turn, "upload.not_here").screen, next_screen="roster")
    await uow.uploads.add(
        turn.conversation_id, turn.incoming.channel, ref, person_id=turn.person.id, seat_id=seat.id, now=turn.now
    )
    # The same book may follow at once, mended where it was marked.
    return Reply(Screen(say(turn.language, "upload.reading")), next_screen="roster")


async def _save(turn: Turn, uow: UnitOfWork, upload_id: int) -> Reply:
    """Only whoever sent the file, from the same seat, says yes to it."""
    upload = await uow.uploads.get(upload_id)
    person, seat = turn.person, require(turn.seat, IMPORT)
    if upload is None or person is None or (upload.person_id, upload.seat_id) != (person.id, seat.id):
        raise Denied(IMPORT)
    if upload.state != "ready" or not await uow.uploads.move(upload, "confirmed"):
        return plain(turn, "upload.over")
    return Reply(Screen(say(turn.language, "upload.saving")))
