"""What is to be told to whoever holds a seat, inside the one unasked message of a day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.session import Session
from storage.task_rows import Audience
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell. `kind` is `text` (payload is a screen) or the name of what is written at the second of
    sending; `due_on` is its own deadline, by which it competes;
    one with a `key` is told once only; before `look_at` no message is planned for it. With a `person_id` it is for
    that person alone, whoever holds the seat."""

    seat_id: int
    kind: str
    payload: dict[str, Any]
    due_on: str
    expires_at: int
    cause: str | None = None
    key: str | None = None
    sender_seat_id: int | None = None
    look_at: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that has not been sent yet."""

    id: int
    seat_id: int
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)
    due_on: str = ""


class Notices:
    """Notices go to seats; whoever holds the seat when the message is written reads them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, notices: Sequence[Notice], now: int) -> None:
        """Keeps them until they are sent, withdrawn or past; a known `key` is left alone."""
        await self._session.many(
            "notices.add",
            [
                {
                    "seat_id": each.seat_id,
                    "person_id": each.person_id,
                    "sender_seat_id": each.sender_seat_id,
                    "kind": each.kind,
                    "payload": json.dumps(each.payload, ensure_ascii=False),
                    "cause": each.cause,
                    "key": each.key,
                    "due_on": each.due_on,
                    "look_at": now if each.look_at is None else each.look_at,
                    "expires_at": each.expires_at,
                    "now": now,
                }
                for each in notices
            ],
        )

    async def announce(self, told: Notice, role: str, audience: Audience, now: int, after: int, upto: int) -> None:
        """The same to each held seat of a role in the living units of the audience with an id in (after, upto]."""
        cause = f"{told.kind}:{told.payload['programme']}"
        await self._session.run(
            "notices.announce",
            kind=told.kind,
            payload=json.dumps(told.payload),
            cause=cause,
            due_on=told.due_on,
            expires_at=told.expires_at,
            now=now,
            role=role,
            after=after,
            upto=upto,
            path=audience.path,
            path_end=path_end(audience.path),
            kinds=f",{','.join(audience.kinds)},",
            compositions=f",{','.join(audience.compositions)},",
            residential=None if audience.residential is None else int(audience.residential),
        )

    async def due(self, now: int, most: int) -> list[tuple[int, int, int | None]]:
        """(id, seat, person it is for alone) of those for which a message should be planned now; first ends what is
        past."""
        await self._session.run("notices.expire", now=now)
        return [(row[0], row[1], row[2]) for row in await self._session.all("notices.due_chunk", now=now, most=most)]

    async def look_again(self, ids: Sequence[int], at: int) -> None:
        """When to plan for them again if they still wait by then."""
        await self._session.run("notices.look_again", ids=json.dumps(list(ids)), at=at)

    async def holders(self, seats: Sequence[int], now: int) -> list[tuple[int, int]]:
        """(seat, person) of everybody who holds one of the seats now."""
        rows = await self._session.all("notices.holders", seats=json.dumps(list(seats)), now=now)
        return [(row[0], row[1]) for row in rows]

    async def of_person(self, person_id: int, now: int, most: int) -> list[Waiting]:
        """What waits for this person in all their seats, the nearest deadline first."""
        rows = await self._session.all("notices.of_person", person_id=person_id, now=now, most=most)
        return [Waiting(row[0], row[1], row[2], json.loads(row[3]), row[4]) for row in rows]

    async def mark_sent(self, ids: Sequence[int], now: int) -> None:
        """They were in a message that has arrived."""
        await self._session.run("notices.sent", ids=json.dumps(list(ids)), now=now)

    async def withdraw(self, cause: str) -> list[int]:
        """Takes back what still waits because of `cause`; returns the seats that have read it already."""
        await self._session.run("notices.withdraw", cause=cause)
        return [row[0] for row in await self._session.all("notices.sent_because_of", cause=cause)]

    async def counts_by_sender(self, seat_id: int, since: int) -> dict[str, int]:
        """state → how many of what this seat sent since an instant."""
        rows = await self._session.all("notices.by_sender", seat_id=seat_id, since=since)
        return {row[0]: int(row[1]) for row in rows}

    async def not_arrived(self, seat_id: int, since: int, now: int, most: int) -> list[tuple[str, int | None]]:
        """(unit, when its holder gets a message, None while none is planned) of what this seat sent and waits."""
        rows = await self._session.all("notices.not_arrived", seat_id=seat_id, since=since, now=now, most=most)
        return [(row[0], row[1]) for row in rows]

    async def next_look(self) -> int | None:
        """When the next notice wants a message."""
        at: int | None = await self._session.value("notices.next_look")
        return at

    async def forget(self, before: int) -> int:
        """Deletes what is over and older than `before`; returns how many."""
        return await self._session.run("notices.forget", before=before)
