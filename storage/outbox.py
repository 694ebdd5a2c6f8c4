"""What we owe people, written in the same transaction as the reason for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from storage.model import OutboxRow
from storage.session import Session

REPLY_LANE, PUSH_LANE = 0, 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one send ended: `state` is sent, dropped or failed; `composed` is what was written for it at that second."""

    id: int
    state: str
    external_id: str | None = None
    composed: dict[str, Any] | None = None

    @property
    def gave_way(self) -> list[tuple[int, int]]:
        """(programme, the one whose nearer deadline took its place) of what found no room, if it was sent."""
        left = (self.composed or {}).get("left", ()) if self.state == "sent" else ()
        return [(programme, winner) for programme, winner in left]

    @property
    def notices(self) -> list[int]:
        """The notices that this message carried, if it was sent."""
        return list((self.composed or {}).get("notices", ())) if self.state == "sent" else []


@dataclass(frozen=True, slots=True)
class Retry:
    """One send to try again at `due_at`; `doubtful` when it may have been delivered already."""

    id: int
    conversation_id: int
    lane: int
    due_at: int
    doubtful: bool


class Outbox:
    """Replies (lane 0) go before everything else (lane 1); within a chat the order of writing holds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def reply(
        self,
        conversation_id: int,
        channel: str,
        payload: dict[str, Any],
        now: int,
        *,
        answer_to: str | None = None,
        edits: str | None = None,
    ) -> None:
        """An answer to what somebody just did; never expires."""
        self._add(conversation_id, channel, REPLY_LANE, "reply", payload, now, now, answer_to=answer_to, edits=edits)

    def document(self, conversation_id: int, channel: str, payload: dict[str, Any], now: int) -> None:
        """A file that somebody just asked for: made when it is sent, in order behind the reply."""
        self._add(conversation_id, channel, REPLY_LANE, "document", payload, now, now)

    def push(
        self,
        conversation_id: int,
        channel: str,
        kind: str,
        payload: dict[str, Any],
        now: int,
        *,
        due_at: int,
        expires_at: int | None = None,
        dedupe_key: str | None = None,
        cause: str | None = None,
    ) -> None:
        """Something that was not asked for. One with a `dedupe_key` that exists already is ignored."""
        self._add(
            conversation_id,
            channel,
            PUSH_LANE,
            kind,
            payload,
            now,
            due_at,
            expires_at=expires_at,
            dedupe_key=dedupe_key,
            cause=cause,
        )

    def push_to_seat(
        self,
        seat_id: int,
        payload: dict[str, Any],
        now: int,
        *,
        due_at: int,
        cause: str,
        expires_at: int | None = None,
    ) -> None:
        """To everybody who holds the seat now and can be reached; to nobody when it is empty."""
        self._session.later(
            "outbox.push_to_seat",
            seat_id=seat_id,
            payload=_json(payload),
            cause=cause,
            created_at=now,
            due_at=due_at,
            expires_at=expires_at,
        )

    def _add(
        self,
        conversation_id: int,
        channel: str,
        lane: int,
        kind: str,
        payload: dict[str, Any],
        now: int,
        due_at: int,
        *,
        answer_to: str | None = None,
        edits: str | None = None,
        expires_at: int | None = None,
        dedupe_key: str | None = None,
        cause: str | None = None,
    ) -> None:
        self._session.later(
            "outbox.add",
            conversation_id=conversation_id,
            channel=channel,
            lane=lane,
            kind=kind,
            payload=_json(payload),
            answer_to=answer_to,
            edits=edits,
            dedupe_key=dedupe_key,
            cause=cause,
            created_at=now,
            due_at=due_at,
            expires_at=expires_at,
        )

    async def waiting(self, channel: str, lane: int, now: int, most: int, busy: Iterable[int] = ()) -> list[OutboxRow]:
        """What may be sent now, oldest first, one a chat; nothing for the `busy` conversations."""
        rows = await self._session.all(
            "outbox.waiting", channel=channel, lane=lane, now=now, most=most, busy=json.dumps(list(busy))
        )
        return [
            OutboxRow(
                id=r[0],
                conversation_id=r[1],
                channel=r[2],
                chat=r[3],
                kind=r[4],
                payload=json.loads(r[5]),
                answer_to=r[6],
                edits=r[7],
                created_at=r[8],
                expires_at=r[9],
                attempts=r[10],
                person_id=r[11],
                doubtful=bool(r[12]),
            )
            for r in rows
        ]

    async def next_due(self, channel: str, lane: int) -> int | None:
        """When the next waiting message may go, None when none waits."""
        due: int | None = await self._session.value("outbox.next_due", channel=channel, lane=lane)
        return due

    async def finish(self, outcomes: Iterable[Outcome], now: int) -> None:
        """Records ended sends; a finished message never comes back."""
        await self._session.many(
            "outbox.finish",
            [
                {
                    "id": each.id,
                    "state": each.state,
                    "external_id": each.external_id,
                    "now": now,
                    "payload": None if each.composed is None else _json(each.composed),
                }
                for each in outcomes
            ],
        )

    async def retry(self, retries: Sequence[Retry]) -> None:
        """Puts sends off, and with them what waits behind them in their chats."""
        rows = [
            {
                "id": each.id,
                "due_at": each.due_at,
                "doubtful": int(each.doubtful),
                "conversation_id": each.conversation_id,
                "lane": each.lane,
            }
            for each in retries
        ]
        for name, keys in (
            ("retry", ("id", "due_at", "doubtful")),
            ("hold_back", ("due_at", "conversation_id", "lane")),
        ):
            await self._session.many(f"outbox.{name}", [{key: row[key] for key in keys} for row in rows])

    async def withdraw(self, cause: str, now: int) -> list[tuple[int, str]]:
        """Takes back what was not sent yet because of `cause`; returns the (conversation, channel) of the rest."""
        await self._session.run("outbox.withdraw", cause=cause, now=now)
        return [(row[0], row[1]) for row in await self._session.all("outbox.sent_because_of", cause=cause)]

    async def fall_over(self, outbox_id: int, now: int) -> bool:
        """Moves a waiting unasked message to another channel of its person; False when there is none."""
        return await self._session.run("outbox.fall_over", id=outbox_id, now=now) == 1

    async def usage(self, channel: str, since: int) -> tuple[int, int]:
        """(messages in both directions since an instant, people on the channel)."""
        row = await self._session.one("outbox.usage", channel=channel, since=since)
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    async def depth(self, channel: str, now: int) -> tuple[int, int | None]:
        """How many are due, and since when the oldest is."""
        row = await self._session.one("outbox.depth", channel=channel, now=now)
        return (0, None) if row is None else (int(row[0]), row[1])

    async def sent_count(self, channel: str, lane: int) -> int:
        """How many were sent and are still remembered."""
        return int(await self._session.value("outbox.sent_count", channel=channel, lane=lane))

    async def failed_since(self, since: int) -> int:
        """How many sends failed for good since an instant."""
        return int(await self._session.value("outbox.failed_since", since=since) or 0)

    async def history(self, conversation_id: int, most: int) -> list[tuple[dict[str, Any], int, str, str | None]]:
        """(screen, created_at, external_id, edits) of what was sent to a chat, newest first."""
        rows = await self._session.all("outbox.history", conversation_id=conversation_id, most=most)
        return [(json.loads(row[0]), row[1], row[2] or "", row[3]) for row in rows]

    async def last_reply(self, conversation_id: int) -> dict[str, Any] | None:
        """The last answer given in a chat, sent or not."""
        payload = await self._session.value("outbox.last_reply", conversation_id=conversation_id)
        return json.loads(payload) if payload else None

    async def last_digest(self, conversation_id: int) -> list[int]:
        """The tasks that the last digest sent to this chat named, in its order; empty when there was none."""
        payload = await self._session.value("outbox.last_digest", conversation_id=conversation_id)
        return list(json.loads(payload).get("tasks", ())) if payload else []

    async def forget(self, before: int) -> int:
        """Deletes finished messages older than `before`; returns how many."""
        return await self._session.run("outbox.forget", before=before)


def _json(payload: dict[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
