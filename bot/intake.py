"""channel → shield → inbox: one commit, after which the platform may forget the message. A PIN is hashed on the way.

Deliveries that arrive while a commit is under way share the next one, so that a burst of webhooks costs few of them.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from bot.clock import Clock
from bot.limits import CHAT_BURST, CHAT_PER_MINUTE, Limiter
from bot.trouble import Trouble
from handlers.rules import pins
from handlers.understand import shield
from storage.database import Database
from storage.model import Incoming
from storage.unit_of_work import reading, unit_of_work

log = structlog.get_logger(__name__)

MOST_IN_ONE = 200
BLOCKED = "[đã chặn]"
FLOOD = "flood"


class Intake:
    """`deliver` returns when the messages are on disk; `on_commit` is called after each commit."""

    def __init__(self, database: Database, clock: Clock, on_commit: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._on_commit = on_commit
        self._waiting: list[tuple[Sequence[Incoming], asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._trouble = Trouble("intake")
        self._limiter = Limiter(CHAT_BURST, CHAT_PER_MINUTE)

    async def deliver(self, batch: Sequence[Incoming]) -> None:
        """Shields and commits a batch. Raises whatever the database raises: the platform then sends it again."""
        if not batch:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((self._not_too_many([_shielded(each) for each in batch]), done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="intake")
        await done

    def _not_too_many(self, batch: list[Incoming]) -> list[Incoming]:
        """A chat that floods is told so once; the rest of its flood is not even written."""
        kept = []
        for each in batch:
            refused = self._limiter.over(f"{each.channel} {each.chat}", each.sent_at or self._clock.now())
            if refused <= 1:
                kept.append(replace(each, text="", ref=None, refused=FLOOD) if refused else each)
            elif refused == 2:
                log.warning("chat.floods", channel=each.channel)
        return kept

    async def close(self) -> None:
        """Waits for what is being written."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)

    async def _write(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[:MOST_IN_ONE], self._waiting[MOST_IN_ONE:]
            try:
                batch = await self._without_pins([each for messages, _ in taken for each in messages])
                async with unit_of_work(self._database) as uow:
                    await uow.inbox.add(batch, self._clock.now())
            except Exception as error:
                self._trouble.note(error)
                _settle(taken, error)
                continue
            self._trouble.over()
            _settle(taken, None)
            self._on_commit()

    async def _without_pins(self, batch: list[Incoming]) -> list[Incoming]:
        """Where a PIN was asked for, only its slow hash is written; a chat gets a handful of those at once."""
        chats = [(each.channel, each.chat) for each in batch if _may_be_pin(each)]
        if not chats:
            return batch
        looked_at: Counter[tuple[str, str]] = Counter()
        async with reading(self._database) as uow:
            asked = {chat: await uow.pins.asked(*chat, pins.SCREEN) for chat in dict.fromkeys(chats)}
        found = []
        for each in batch:
            chat = (each.channel, each.chat)
            salt, locked_until = (asked.get(chat) if _may_be_pin(each) else None) or ("", 0)
            if salt:
                looked_at[chat] += 1
                wanted = looked_at[chat] <= pins.TRIES and locked_until <= self._clock.now()
                digits = pins.digits_of(each.text) or ""
                token = await asyncio.to_thread(pins.token, digits, salt) if wanted else pins.NOT_LOOKED_AT
                each = replace(each, kind=pins.KIND, text=token)
            found.append(each)
        return found


def _may_be_pin(message: Incoming) -> bool:
    return message.kind != "press" and pins.digits_of(message.text) is not None


def _settle(taken: list[tuple[Sequence[Incoming], asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in taken:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def _shielded(message: Incoming) -> Incoming:
    """The message with what must never be written taken out of it, also from words under a photo."""
    if not message.text or message.kind == "press":
        return message
    safe = shield(message.text)
    if safe.refused is None:
        return message
    return replace(message, text="" if safe.text == BLOCKED else safe.text, refused=safe.refused)
