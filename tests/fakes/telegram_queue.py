"""The rules of the real Bot API server's update queue and flood control, without a network (platform B)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PRESS_SECONDS = 150
MESSAGE_SECONDS = 24 * 3600


@dataclass
class Stored:
    """One update: its JSON, when it expires, and what became of it."""

    update_id: int
    update: dict[str, Any]
    kind: str
    lane: str
    expires_at: int
    fetched: int = 0
    confirmed: bool = False
    expired: bool = False
    offered_at: list[int] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """What a test wants to know of it."""
        return {
            "update_id": self.update_id,
            "kind": self.kind,
            "lane": self.lane,
            "fetched": self.fetched,
            "confirmed": self.confirmed,
            "expired": self.expired,
        }


class UpdateQueue:
    """Updates in order of arrival; an offset confirms all before it; messages live 24 h, presses 150 s."""

    def __init__(self, first_id: int = 100_000) -> None:
        self.all: list[Stored] = []
        self.pending: dict[int, Stored] = {}
        self.next_id = first_id

    def add(self, kind: str, lane: str, update: dict[str, Any], now_ms: int) -> Stored:
        """Gives the update its id unless it has one."""
        update_id = update.setdefault("update_id", self.next_id)
        key = update_id if isinstance(update_id, int) else self.next_id
        self.next_id = key + 1
        seconds = PRESS_SECONDS if kind == "callback_query" else MESSAGE_SECONDS
        stored = Stored(key, update, kind, lane, now_ms + seconds * 1000)
        self.all.append(stored)
        self.pending[key] = stored
        return stored

    def expire(self, now_ms: int) -> None:
        """Forgets what is too old."""
        for stored in [stored for stored in self.pending.values() if stored.expires_at <= now_ms]:
            stored.expired = True
            del self.pending[stored.update_id]

    def confirm_before(self, offset: int) -> int:
        """Forgets what is below `offset`; says how many. A negative offset keeps that many from the end."""
        if offset < 0:
            keep = list(self.pending)[offset:]
            offset = keep[0] if keep else 0
        done = [update_id for update_id in self.pending if update_id < offset]
        for update_id in done:
            self.confirm(update_id)
        return len(done)

    def confirm(self, update_id: int) -> None:
        """The bot has it."""
        stored = self.pending.pop(update_id, None)
        if stored is not None:
            stored.confirmed = True

    def fetch(self, limit: int, now_ms: int) -> list[dict[str, Any]]:
        """The oldest unconfirmed, again and again until confirmed."""
        batch = []
        for stored in self._first(limit):
            stored.fetched += 1
            stored.offered_at.append(now_ms)
            batch.append(stored.update)
        return batch

    def _first(self, limit: int) -> Iterator[Stored]:
        for number, stored in enumerate(self.pending.values()):
            if number >= limit:
                return
            yield stored


class Bucket:
    """`burst` sends at once, refilled at `rate` a second; over it everything is refused until retry_after ends,
    `penalty` seconds longer than the next free place (performance 3)."""

    def __init__(self, burst: float, rate: float = 30.0, penalty: float = 1.0) -> None:
        self.burst = burst
        self.rate = rate
        self.penalty = penalty
        self._level = burst
        self._at: float | None = None
        self._closed_until = 0.0

    def take(self, now: float) -> int:
        """0 when allowed, else retry_after in whole seconds. `now` in seconds of any steady clock."""
        if now < self._closed_until:
            return max(1, math.ceil(self._closed_until - now))
        if self._at is not None:
            self._level = min(self.burst, self._level + (now - self._at) * self.rate)
        self._at = now
        if self._level >= 1:
            self._level -= 1
            return 0
        retry_after = max(1, math.ceil((1 - self._level) / self.rate + self.penalty))
        self._closed_until = now + retry_after
        return retry_after
