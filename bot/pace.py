"""How fast one channel may send: a clock for pushes, a measure for each chat, and a pause when the platform says that
it is too much."""

from __future__ import annotations

import asyncio
from typing import Final

from bot.channels.base import ChatPace
from bot.clock import monotonic

FLOOD_CHATS: Final = 2
FLOOD_SECONDS: Final = 5.0
REMEMBERED: Final = 5_000
"""Chats whose measure is kept; beyond that, those that are full again are forgotten."""


class Pace:
    """Pushes go out one each 1/`per_second` s, below the platform's limit (measured: 0.99 of 30 a second without a
    single 429); slots that were not used are not saved up."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._next_slot = 0.0
        self._paused_until = 0.0
        self._refused_at: dict[int, float] = {}
        self._chats: dict[int, tuple[float, float, ChatPace]] = {}

    def of_chat(self, conversation_id: int, pace: ChatPace) -> float:
        """Takes one message of a chat's measure, or says how many seconds are left until there is one."""
        now = monotonic()
        filled = self._filled(conversation_id, now, pace)
        if filled < 1:
            return (1 - filled) / pace.per_second
        if len(self._chats) >= REMEMBERED:
            self._chats = {
                chat: kept for chat, kept in self._chats.items() if self._filled(chat, now, kept[2]) < kept[2].burst
            }
        self._chats[conversation_id] = filled - 1, now, pace
        return 0.0

    def _filled(self, conversation_id: int, now: float, pace: ChatPace) -> float:
        left, at, _ = self._chats.get(conversation_id, (pace.burst, now, pace))
        return min(pace.burst, left + (now - at) * pace.per_second)

    async def pause(self) -> None:
        """Waits while everything has to wait."""
        left = self._paused_until - monotonic()
        if left > 0:
            await asyncio.sleep(left)

    async def slot(self) -> None:
        """Waits for the next push's turn."""
        now = monotonic()
        slot = max(now, self._next_slot)
        self._next_slot = slot + self._gap
        if slot > now:
            await asyncio.sleep(slot - now)
        await self.pause()

    def flooded(self, conversation_id: int, seconds: float, *, chat_only: bool) -> None:
        """One chat's 429 stops that chat; the second chat's within seconds means all of us, and stops everything."""
        now = monotonic()
        self._refused_at = {chat: at for chat, at in self._refused_at.items() if now - at < FLOOD_SECONDS}
        self._refused_at[conversation_id] = now
        if not chat_only and len(self._refused_at) >= FLOOD_CHATS:
            self._paused_until = max(self._paused_until, now + seconds)
