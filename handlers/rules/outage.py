"""When a channel as a whole counts as down, and when a queue counts as stuck."""

from __future__ import annotations

from typing import Final

MINUTE_MS: Final = 60_000
SILENT_MS: Final = 3 * MINUTE_MS
"""Nothing sent, or the platform not heard of, for so long."""
STUCK_MS: Final = 5 * MINUTE_MS
SEVERAL: Final = 3
HEALTH_MINUTE: Final = 7 * 60
CLOSED_FOR_GOOD: Final = ("bad_token", "quota")


def is_down(failing: int, *, sent_lately: bool, heard_ms_ago: int | None) -> bool:
    """`failing`: chats in which a send is tried again. `heard_ms_ago`: since the platform last answered a poll, None
    where it is not polled. A few failing chats are nobody's outage while others are reached."""
    deaf = heard_ms_ago is not None and heard_ms_ago > SILENT_MS
    mute = not sent_lately and (failing >= SEVERAL or (failing > 0 and deaf))
    return mute or deaf


def is_stuck(oldest_ms: int) -> bool:
    """Whether what waits longest has waited too long."""
    return oldest_ms > STUCK_MS
