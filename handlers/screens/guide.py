""" "Hướng dẫn một trang", asked for in the chat."""

from __future__ import annotations

from handlers.screen import Document, Reply, Turn
from handlers.screens.parts import plain
from storage.unit_of_work import UnitOfWork


async def guide(turn: Turn, uow: UnitOfWork) -> Reply:
    """`guide`: the page follows as a file, or as a link where files cannot be sent."""
    return Reply(plain(turn, "guide.coming").screen, document=Document("guide", {"language": turn.language}))
