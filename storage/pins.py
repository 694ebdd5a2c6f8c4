"""The second factor: each person's PIN, as a slow hash with a salt of its own, and how often it was missed."""

from __future__ import annotations

from dataclasses import dataclass

from storage.session import Session


@dataclass(frozen=True, slots=True)
class Pin:
    """`hash` is empty until one was chosen; instants in milliseconds, 0 for never."""

    salt: str
    hash: str
    wrong: int
    locked_until: int
    proven_at: int
    proven_in: int | None


class Pins:
    """One row a person, gone with the person."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, person_id: int) -> Pin | None:
        """The row, None for whoever never began to set one."""
        row = await self._session.one("pins.get", person_id=person_id)
        return None if row is None else Pin(*row)

    async def asked(self, channel: str, chat: str, screen: str) -> tuple[str, int] | None:
        """(salt, locked until) when this chat stands at `screen`, where a PIN is expected; None otherwise."""
        row = await self._session.one("pins.asked", channel=channel, chat=chat, screen=screen)
        return None if row is None else (row[0], row[1])

    async def prepare(self, person_id: int, salt: str) -> None:
        """Makes the row with its salt; one that is there stays."""
        await self._session.run("pins.prepare", person_id=person_id, salt=salt)

    async def choose(self, person_id: int, hashed: str, conversation_id: int, now: int) -> None:
        """This is the PIN from now on."""
        await self._session.run(
            "pins.choose", person_id=person_id, hash=hashed, conversation_id=conversation_id, now=now
        )

    async def miss(self, person_id: int) -> int:
        """One more wrong try; returns how many there were since the last right one."""
        return int(await self._session.value("pins.miss", person_id=person_id))

    async def lock(self, person_id: int, until: int) -> None:
        """Takes no PIN until then."""
        await self._session.run("pins.lock", person_id=person_id, until=until)

    async def prove(self, person_id: int, conversation_id: int, now: int) -> None:
        """It was right."""
        await self._session.run("pins.prove", person_id=person_id, conversation_id=conversation_id, now=now)

    async def clear(self, person_id: int) -> None:
        """No PIN any more."""
        await self._session.run("pins.clear", person_id=person_id)

    async def blank(self, inbox_id: int) -> None:
        """Takes the hash out of the message it came with."""
        await self._session.run("pins.blank", inbox_id=inbox_id)
