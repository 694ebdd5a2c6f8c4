"""The only place that asks the time; the demo's time machine moves it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class Clock:
    """Milliseconds UTC, shifted by `offset_ms` (0 outside the demo and tests)."""

    def __init__(self, zone: str = "Asia/Ho_Chi_Minh", offset_ms: int = 0) -> None:
        self.zone = ZoneInfo(zone)
        self.offset_ms = offset_ms

    def now(self) -> int:
        """The instant, in milliseconds UTC."""
        return time.time_ns() // 1_000_000 + self.offset_ms

    def today(self) -> date:
        """The local date."""
        return datetime.fromtimestamp(self.now() / 1000, UTC).astimezone(self.zone).date()

    def jump_to(self, instant: int) -> None:
        """Moves the clock so that `now()` is `instant`; only forward, since history is never rewritten."""
        self.offset_ms += max(0, instant - self.now())


def monotonic() -> float:
    """Seconds for measuring durations and pacing; unaffected by jumps."""
    return time.monotonic()
