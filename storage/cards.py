"""Call cards: whom the clerk should telephone, because a unit is silent, unreachable or asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Card:
    """One open card; `reason` is silent, unreached or asked."""

    id: int
    unit_id: int
    reason: str
    opened_at: int
    unit_name: str
    path: str


class Cards:
    """At most one open card for each unit and reason."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def open(self, unit_id: int, reason: str, now: int, *, not_since: int) -> bool:
        """Opens a card unless one is open or was done after `not_since`; whether it did."""
        found = await self._session.value("cards.open_card", unit_id=unit_id, reason=reason, now=now, since=not_since)
        return found is not None

    async def silent_units(
        self, after: int, upto: int, today: date, silent_since: int, back_since: date, now: int
    ) -> list[tuple[int, str]]:
        """(unit, path) of the cells with ids in (after, upto] that owe work and wrote nothing since an instant, nobody
        on leave on that day or later."""
        days = {"today": today.isoformat(), "back_since": back_since.isoformat()}
        rows = await self._session.all(
            "cards.silent_units", after=after, upto=upto, silent_since=silent_since, now=now, **days
        )
        return [(row[0], row[1]) for row in rows]

    async def open_below(self, path: str, most: int) -> list[Card]:
        """The open cards of this unit and those below it, the oldest first."""
        rows = await self._session.all("cards.open_below", path=path, path_end=path_end(path), most=most)
        return [Card(*row) for row in rows]

    async def get(self, card_id: int) -> Card | None:
        """One open card."""
        row = await self._session.one("cards.get", id=card_id)
        return None if row is None else Card(*row)

    async def done(self, card_id: int, now: int) -> bool:
        """The call was made; False when somebody was faster."""
        return await self._session.run("cards.done", id=card_id, now=now) == 1
