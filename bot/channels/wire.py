"""What every channel over HTTP needs: text that a database accepts, secrets compared safely, patient retries."""

from __future__ import annotations

import asyncio
import hmac


def clean(text: str) -> str:
    """Text that both databases can keep: no NUL (PostgreSQL refuses it), no half of a surrogate pair."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def same_secret(given: str, expected: str) -> bool:
    """Constant-time comparison; an empty expected secret matches nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(errors="replace"), expected.encode())


class Backoff:
    """Waits that double from `first` to `longest` seconds, and start again after `reset`."""

    def __init__(self, first: float = 1.0, longest: float = 30.0) -> None:
        self.first = first
        self.longest = longest
        self.failures = 0

    def reset(self) -> bool:
        """Says whether there was trouble until now."""
        had_trouble = self.failures > 0
        self.failures = 0
        return had_trouble

    async def wait(self, at_least: float = 0.0) -> None:
        """One failure more; sleeps accordingly."""
        seconds = min(self.longest, self.first * 2 ** min(self.failures, 16))
        self.failures += 1
        await asyncio.sleep(max(seconds, at_least))
