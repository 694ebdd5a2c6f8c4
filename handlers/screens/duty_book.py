"""The catalogue and work to give as a workbook: take it, change it, send it back, look, say yes."""

from __future__ import annotations

from handlers.access import ASSIGN, IMPORT, require
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import say
from storage.unit_of_work import UnitOfWork


async def duty_book(turn: Turn, uow: UnitOfWork) -> Reply:
    """`dutybook` asks for the file, `dutybook:get` sends the one in force."""
    seat = require(turn.seat, ASSIGN)
    # Files are fetched for those who may import; the secretary of the committee edits in the chat.
    require(seat, IMPORT)
    if turn.args[:1] == ("get",):
        document = Document("duty_book", {"path": seat.unit_path, "language": turn.language})
        return Reply(plain(turn, "upload.making").screen, next_screen="roster", document=document)
    choices = (Choice(say(turn.language, "dutybook.button_get"), "dutybook:get"), home_choice(turn.language))
    return Reply(Screen(say(turn.language, "dutybook.ask"), choices), next_screen="roster")
