"""One holder at a time, across processes: who plans, who polls a channel, who sends on it.

A lease is a row that expires; whoever holds it renews it in time or stops at once (design 4, platform D).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable

import structlog

from bot.clock import Clock
from storage.database import Database
from storage.unit_of_work import UnitOfWork, unit_of_work

log = structlog.get_logger(__name__)

LASTS_MS = 6_000
RENEW_SECONDS = 2.0


class LeaseLost(Exception):
    """Another process has taken over; what this one was about to commit must not be."""


class Leases:
    """The leases of one process. Real time is used even in the demo, where the clock jumps."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = Clock()
        self.holder = secrets.token_hex(8)
        self._fences: dict[str, int] = {}

    async def while_held(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Runs `work` whenever this process holds the lease, until cancelled; stops it when the lease is lost.

        Whatever `work` raises comes out; the lease is given back so that another may go on at once.
        """
        while True:
            if not await self._take(name):
                await asyncio.sleep(RENEW_SECONDS)
                continue
            log.info("lease.taken", name=name)
            try:
                await self._work_and_renew(name, work)
            finally:
                await self._give_back(name)

    async def _work_and_renew(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        working = asyncio.ensure_future(work())
        try:
            while True:
                done, _ = await asyncio.wait([working], timeout=RENEW_SECONDS)
                if done:
                    working.result()
                    return
                if not await self._take(name):
                    log.warning("lease.lost", name=name)
                    return
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def _take(self, name: str) -> bool:
        now = self._clock.now()
        try:
            async with asyncio.timeout(LASTS_MS / 2000), unit_of_work(self._database) as uow:
                fence = await uow.audit.take_lease(name, self.holder, now=now, expires_at=now + LASTS_MS)
        except Exception as error:
            # A database that does not answer cannot say that we still hold it: the safe answer is no.
            log.warning("lease.unsure", name=name, error=type(error).__name__)
            return False
        if fence is None:
            return False
        self._fences[name] = fence
        return True

    async def still_held(self, name: str, uow: UnitOfWork) -> None:
        """The last thing before a commit: a process that was held up for long may have lost the lease without having
        noticed. Raises LeaseLost, which undoes everything; otherwise nobody takes over before the commit."""
        fence = self._fences.get(name)
        if fence is None or not await uow.audit.holds_lease(name, self.holder, fence):
            raise LeaseLost(name)

    async def _give_back(self, name: str) -> None:
        try:
            async with unit_of_work(self._database) as uow:
                await uow.audit.give_lease_back(name, self.holder)
        except Exception as error:
            log.warning("lease.not_given_back", name=name, error=type(error).__name__)
