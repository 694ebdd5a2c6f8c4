"""Loop 1: inbox → one turn → outbox. Several chats' turns share one commit; a chat's messages never overtake
each other. A turn that fails takes nobody else's with it, and one that kills the process is set aside in the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.clock import Clock
from bot.trouble import Trouble
from handlers.router import apologise, handle
from storage.database import Database, DatabaseUnavailable
from storage.model import InboxRow
from storage.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

MOST_IN_ONE = 64
LOOK_AGAIN_SECONDS = 1.0
FATAL_ATTEMPTS = 3


class Worker:
    """`wake` says that something was committed to the inbox; `on_commit` that something is in the outbox.

    Messages found waiting at start may have killed the process before: they are tried one at a time, each try
    counted before it begins, and set aside after the third. Later messages cost no such write. Where several workers
    share an inbox only one of them does that; those with a `first` begin when it is through, or else each of them
    would count a try of the same message.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        on_commit: Callable[[], None],
        first: Worker | None = None,
        language: str = "vi",
    ) -> None:
        self._language = language
        self._database = database
        self._clock = clock
        self._on_commit = on_commit
        self._woken = asyncio.Event()
        self._trouble = Trouble("worker")
        self._first = first
        self._doubtful_until: int | None = None
        self._through = asyncio.Event()

    def wake(self) -> None:
        """Something may be waiting."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        if self._first is not None:
            await self._first._through.wait()
            self._doubtful_until = 0
        while True:
            try:
                if self._doubtful_until is None:
                    async with unit_of_work(self._database) as uow:
                        self._doubtful_until = await uow.inbox.last_waiting()
                if not self._doubtful_until:
                    self._through.set()
                handled = await self.turn_once()
            except Exception as error:
                await self._trouble.wait(error)
                continue
            self._trouble.over()
            if not handled:
                await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            return
        finally:
            self._woken.clear()

    async def turn_once(self) -> int:
        """Handles what waits, in one transaction if all goes well; returns how many messages that were."""
        if self._doubtful_until:
            return await self._one_doubtful(self._doubtful_until)
        try:
            handled = await self._many(MOST_IN_ONE)
        except DatabaseUnavailable:
            raise
        except Exception:
            # Somebody's turn failed and the whole transaction is undone: again, one by one, to find out whose.
            return await self._one_by_one()
        if handled:
            self._on_commit()
        return handled

    async def _many(self, most: int) -> int:
        async with unit_of_work(self._database) as uow:
            rows = await uow.inbox.claim(self._clock.now(), most)
            for row in rows:
                await handle(row, uow, self._clock.now(), self._language)
        return len(rows)

    async def _one_by_one(self) -> int:
        handled = 0
        for _ in range(MOST_IN_ONE):
            if not await self._one():
                break
            handled += 1
        self._on_commit()
        return handled

    async def _one(self) -> bool:
        row: InboxRow | None = None
        try:
            async with unit_of_work(self._database) as uow:
                row = next(iter(await uow.inbox.claim(self._clock.now(), 1)), None)
                if row is not None:
                    await handle(row, uow, self._clock.now(), self._language)
        except DatabaseUnavailable:
            # No fault of the message's: it is tried again when the database is well.
            raise
        except Exception as error:
            if row is None:
                raise
            log.exception("turn.failed", inbox_id=row.id, error=type(error).__name__)
            await self._set_aside(row)
        return row is not None

    async def _set_aside(self, row: InboxRow) -> None:
        async with unit_of_work(self._database) as uow:
            await apologise(row, uow, self._clock.now(), self._language)

    async def _one_doubtful(self, until: int) -> int:
        async with unit_of_work(self._database) as uow:
            row = next(iter(await uow.inbox.claim(self._clock.now(), 1)), None)
            if row is not None and row.id <= until:
                await uow.inbox.count_attempt(row.id)
        if row is None or row.id > until:
            self._doubtful_until = 0
            return 0
        if row.attempts >= FATAL_ATTEMPTS:
            log.error("turn.set_aside", inbox_id=row.id, attempts=row.attempts)
            await self._set_aside(row)
        else:
            await self._one()
        self._on_commit()
        return 1
