"""What people said, committed before the platform may forget it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from storage.interface import Row
from storage.model import InboxRow, Incoming, Person, Seat
from storage.session import Session

MAX_BODY = 8_000


class Inbox:
    """Rows are added once by (channel, external_id) and handled once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, batch: Sequence[Incoming], now: int) -> None:
        """Stores a batch; what is already there by (channel, external_id) is ignored."""
        await self._session.many(
            "inbox.remember_chat", [{"channel": each.channel, "chat": each.chat} for each in batch]
        )
        await self._session.many(
            "inbox.add",
            [
                {
                    "channel": each.channel,
                    "chat": each.chat,
                    "external_id": each.external_id,
                    "kind": each.kind,
                    "body": each.text[:MAX_BODY].replace("\x00", ""),
                    "ref": each.ref,
                    "answer_to": each.answer_to,
                    "refused": each.refused,
                    "sent_at": each.sent_at,
                    "received_at": now,
                }
                for each in batch
            ],
        )

    async def claim(self, now: int, most: int, after: int = 0) -> list[InboxRow]:
        """The oldest unhandled messages, at most one a chat and none out of its chat's order.

        The second message of a chat waits for the next claim, because the first may change who that chat belongs to.
        """
        return [_inbox_row(row) for row in await self._session.all("inbox.claim", now=now, most=most, after=after)]

    def done(self, inbox_id: int, now: int, outcome: str) -> None:
        """Marks a message handled when the unit of work ends."""
        self._session.later("inbox.done", id=inbox_id, now=now, outcome=outcome)

    async def count_attempt(self, inbox_id: int) -> None:
        """Notes that this message is about to be tried; see bot.worker for when that matters."""
        await self._session.run("inbox.attempt", id=inbox_id)

    async def last_waiting(self) -> int:
        """The newest unhandled message's id, 0 when none waits."""
        return int(await self._session.value("inbox.last_waiting") or 0)

    async def waiting(self) -> tuple[int, int | None]:
        """How many wait, and since when the oldest does."""
        row = await self._session.one("inbox.waiting")
        return (0, None) if row is None else (int(row[0]), row[1])

    async def history(self, conversation_id: int, most: int) -> list[tuple[str, str, str, int]]:
        """(external_id, text, kind, received_at) of what was said in a chat, newest first; presses are left out."""
        rows = await self._session.all("inbox.history", conversation_id=conversation_id, most=most)
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    async def forget_text(self, before: int) -> int:
        """Blanks the words of handled messages older than `before`; returns how many."""
        return await self._session.run("inbox.forget_text", before=before)


def _inbox_row(row: Row) -> InboxRow:
    (inbox_id, conversation_id, channel, external_id, chat, kind, body, ref, answer_to, refused, sent_at) = row[:11]
    (received_at, attempts, seat_id, screen, draft, choices, stumbles) = row[11:18]
    person = Person(*row[18:24]) if row[18] is not None else None
    role, unit_id, unit_name, unit_path, unit_kind, composition, holding = row[24:31]
    seat = None
    if person is not None and role is not None:
        seat = Seat(seat_id, unit_id, role, unit_name, unit_path, unit_kind, composition, holding)
    return InboxRow(
        id=inbox_id,
        conversation_id=conversation_id,
        incoming=Incoming(channel, external_id, chat, kind, body, ref, answer_to, refused, sent_at),
        received_at=received_at,
        attempts=attempts,
        person=person,
        seat=seat,
        screen=screen,
        draft=json.loads(draft) if draft != "{}" else {},
        choices=tuple(json.loads(choices)) if choices != "[]" else (),
        stumbles=stumbles,
    )
