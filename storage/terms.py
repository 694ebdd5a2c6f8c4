"""When to speak of a unit's term next."""

from __future__ import annotations

from collections.abc import Sequence

from storage.model import Term
from storage.session import Session


class Terms:
    """The clock of the terms; the terms themselves belong to the units."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def due(self, now: int, most: int) -> list[Term]:
        """The next terms of which it is time to speak, or whose next time has not been reckoned yet."""
        rows = await self._session.all("terms.due", now=now, most=most)
        return [Term(*(*row[:7], row[7] is not None)) for row in rows]

    async def move(self, moves: Sequence[tuple[int, int]]) -> None:
        """(term, when to speak of it next)."""
        await self._session.many("terms.move", [{"id": term_id, "at": at} for term_id, at in moves])
