"""Forgetting of what has no table of its own."""

from __future__ import annotations

from storage.session import Session


class Retention:
    """Each returns how many rows it touched."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def drafts(self, before: int) -> int:
        """Answers begun and left lying in a chat."""
        return await self._session.run("retention.drafts", before=before)

    async def practice(self) -> int:
        """Rehearsals, finished or not: nothing of them outlives the night."""
        return await self._session.run("retention.practice")

    async def invites(self, before: int) -> int:
        """Codes that have long expired, with the names on their slips."""
        return await self._session.run("retention.invites", before=before)

    async def names_on_slips(self, before: int) -> int:
        """Names of people in past hand-overs and on seats that are taken."""
        past = await self._session.run("retention.names_on_slips", before=before)
        return past + await self._session.run("retention.names_of_seats")

    async def leavers(self, before: int, now: int) -> list[int]:
        """People without any seat since `before`."""
        return [int(row[0]) for row in await self._session.all("retention.leavers", before=min(before, now))]
