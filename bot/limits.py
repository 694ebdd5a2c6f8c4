"""How much one chat or one address may ask of us: a leaky bucket for each, the oldest forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from aiohttp import web

KEYS: Final = 20_000
CHAT_BURST, CHAT_PER_MINUTE = 300, 120
"""Nobody types or presses that fast; a chat's backlog of a day still fits."""
MISSES_BURST, MISSES_PER_MINUTE = 30, 30
"""Wrong secrets and links that do not exist, by address."""


class Limiter:
    """`burst` at once, then `per_minute`. Instants are milliseconds and may jump; going back costs nobody anything."""

    def __init__(self, burst: int, per_minute: float) -> None:
        self._burst = burst
        self._per_ms = per_minute / 60_000
        self._levels: OrderedDict[str, tuple[float, int, int]] = OrderedDict()

    def over(self, key: str, at: int) -> int:
        """Counts one more; 0 when it is allowed, else how many in a row were not."""
        level, since, refused = self._levels.pop(key, (0.0, at, 0))
        level = max(0.0, level - max(0, at - since) * self._per_ms)
        refused = refused + 1 if level + 1 > self._burst else 0
        self._levels[key] = (level if refused else level + 1, max(at, since), refused)
        if len(self._levels) > KEYS:
            self._levels.popitem(last=False)
        return refused

    def is_full(self, key: str, at: int) -> bool:
        """Whether the next one would not be allowed; counts nothing."""
        level, since, _ = self._levels.get(key, (0.0, at, 0))
        return level - max(0, at - since) * self._per_ms + 1 > self._burst


def address_of(request: web.Request) -> str:
    """Who calls: behind a proxy on this computer, the address that this proxy saw, which is the last one it noted."""
    remote = request.remote or ""
    if remote in ("127.0.0.1", "::1"):
        noted = request.headers.get("X-Forwarded-For", "")
        return noted.rpartition(",")[2].strip() or remote
    return remote
