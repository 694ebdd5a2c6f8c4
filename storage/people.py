"""People, the seats they hold, and the invitations by which they come."""

from __future__ import annotations

from dataclasses import dataclass

from storage.model import Person, Seat
from storage.session import Session


@dataclass(frozen=True, slots=True)
class Invite:
    """A one-time code's row; the code itself is never stored."""

    id: int
    seat_id: int
    called: str
    expires_at: int
    used_at: int | None
    role: str
    unit_name: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a seat, with one of their chats (None when they have none)."""

    person_id: int
    name: str
    conversation_id: int | None
    channel: str | None
    reachable: bool


class People:
    """A person is a name as they wish to be called, and nothing else (domain 6.3)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, name: str, *, language: str, consent_version: str, digest_minute: int, now: int) -> int:
        """A person who has just agreed; returns the id."""
        return int(
            await self._session.value(
                "people.add",
                name=name,
                language=language,
                consent_version=consent_version,
                consent_at=now,
                digest_minute=digest_minute,
                now=now,
            )
        )

    async def set_language(self, person_id: int, language: str) -> None:
        """`vi` or `en`."""
        await self._session.run("people.set_language", id=person_id, language=language)

    async def set_everybodys_language(self, language: str) -> None:
        """For the demo's language switch."""
        await self._session.run("people.set_everybodys_language", language=language)

    async def seats(self, person_id: int, now: int) -> list[Seat]:
        """The seats that this person holds now, oldest first."""
        return [Seat(*row) for row in await self._session.all("people.seats", person_id=person_id, now=now)]

    async def take_seat(self, seat_id: int, person_id: int, now: int, *, kind: str = "holder") -> int:
        """Ends the present holder's time and begins this person's; returns the holding's id."""
        if kind == "holder":
            await self._session.run("people.end_holdings", seat_id=seat_id, now=now)
        return int(
            await self._session.value(
                "people.add_holding",
                seat_id=seat_id,
                person_id=person_id,
                kind=kind,
                from_at=now,
                until_at=None,
            )
        )

    async def end_holdings(self, seat_id: int, at: int) -> None:
        """Whoever holds the seat keeps it until that instant."""
        await self._session.run("people.end_holdings", seat_id=seat_id, now=at)

    async def lend_seat(self, seat_id: int, person_id: int, from_at: int, until_at: int) -> None:
        """Lets this person stand in for a while; the holder keeps the seat."""
        await self._session.value(
            "people.add_holding",
            seat_id=seat_id,
            person_id=person_id,
            kind="deputy",
            from_at=from_at,
            until_at=until_at,
        )

    async def holders(self, seat_id: int, now: int) -> list[Holder]:
        """Who holds the seat now, a row for each of their chats."""
        rows = await self._session.all("people.holders", seat_id=seat_id, now=now)
        return [Holder(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]

    async def add_invite(self, code_hash: str, seat_id: int, called: str, *, now: int, expires_at: int) -> None:
        """Keeps a code's hash for a seat."""
        await self._session.run(
            "people.add_invite", code_hash=code_hash, seat_id=seat_id, called=called, now=now, expires_at=expires_at
        )

    async def invite(self, code_hash: str) -> Invite | None:
        """The invitation with this code, used or not."""
        row = await self._session.one("people.invite", code_hash=code_hash)
        return None if row is None else Invite(*row)

    async def use_invite(self, invite_id: int, now: int) -> bool:
        """Uses it up; False when somebody else was faster or it has expired."""
        return await self._session.run("people.use_invite", id=invite_id, now=now) == 1

    async def get(self, person_id: int) -> Person | None:
        """One person by id."""
        row = await self._session.one("people.get", id=person_id)
        return None if row is None else Person(*row)

    async def best_chat(self, person_id: int) -> tuple[int, str] | None:
        """(conversation, channel) where this person can be reached, the one where they wrote last."""
        row = await self._session.one("people.best_chat", person_id=person_id)
        return None if row is None else (row[0], row[1])

    async def channels(self, person_id: int) -> list[str]:
        """The channels on which this person writes."""
        return [row[0] for row in await self._session.all("people.channels", person_id=person_id)]

    async def erase(self, person_id: int, now: int) -> None:
        """Ends the seats, lets the chats go with all that was said in them, and takes the name away. Tasks and
        their events stay with the unit and name only the role."""
        for name in (
            "end_all_holdings",
            "erase_words",
            "erase_notices",
            "erase_sent",
            "let_chats_go",
            "erase_invites",
            "erase_names",
            "erase_uploads",
            "erase_pin",
            "erase_person",
        ):
            await self._session.run(f"people.{name}", person_id=person_id, now=now)
