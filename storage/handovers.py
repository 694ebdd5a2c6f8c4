"""Who takes a seat over and from when, who stands in for a while, and whose telephone is locked.

Rights follow the `holding` rows and their instants alone; these rows only say who must still be told.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Handover:
    """`kind`: holder or deputy; `person_id` None while the one who comes has not joined."""

    id: int
    seat_id: int
    kind: str
    called: str
    person_id: int | None
    from_at: int
    until_at: int | None


@dataclass(frozen=True, slots=True)
class Someone:
    """A person to be told something."""

    id: int
    name: str
    language: str


class Handovers:
    """Changes of seats."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self,
        seat_id: int,
        kind: str,
        called: str,
        person_id: int | None,
        *,
        from_at: int,
        until_at: int | None,
        by: int | None,
        now: int,
    ) -> int:
        """Plans a change; the holdings are the caller's."""
        return int(
            await self._session.value(
                "handovers.add",
                seat_id=seat_id,
                kind=kind,
                called=called,
                person_id=person_id,
                from_at=from_at,
                until_at=until_at,
                by_person_id=by,
                now=now,
            )
        )

    async def due(self, now: int, most: int) -> list[Handover]:
        """Changes that have come and of which nobody was told."""
        return [Handover(*row) for row in await self._session.all("handovers.due", now=now, most=most)]

    async def told(self, handover_id: int, now: int) -> None:
        """Everybody concerned has a message on the way."""
        await self._session.run("handovers.told", id=handover_id, now=now)

    async def pending(self, seat_id: int, now: int) -> Handover | None:
        """The change of holder that is still to come."""
        row = await self._session.one("handovers.pending", seat_id=seat_id, now=now)
        return None if row is None else Handover(*row)

    async def get(self, handover_id: int) -> Handover | None:
        """One change."""
        row = await self._session.one("handovers.get", id=handover_id)
        return None if row is None else Handover(*row)

    async def took(self, handover_id: int, person_id: int) -> None:
        """The one who comes has joined."""
        await self._session.run("handovers.took", id=handover_id, person_id=person_id)

    async def cancel(self, handover: Handover, now: int) -> bool:
        """Everything as if it had not been planned; False when it has happened already."""
        if await self._session.run("handovers.cancel", id=handover.id, now=now) != 1:
            return False
        seat = {"seat_id": handover.seat_id, "from_at": handover.from_at}
        await self._session.run("handovers.come_not", **seat, now=now)
        await self._session.run("handovers.stay", **seat)
        await self._session.run("handovers.void_codes", id=handover.id, now=now)
        return True

    async def left(self, seat_id: int, at: int) -> list[Someone]:
        """Who left the seat at that instant."""
        return [Someone(*row) for row in await self._session.all("handovers.left", seat_id=seat_id, at=at)]

    async def sitting(self, seat_id: int, kind: str, now: int) -> list[Someone]:
        """Who holds the seat now in this way."""
        rows = await self._session.all("handovers.sitting", seat_id=seat_id, kind=kind, now=now)
        return [Someone(*row) for row in rows]

    async def let_out(self, seat_id: int, person_id: int) -> None:
        """Their chats no longer talk from this seat."""
        await self._session.run("handovers.let_out", seat_id=seat_id, person_id=person_id)

    async def people_below(self, path: str, now: int, most: int) -> list[tuple[int, str, str, str]]:
        """(person, name, role, unit) of those who hold a seat in a subtree now."""
        rows = await self._session.all("handovers.people_below", path=path, path_end=path_end(path), now=now, most=most)
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    async def seat_paths(self, person_id: int, now: int) -> list[str]:
        """The paths of all units in which this person holds a seat, now or later."""
        return [row[0] for row in await self._session.all("handovers.seat_paths", person_id=person_id, now=now)]

    async def lock(self, person_id: int, now: int) -> None:
        """Every chat of this person is a stranger's from the next message on, and nothing that waits is sent there."""
        await self._session.run("handovers.drop_waiting", person_id=person_id, now=now)
        await self._session.run("handovers.lock_chats", person_id=person_id, now=now)

    async def is_locked(self, conversation_id: int) -> bool:
        """Whether this chat was locked."""
        return await self._session.value("handovers.is_locked", id=conversation_id) is not None

    async def unlock(self, conversation_id: int) -> None:
        """Somebody with a good code writes from it again."""
        await self._session.run("handovers.unlock", id=conversation_id)

    async def link_invite(
        self, code_hash: str, *, handover_id: int | None, person_id: int | None, expires_at: int
    ) -> None:
        """What a code is for, beyond the seat."""
        await self._session.run(
            "handovers.link_invite",
            code_hash=code_hash,
            handover_id=handover_id,
            person_id=person_id,
            expires_at=expires_at,
        )

    async def of_invite(self, invite_id: int) -> tuple[int | None, int | None]:
        """(hand-over, person) that a code is for."""
        row = await self._session.one("handovers.of_invite", id=invite_id)
        return (None, None) if row is None else (row[0], row[1])

    async def soon_due(self, seat_id: int, today: str, upto: str, most: int) -> list[tuple[str, str]]:
        """(title, due) of the open work of a seat up to a day."""
        rows = await self._session.all("handovers.soon_due", seat_id=seat_id, today=today, upto=upto, most=most)
        return [(row[0], row[1]) for row in rows]

    async def next_change(self) -> int | None:
        """When the next planned change comes, for the demo's time machine."""
        found: int | None = await self._session.value("handovers.next_change")
        return found
