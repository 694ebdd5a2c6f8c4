"""What a loop does about trouble: says it once in plain words, waits, tries again, and says when it is over."""

from __future__ import annotations

from typing import Any

import structlog

from bot.channels.wire import Backoff
from storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 10.0


class Trouble:
    """Of one loop, named `loop` in its lines. A database in trouble is one line with advice for each spell of it;
    everything else is a fault of ours and comes with its traceback."""

    def __init__(self, loop: str, **about: Any) -> None:
        self._about = {"loop": loop, **about}
        self._said = ""
        self._backoff = Backoff(FIRST_SECONDS, LONGEST_SECONDS)

    def note(self, error: Exception) -> None:
        """To be called where the error is caught."""
        if not isinstance(error, DatabaseUnavailable):
            log.exception("loop.failed", **self._about)
        elif error.advice != self._said:
            self._said = error.advice
            log.warning("database.trouble", advice=error.advice, why=str(error), **self._about)

    async def wait(self, error: Exception) -> None:
        """Notes it and waits, longer each time."""
        self.note(error)
        await self._backoff.wait()

    def over(self) -> None:
        """It worked."""
        self._backoff.reset()
        if self._said:
            self._said = ""
            log.info("database.well_again", **self._about)
