"""Zalo Bot Platform: five calls over aiohttp (platform C). No package for it is good enough (C6), and its documents
contradict each other: what is read here tolerates both sides of each disagreement (C3, C4)."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any, Literal

import aiohttp
import structlog

from bot.channels.base import Capabilities, ChannelDown, Deliver, NotSent, Outgoing, Receipt, Refused, Unknown
from bot.channels.plain import as_plain
from bot.channels.wire import NOT_DONE, Backoff, never_left, new_session, same_secret
from bot.channels.zalo_event import NAME, to_incoming, unwrapped
from bot.clock import monotonic
from storage.model import Incoming

DEFAULT_API_URL = "https://bot-api.zaloplatforms.com"
_HEADER = "x-bot-api-secret-token"
_MAX_TEXT = 2000
# Unpublished (C5); at most 50 people a bot, so nobody waits long even so.
_PER_SECOND = 5.0
# 429 is the month's quota, not speed (C4): trying more often only fills the log.
_QUOTA_SECONDS = 3600.0
_POLL_SECONDS = 30
_SLACK_SECONDS = 15
_REMEMBERED = 1000
_log = structlog.get_logger("zalo")


class _Answer(Exception):
    """ok=false. `code` is error_code, else the HTTP status."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}")
        self.code = code


class _NotConnected(Exception):
    """The call never left."""


class _NoAnswer(Exception):
    """The call left, and nothing sensible came back."""


class ZaloChannel:
    """`api_url` is the server's root; `webhook_url` and `secret` (8 to 256 characters) are for mode "webhook".
    `last_ok` and `trouble` as in Telegram's channel; trouble may also be "quota"."""

    name = NAME
    capabilities = Capabilities(buttons=False, edits=False, files=False, max_text=_MAX_TEXT, per_second=_PER_SECOND)

    def __init__(
        self,
        *,
        token: str,
        api_url: str = DEFAULT_API_URL,
        mode: Literal["polling", "webhook"] = "webhook",
        webhook_url: str | None = None,
        secret: str = "",
        poll_seconds: int = _POLL_SECONDS,
        repeat_seconds: float = 1.0,
        read_seconds: float = 20.0,
        backoff: Backoff | None = None,
    ) -> None:
        self.mode = mode
        self.username = ""
        self.last_ok: float | None = None
        self.trouble: str | None = None
        self._root = f"{api_url.rstrip('/')}/bot{token}/"
        self._webhook_url = webhook_url
        self._secret = secret
        self._poll_seconds = poll_seconds
        self._repeat_seconds = repeat_seconds
        self._read_seconds = read_seconds
        self._backoff = backoff or Backoff()
        self._session: aiohttp.ClientSession | None = None
        self._recent: deque[str] = deque(maxlen=_REMEMBERED)

    def __repr__(self) -> str:
        return f"ZaloChannel(mode={self.mode!r}, username={self.username!r})"

    async def start(self) -> None:
        """Checks the token; sets the webhook or takes it away. May be called again after a ChannelDown that is not
        fatal. Advice: bad_token, webhook_refused (both fatal), unreachable."""
        failure = None
        try:
            me = await self._call("getMe", {})
            if isinstance(me, dict):
                self.username = str(me.get("account_name") or me.get("display_name") or "")
            await self._set_up()
        except _Answer as answer:
            failure = _down(answer)
        except (_NotConnected, _NoAnswer) as trouble:
            failure = ChannelDown(str(trouble), "unreachable", fatal=False)
        if failure is not None:
            raise failure

    async def _set_up(self) -> None:
        if self.mode == "polling":
            try:
                await self._call("deleteWebhook", {})
            except _Answer as answer:
                # Some servers answer 400 or 404 when there was none (C4).
                if answer.code not in (400, 404):
                    raise
            return
        result = await self._call("setWebhook", {"url": self._webhook_url or "", "secret_token": self._secret})
        verification = result.get("verification") if isinstance(result, dict) else None
        if isinstance(verification, dict) and verification.get("ok") is False:
            # The address is kept even so; often it is a firewall that turns Java's user agent away (C2).
            _log.warning("webhook_not_verified", channel=NAME, hint=str(verification.get("hint", ""))[:200])

    async def poll(self, deliver: Deliver) -> None:
        """Until cancelled; in webhook mode it only waits. Raises ChannelDown(bad_token, fatal) and whatever
        `deliver` raises. Whether the server forgets an event when it answers is disputed (C3), so an event is
        committed before anything else happens."""
        if self.mode == "webhook":
            await asyncio.Event().wait()
        wait = self._poll_seconds + _SLACK_SECONDS
        while True:
            down = None
            try:
                result = await self._call("getUpdates", {"timeout": self._poll_seconds}, read_seconds=wait)
            except _Answer as answer:
                if answer.code == 408:
                    self._received()
                    continue
                down = await self._not_received(answer)
            except (_NotConnected, _NoAnswer) as trouble:
                await self._wait("unreachable", str(trouble))
            else:
                await self._hand_over(result, deliver)
            if down is not None:
                raise down

    async def _hand_over(self, result: object, deliver: Deliver) -> None:
        events = unwrapped(result)
        batch = [one for one in map(to_incoming, events) if one is not None]
        new = [one for one in batch if one.external_id not in self._recent]
        if new:
            await deliver(new)
            self._recent.extend(one.external_id for one in new)
        self._received()
        if not new:
            # The server hands out the same again and again, or nothing at once: do not ask it twelve times a second.
            await asyncio.sleep(self._repeat_seconds)

    def _received(self) -> None:
        self.last_ok = monotonic()
        self.trouble = None
        if self._backoff.reset():
            _log.info("receiving_again", channel=NAME)

    async def _not_received(self, answer: _Answer) -> ChannelDown | None:
        if answer.code in (401, 404):
            self.trouble = "bad_token"
            return ChannelDown(str(answer), "bad_token", fatal=True)
        await self._wait("quota" if answer.code == 429 else "unreachable", str(answer))
        return None

    async def _wait(self, advice: str, why: str) -> None:
        if self.trouble != advice:
            _log.warning("not_receiving", channel=NAME, advice=advice, answer=why[:200])
        self.trouble = advice
        await self._backoff.wait()

    def receive(self, body: bytes) -> list[Incoming]:
        """One webhook body, wrapped or flat."""
        self.last_ok = monotonic()
        try:
            events = unwrapped(json.loads(body))
        except (ValueError, RecursionError):
            events = [body.decode(errors="replace")]
        return [one for one in map(to_incoming, events) if one is not None]

    def secret_matches(self, headers: dict[str, str]) -> bool:
        """Constant-time check of `X-Bot-Api-Secret-Token`."""
        return same_secret(headers.get(_HEADER, ""), self._secret)

    async def send(self, message: Outgoing) -> Receipt:
        """Numbered text in messages of at most 2,000 characters; a push has no numbers. Files are not sent."""
        external_id, parts_sent = "", 0
        failure: Exception | None = None
        parts = as_plain(message.screen, _MAX_TEXT, numbered=not message.is_push)
        for part in parts or [message.screen.text]:
            try:
                result = await self._call("sendMessage", {"chat_id": message.chat, "text": part})
                external_id = str(result.get("message_id", "")) if isinstance(result, dict) else ""
                parts_sent += 1
            except _Answer as answer:
                failure = _classified(answer)
            except _NotConnected as trouble:
                failure = NotSent(str(trouble))
            except _NoAnswer as trouble:
                failure = Unknown(str(trouble))
            if failure is not None:
                break
        if parts_sent and isinstance(failure, NotSent):
            failure = Unknown(f"part of it was delivered; {failure}")
        if failure is not None:
            raise failure
        return Receipt(external_id)

    async def fetch(self, ref: str, most: int) -> bytes:
        """This platform gives bots no files (platform C)."""
        raise Refused("no files")

    async def close(self) -> None:
        """Safe to call twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _call(self, method: str, params: dict[str, Any], read_seconds: float | None = None) -> Any:
        """`result`. Raises _Answer, _NotConnected or _NoAnswer; none of them knows the address, which has the token."""
        if self._session is None:
            self._session = new_session(self._root)
        timeout = aiohttp.ClientTimeout(total=None, connect=10, sock_read=read_seconds or self._read_seconds)
        status, body, failure = 0, b"", None
        try:
            async with self._session.post(self._root + method, json=params, timeout=timeout) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, OSError, ValueError) as trouble:
            kind = type(trouble).__name__
            failure = _NotConnected(kind) if never_left(trouble) else _NoAnswer(kind)
        if failure is not None:
            raise failure
        return _result(status, body)


def _result(status: int, body: bytes) -> Any:
    """HTTP 200 with ok=false occurs, and HTTP 408 with or without a body: `ok` decides (C1)."""
    try:
        answer = json.loads(body)
        if answer["ok"] is True:
            return answer.get("result")
        code = answer.get("error_code")
        description = str(answer.get("description", ""))[:200]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        code, description = None, "no answer of this API"
    if type(code) is not int:
        code = status
    if code == 200:
        raise _NoAnswer(description)
    raise _Answer(code, description)


def _classified(answer: _Answer) -> NotSent | Unknown | Refused:
    """403 stands for "internal server error" in Zalo's own table (C4): taking it for a block would silence a person
    because of a hiccup, so it is retried; a real block then ends with the message's own expiry."""
    why = str(answer)
    if answer.code == 429:
        _log.warning("quota_spent", channel=NAME, advice="quota", answer=why)
        return NotSent(why, _QUOTA_SECONDS)
    if answer.code in (400, 404):
        return Refused(why)
    if answer.code in (401, 403) or answer.code in NOT_DONE:
        return NotSent(why)
    return Unknown(why)


def _down(answer: _Answer) -> ChannelDown:
    if answer.code in (401, 404):
        return ChannelDown(str(answer), "bad_token", fatal=True)
    if answer.code == 400:
        return ChannelDown(str(answer), "webhook_refused", fatal=True)
    return ChannelDown(str(answer), "unreachable", fatal=False)
