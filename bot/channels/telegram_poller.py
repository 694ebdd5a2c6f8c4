"""Telegram's long poll. A batch is committed before the next call confirms it (platform A1); 25 x kill -9 on this
order lost nothing."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import structlog

from bot.channels.base import ChannelDown, Deliver
from bot.channels.telegram_update import ALLOWED_UPDATES, NAME, id_of, ids_in, to_incoming
from bot.channels.wire import Backoff, new_session
from bot.clock import monotonic
from storage.model import Incoming

_LIMIT = 100
_SLACK_SECONDS = 10
_log = structlog.get_logger("telegram")


class Poller:
    """Calls getUpdates at `url` on a connection of its own. `poll_seconds` is at most 50, the server's cap."""

    def __init__(self, url: str, poll_seconds: int, backoff: Backoff) -> None:
        self.last_ok: float | None = None
        self.trouble: str | None = None
        self._url = url
        self._poll_seconds = min(poll_seconds, 50)
        self._backoff = backoff
        self._offset = 0
        self._conflicts = 0
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"Poller(offset={self._offset})"

    async def run(self, deliver: Deliver) -> None:
        """For ever. Raises ChannelDown(bad_token, fatal) and what `deliver` raises."""
        while True:
            status, body = await self._fetch()
            self._conflicts = self._conflicts + 1 if status == 409 else 0
            if status == 200:
                await self._hand_over(body, deliver)
            else:
                await self._refused(status, body)

    async def close(self) -> None:
        """Safe to call twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _fetch(self) -> tuple[int, bytes]:
        """Status 0 when there was no answer; the body is then the kind of trouble."""
        if self._session is None:
            # The read timeout makes a connection that died in silence show itself: never deaf and quiet.
            wait = aiohttp.ClientTimeout(total=None, connect=10, sock_read=self._poll_seconds + _SLACK_SECONDS)
            self._session = new_session(self._url, connections=1, timeout=wait)
        call = {
            "offset": self._offset,
            "limit": _LIMIT,
            "timeout": self._poll_seconds,
            "allowed_updates": ALLOWED_UPDATES,
        }
        try:
            async with self._session.post(self._url, json=call) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, OSError, ValueError) as trouble:
            return 0, type(trouble).__name__.encode()

    async def _hand_over(self, body: bytes, deliver: Deliver) -> None:
        batch, ids, is_sound = _parsed(body)
        if not is_sound and not ids:
            await self._wait("unreachable", 200, b"not an answer of this API")
            return
        if batch:
            await deliver(batch)
        self.last_ok = monotonic()
        if batch and not ids:
            # Nothing in the batch can be confirmed: it comes again, but not in a spin.
            await self._backoff.wait()
            return
        trouble, self.trouble = self.trouble, None
        if self._backoff.reset() and trouble is not None:
            _log.info("receiving_again", channel=NAME)
        # An empty queue leaves nothing to confirm. Ids start anew, maybe lower, after a silent week (platform 0.3),
        # and a lower one would never be seen with the old offset.
        self._offset = max(ids) + 1 if ids else 0

    async def _refused(self, status: int, body: bytes) -> None:
        if status in (401, 404):
            self.trouble = "bad_token"
            raise ChannelDown(f"the server answered {status}", "bad_token", fatal=True)
        if self._conflicts == 1:
            # Another process of ours that starts ends this poll once, as it takes away a webhook; that is no trouble.
            await self._backoff.wait()
            return
        await self._wait("poller_conflict" if status == 409 else "unreachable", status, body)

    async def _wait(self, advice: str, status: int, body: bytes) -> None:
        if self.trouble != advice:
            # Once for each spell of trouble, not at every attempt.
            _log.warning("not_receiving", channel=NAME, advice=advice, status=status, answer=_short(body))
        self.trouble = advice
        await self._backoff.wait(_retry_after(body) if status == 429 else 0.0)


def _parsed(body: bytes) -> tuple[list[Incoming], list[int], bool]:
    """The batch, the ids it confirms, and whether the answer was whole."""
    try:
        answer = json.loads(body)
        updates = answer["result"]
        if isinstance(updates, list):
            ids = [number for number in map(id_of, updates) if number is not None]
            return [to_incoming(update) for update in updates], ids, True
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    ids = ids_in(body)
    return [to_incoming({"update_id": number}) for number in ids], ids, False


def _retry_after(body: bytes) -> float:
    try:
        answer: Any = json.loads(body)
        return float(answer["parameters"]["retry_after"])
    except (ValueError, TypeError, KeyError):
        return 0.0


def _short(body: bytes) -> str:
    return body[:200].decode(errors="replace")
