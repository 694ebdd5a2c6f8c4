"""What found no room in the messages of a day, counted for whoever issued it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.session import Session


@dataclass(frozen=True, slots=True)
class GaveWay:
    """A programme that had no room in so many messages, because the work of `winner` is due sooner."""

    programme_id: int
    title: str
    winner: str
    messages: int


class GivenWay:
    """Counts a programme, winner and day; nobody's name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, counts: Mapping[tuple[int, int], int], on_day: str) -> None:
        """(programme, winner) → messages of a day."""
        await self._session.many(
            "gave_way.add",
            [
                {"programme_id": programme, "winner_id": winner, "on_day": on_day, "messages": count}
                for (programme, winner), count in sorted(counts.items())
            ],
        )

    async def of_issuer(self, unit_id: int, since: str, most: int) -> list[GaveWay]:
        """Of all that a unit issued, from a day on; the most first."""
        rows = await self._session.all("gave_way.of_issuer", unit_id=unit_id, since=since, most=most)
        return [GaveWay(row[0], row[1], row[2], int(row[3])) for row in rows]

    async def of_programme(self, programme_id: int, since: str, most: int) -> list[GaveWay]:
        """Of one programme, from a day on; the most first."""
        rows = await self._session.all("gave_way.of_programme", programme_id=programme_id, since=since, most=most)
        return [GaveWay(row[0], row[1], row[2], int(row[3])) for row in rows]

    async def forget(self, before: str) -> int:
        """Deletes the counts of days before that; returns how many rows."""
        return await self._session.run("gave_way.forget", before=before)
