"""Where each chat stands: whose it is, which screen waits for words, which digits mean what."""

from __future__ import annotations

import json
from typing import Any

from storage.session import Session


class Conversations:
    """Conversation state is a row, never memory."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(
        self,
        conversation_id: int,
        *,
        screen: str,
        draft: dict[str, Any],
        choices: tuple[str, ...],
        stumbles: int,
        seat_id: int | None,
        now: int,
    ) -> None:
        """Keeps the state after a turn, when the unit of work ends."""
        self._session.later(
            "conversations.put",
            id=conversation_id,
            screen=screen,
            draft=json.dumps(draft, ensure_ascii=False) if draft else "{}",
            choices=json.dumps(choices) if choices else "[]",
            stumbles=stumbles,
            seat_id=seat_id,
            now=now,
        )

    async def offer(self, conversation_id: int, choices: tuple[str, ...]) -> None:
        """The actions of an answer that was sent outside of a turn; an open question keeps its digits."""
        await self._session.run("conversations.offer", id=conversation_id, choices=json.dumps(choices))

    async def bind(self, conversation_id: int, person_id: int, seat_id: int) -> None:
        """This chat is that person's from now on."""
        await self._session.run("conversations.bind", id=conversation_id, person_id=person_id, seat_id=seat_id)

    async def set_reachable(self, conversation_id: int, *, reachable: bool) -> None:
        """Blocked or unblocked by the person, or gone."""
        await self._session.run("conversations.reach", id=conversation_id, reachable=int(reachable))

    async def move(self, conversation_id: int, chat: str) -> bool:
        """The platform gave the chat a new id; False when that id is already known as another chat."""
        return await self._session.run("conversations.move", id=conversation_id, chat=chat) == 1

    async def count_wrong_code(self, conversation_id: int, now: int, window: int) -> None:
        """One more wrong invite code; counting starts again after `window` (an instant) has passed the last one."""
        await self._session.run("conversations.wrong_code", id=conversation_id, now=now, window=window)

    async def wrong_codes(self, conversation_id: int) -> tuple[int, int]:
        """(how many wrong codes, when the last)."""
        row = await self._session.one("conversations.wrong_codes", id=conversation_id)
        return (0, 0) if row is None else (row[0], row[1])

    async def of_chat(self, channel: str, chat: str) -> tuple[int, int | None, bool] | None:
        """(id, person_id, reachable) of a chat, None when nobody wrote from it yet."""
        row = await self._session.one("conversations.of_chat", channel=channel, chat=chat)
        return None if row is None else (row[0], row[1], bool(row[2]))
