"""channel → shield → inbox: one commit, after which the platform may forget the message.

Deliveries that arrive while a commit is under way share the next one, so that a burst of webhooks costs few of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.trouble import Trouble
from handlers.understand import shield
from storage.database import Database
from storage.model import Incoming
from storage.unit_of_work import unit_of_work

MOST_IN_ONE = 200
BLOCKED = "[đã chặn]"


class Intake:
    """`deliver` returns when the messages are on disk; `on_commit` is called after each commit."""

    def __init__(self, database: Database, clock: Clock, on_commit: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._on_commit = on_commit
        self._waiting: list[tuple[Sequence[Incoming], asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._trouble = Trouble("intake")

    async def deliver(self, batch: Sequence[Incoming]) -> None:
        """Shields and commits a batch. Raises whatever the database raises: the platform then sends it again."""
        if not batch:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(([_shielded(each) for each in batch], done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="intake")
        await done

    async def close(self) -> None:
        """Waits for what is being written."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)

    async def _write(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[:MOST_IN_ONE], self._waiting[MOST_IN_ONE:]
            try:
                async with unit_of_work(self._database) as uow:
                    await uow.inbox.add([each for batch, _ in taken for each in batch], self._clock.now())
            except Exception as error:
                self._trouble.note(error)
                _settle(taken, error)
                continue
            self._trouble.over()
            _settle(taken, None)
            self._on_commit()


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
