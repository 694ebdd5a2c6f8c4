"""Links to a committee's page; only the hash of a link's token is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from storage.model import Seat
from storage.session import Session


def board_hash(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(f"chibo board {token}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BoardLink:
    """A living link: for whom, from which seat, until when."""

    id: int
    person_id: int
    language: str
    expires_at: int
    is_opened: bool
    seat: Seat


class Boards:
    """A link opens the page as long as it lives and its person still holds the seat it was made for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, token: str, *, person_id: int, seat_id: int, now: int, expires_at: int) -> None:
        """A new link until `expires_at`."""
        await self._session.run(
            "boards.add",
            token_hash=board_hash(token),
            person_id=person_id,
            seat_id=seat_id,
            now=now,
            expires_at=expires_at,
        )

    async def get(self, token: str, now: int) -> BoardLink | None:
        """The link with its seat as it is now; None for a wrong, revoked or expired one, or when the seat is lost."""
        row = await self._session.one("boards.get", token_hash=board_hash(token), now=now)
        if row is None:
            return None
        link_id, person_id, language, expires_at, opened, *seat = row
        return BoardLink(link_id, person_id, language, expires_at, bool(opened), Seat(*seat))

    async def open(self, link_id: int) -> bool:
        """Notes that it was opened; True the first time only."""
        return await self._session.run("boards.open", id=link_id) == 1

    async def revoke(self, person_id: int) -> int:
        """Ends all links of a person; returns how many."""
        return await self._session.run("boards.revoke", person_id=person_id)

    async def forget(self, now: int) -> int:
        """Deletes what has expired; returns how many."""
        return await self._session.run("boards.forget", now=now)
