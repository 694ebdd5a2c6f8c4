"""A platform that lives in memory: it keeps what is sent to it, in order, and fails when it is told to."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass

from bot.channels.base import Capabilities, Deliver, Outgoing, Receipt, Refused
from bot.channels.plain import as_plain
from storage.model import Incoming

MAX_TEXT = {True: 4096, False: 2000}
SECRET = "bi-mat-cua-webhook"


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as it arrived; `text` is what can be read, on a channel without buttons the digits too."""

    id: str
    chat: str
    text: str
    choices: tuple[tuple[str, str], ...]
    edits: str | None
    answer_to: str | None
    is_push: bool
    draws_buttons: bool


class RecordingChannel:
    """Implements `bot.channels.base.Channel`. `troubles[chat]` are raised one by one before anything is kept; a
    chat in `stuck` answers only when its event is set; `cut` is raised for every chat while it is set."""

    def __init__(self, name: str, *, buttons: bool, per_second: float = 100_000.0) -> None:
        self.name = name
        self.capabilities = Capabilities(
            buttons=buttons, edits=buttons, files=False, max_text=MAX_TEXT[buttons], per_second=per_second
        )
        self.sent: list[Sent] = []
        self.tried: list[str] = []
        self.troubles: defaultdict[str, list[Exception]] = defaultdict(list)
        self.stuck: dict[str, asyncio.Event] = {}
        self.cut: Exception | None = None
        self.is_closed = False
        self.files: dict[str, bytes] = {}

    async def start(self) -> None:
        """Nothing to open."""

    async def poll(self, deliver: Deliver) -> None:
        """Nobody speaks of their own accord."""
        await asyncio.Event().wait()

    def receive(self, body: bytes) -> list[Incoming]:
        """A webhook body of ours: `[id, chat, text]`; anything else is malformed."""
        try:
            external_id, chat, text = json.loads(body)
        except ValueError:
            return [Incoming(self.name, f"bad-{len(body)}", "nobody", "malformed")]
        return [Incoming(self.name, external_id, chat, "text", text)]

    def secret_matches(self, headers: dict[str, str]) -> bool:
        """Header `x-secret`."""
        return headers.get("x-secret") == SECRET

    async def send(self, message: Outgoing) -> Receipt:
        """Raises the next of the chat's troubles, if there is one."""
        self.tried.append(message.chat)
        if self.cut is not None:
            raise self.cut
        if message.chat in self.stuck:
            await self.stuck[message.chat].wait()
        if self.troubles[message.chat]:
            raise self.troubles[message.chat].pop(0)
        screen = message.screen
        text = screen.text
        if not self.capabilities.buttons:
            text = "\n".join(as_plain(screen, self.capabilities.max_text, numbered=not message.is_push))
        choices = tuple((choice.label, choice.action) for choice in screen.choices)
        external_id = f"{self.name}-{len(self.sent) + 1}"
        self.sent.append(
            Sent(
                external_id,
                message.chat,
                text,
                choices,
                message.edits,
                message.answer_to,
                message.is_push,
                self.capabilities.buttons,
            )
        )
        return Receipt(external_id)

    async def fetch(self, ref: str, most: int) -> bytes:
        """What a test put into `files`."""
        if ref not in self.files or len(self.files[ref]) > most:
            raise Refused("no such file")
        return self.files[ref]

    async def close(self) -> None:
        self.is_closed = True

    def texts(self, chat: str) -> list[str]:
        """What arrived in a chat, oldest first."""
        return [each.text for each in self.sent if each.chat == chat]
