"""The contract between the edge and a platform: receive what people said, send what we owe, nothing else.

A channel classifies; it never decides. Policy (retry, back-off, expiry, pace) lives in `bot.sender` alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from handlers.screen import Screen
from storage.model import Incoming

Deliver = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Commits a batch to the inbox; only when it returns may the platform be told to forget the messages."""


class ChatPace(NamedTuple):
    """What one chat takes: `burst` messages at once, then `per_second`."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can do. `max_text` in characters; `per_second` is the pace of pushes, all chats together;
    `of_chat` the pace of one chat, where the platform has one, replies and pushes alike."""

    buttons: bool
    edits: bool
    files: bool
    max_text: int
    per_second: float
    of_chat: Callable[[str], ChatPace] | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. `edits` is the platform's id of a message to replace, `answer_to` the press to answer."""

    chat: str
    screen: Screen
    edits: str | None = None
    answer_to: str | None = None
    is_push: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform has it. `external_id` is the platform's id of the message, empty when it gives none."""

    external_id: str


class NotSent(Exception):
    """Certainly not delivered: retry. `retry_after` in seconds when the platform asked for it (429);
    `chat_only` says whether only this chat must wait."""

    def __init__(self, why: str, retry_after: float | None = None, *, chat_only: bool = False) -> None:
        super().__init__(why)
        self.retry_after = retry_after
        self.chat_only = chat_only


class Unknown(Exception):
    """May be delivered (the request left, no answer came): at most one repeat."""


class Refused(Exception):
    """Never: blocked, chat gone, message unacceptable. `blocked` when the person cannot be reached here at all;
    `moved_to` when the chat has a new id."""

    def __init__(self, why: str, *, blocked: bool = False, moved_to: str | None = None) -> None:
        super().__init__(why)
        self.blocked = blocked
        self.moved_to = moved_to


class ChannelDown(Exception):
    """Receiving cannot go on without a person: wrong token, another poller. `advice` is a text key."""

    def __init__(self, why: str, advice: str, *, fatal: bool) -> None:
        super().__init__(why)
        self.advice = advice
        self.fatal = fatal


class Channel(Protocol):
    """One platform. `poll` runs until cancelled; `receive` parses one webhook body and never raises on bad input."""

    name: str
    capabilities: Capabilities

    async def start(self) -> None:
        """Open connections, check the token, set commands or the webhook. Raises ChannelDown."""
        ...

    async def poll(self, deliver: Deliver) -> None:
        """Fetch for ever. Confirms a batch to the platform only after `deliver` has returned."""
        ...

    def receive(self, body: bytes) -> list[Incoming]:
        """One webhook body to neutral form; a malformed one becomes a single `malformed` incoming or nothing."""
        ...

    def secret_matches(self, headers: dict[str, str]) -> bool:
        """Constant-time check of the webhook's secret header (header names in lower case)."""
        ...

    async def send(self, message: Outgoing) -> Receipt:
        """Raises NotSent, Unknown or Refused; never returns None."""
        ...

    async def fetch(self, ref: str, most: int) -> bytes:
        """The file that came as `Incoming.ref`, of at most `most` bytes. Only files that were asked for are fetched.
        Raises NotSent (try again) or Refused (too large, gone, or this platform gives no files)."""
        ...

    async def close(self) -> None:
        """Close connections; safe to call twice."""
        ...
