"""The demo channel: phones on a page of the browser beside us. No token, no network, nothing kept on disk."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote

from bot.channels.base import Capabilities, Deliver, Outgoing, Receipt, Refused
from bot.channels.plain import split
from bot.channels.wire import clean
from handlers.screen import Attachment, Choice
from storage.model import Incoming

NAME: Final = "demo"
KINDS: Final = ("text", "photo", "file", "sticker", "voice", "other", "edited", "group")
_MAX_TEXT = 4096
_BACKLOG = 256
_KEPT_FILES = 64
_KEPT_UPLOADS = 4

Event = dict[str, Any]
"""JSON-able: `{"chat", "message"}`, `{"clock": ms}`, `{"language"}`, `{"reset": true}` or `{"reload": true}`."""


class Subscription:
    """What one browser has not fetched yet. Too slow a browser loses its backlog and is told to load anew."""

    def __init__(self, backlog: int) -> None:
        self._waiting: asyncio.Queue[Event | None] = asyncio.Queue(backlog)

    def offer(self, event: Event) -> None:
        """Never waits."""
        if self._waiting.full():
            self._drop()
            event = {"reload": True}
        self._waiting.put_nowait(event)

    def end(self) -> None:
        """No more events; what was waiting is dropped."""
        self._drop()
        self._waiting.put_nowait(None)

    async def next(self, at_most: float | None = None) -> Event | None:
        """The next event, None at the end; an empty one when nothing came within `at_most` seconds."""
        try:
            return await asyncio.wait_for(self._waiting.get(), at_most)
        except TimeoutError:
            return {}

    def _drop(self) -> None:
        while not self._waiting.empty():
            self._waiting.get_nowait()


class DemoChannel:
    """`now` gives milliseconds UTC (the product's clock, moved by the time machine). Attachments of the latest
    messages stay in memory, at `/demo/files/<key>/<name>`."""

    name = NAME
    capabilities = Capabilities(buttons=True, edits=True, files=True, max_text=_MAX_TEXT, per_second=1000.0)

    def __init__(self, now: Callable[[], int], *, backlog: int = _BACKLOG) -> None:
        self._now = now
        self._backlog = backlog
        self._subscriptions: set[Subscription] = set()
        self._files: OrderedDict[str, Attachment] = OrderedDict()
        self._received: OrderedDict[str, bytes] = OrderedDict()
        # Ids stand in the database: those of this start must differ from those of every other.
        self._start = secrets.token_hex(5)
        self._count = 0
        self._is_closed = False

    async def start(self) -> None:
        """Nothing to open."""

    async def poll(self, deliver: Deliver) -> None:
        """Waits until cancelled: what people say comes through the page's routes."""
        await asyncio.Event().wait()

    def receive(self, body: bytes) -> list[Incoming]:
        """The demo has no webhook."""
        return []

    def secret_matches(self, headers: dict[str, str]) -> bool:
        """The demo has no webhook."""
        return False

    async def send(self, message: Outgoing) -> Receipt:
        """Shows the message on every page that is open; never waits and never fails. A text longer than
        `max_text` comes in parts, the choices under the last."""
        screen = message.screen
        parts = split(screen.text, _MAX_TEXT) or [""]
        file = self._keep(screen.attachment) if screen.attachment is not None else None
        replaces = message.edits if screen.replaces and len(parts) == 1 else None
        for part in parts[:-1]:
            self._show(message.chat, part, (), None, None)
        return Receipt(self._show(message.chat, parts[-1], screen.choices, file, replaces))

    async def fetch(self, ref: str, most: int) -> bytes:
        """A file that was sent from the page lately."""
        content = self._received.get(ref)
        if content is None or len(content) > most:
            raise Refused("gone, or too large")
        return content

    def receive_file(self, content: bytes) -> str:
        """Keeps what the page sends, in memory; returns its `ref`."""
        ref = secrets.token_urlsafe(12)
        self._received[ref] = content
        while len(self._received) > _KEPT_UPLOADS:
            self._received.popitem(last=False)
        return ref

    async def close(self) -> None:
        """Ends every open page's stream; safe to call twice."""
        self._is_closed = True
        for subscription in self._subscriptions:
            subscription.end()
        self._files.clear()

    def to_incoming(
        self, chat: str, kind: str, text: str = "", *, key: str | None = None, ref: str | None = None
    ) -> Incoming:
        """What somebody did on the page: `text` is what was said, the action that was pressed, or a file's name.

        `key` is the page's own id of it, so that sending again after a lost answer changes nothing.
        """
        return Incoming(NAME, key or self._new_id(), chat, kind, clean(text), ref=ref, sent_at=self._now())

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Events from now on."""
        subscription = Subscription(self._backlog)
        self._subscriptions.add(subscription)
        if self._is_closed:
            subscription.end()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def publish(self, event: Event) -> None:
        """Tells every open page."""
        for subscription in self._subscriptions:
            subscription.offer(event)

    def file(self, key: str) -> Attachment | None:
        """An attachment that was sent lately."""
        return self._files.get(key)

    def forget_files(self) -> None:
        """The demo begins anew."""
        self._files.clear()

    def _show(self, chat: str, text: str, choices: tuple[Choice, ...], file: Event | None, replaces: str | None) -> str:
        message_id = self._new_id()
        message = {
            "id": message_id,
            "from": "bot",
            "text": text,
            "at": self._now(),
            "choices": [[choice.label, choice.action] for choice in choices],
            "replaces": replaces,
            "file": file,
        }
        self.publish({"chat": chat, "message": message})
        return message_id

    def _keep(self, attachment: Attachment) -> Event:
        key = secrets.token_urlsafe(12)
        self._files[key] = attachment
        while len(self._files) > _KEPT_FILES:
            self._files.popitem(last=False)
        return {"name": attachment.name, "url": f"/demo/files/{key}/{quote(attachment.name, safe='')}"}

    def _new_id(self) -> str:
        self._count += 1
        return f"d{self._start}-{self._count}"


def page_source() -> tuple[str, str]:
    """The page, and a Content-Security-Policy by which only its own script and style run, whatever text might
    get into it."""
    html = files("bot.channels").joinpath("demo.html").read_text("utf-8")
    hashes = {}
    for tag in ("script", "style"):
        inside = html.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        hashes[tag] = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{hashes['script']}'; style-src 'sha256-{hashes['style']}'; "
        "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return html, policy
