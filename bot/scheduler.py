"""Loop 2: the clock. APScheduler only says "now"; what is due lives in the database, so that nothing is missed by a
stop and nothing is planned twice by two (platform D).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock
from bot.lease import LeaseLost
from bot.restructuring import carry_out_due
from bot.trouble import Trouble
from handlers import campaigns
from handlers.daily import learn_hours, open_silent_cards
from handlers.delivery import watch_quota
from handlers.handovers import tell_handovers
from handlers.letters import plan_letters
from handlers.openings import open_regular
from handlers.reminders import tick
from handlers.schedules import plan_scheduled
from handlers.spot_draw import draw_spot_checks
from storage.database import Database
from storage.unit_of_work import UnitOfWork, unit_of_work

log = structlog.get_logger(__name__)

OPEN_CHUNK: Final = 700
OPENED_ON: Final = "opened_on"
NIGHT_MINUTES: Final = 10


class Scheduler:
    """`on_commit` is called when something may be waiting in the outbox, `nightly` now and then (it knows by itself
    whether this night's work is done); `still_leads` raises when another process plans by now, and is asked before each
    commit."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        on_commit: Callable[[], None],
        tick_seconds: float,
        nightly: Callable[[], Awaitable[None]] | None = None,
        still_leads: Callable[[UnitOfWork], Awaitable[None]] | None = None,
    ) -> None:
        self._still_leads = still_leads
        self._nightly = nightly
        self._database = database
        self._clock = clock
        self._on_commit = on_commit
        self._tick_seconds = tick_seconds
        self._ticking = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled."""
        scheduler = AsyncIOScheduler(
            timezone=self._clock.zone,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        tick = self._guarded(self.tick)
        scheduler.add_job(tick, IntervalTrigger(seconds=self._tick_seconds))
        if self._nightly is not None:
            scheduler.add_job(self._guarded(self._nightly), IntervalTrigger(minutes=NIGHT_MINUTES))
        scheduler.start()
        try:
            await tick()
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)

    def _guarded(self, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        trouble = Trouble("scheduler", job=getattr(job, "__name__", "?"))

        async def run() -> None:
            try:
                await job()
            except LeaseLost:
                log.warning("lease.lost", name="planner", undone=True)
            except Exception as error:
                trouble.note(error)
            else:
                trouble.over()

        return run

    async def tick(self) -> None:
        """Opens the duties of a new day, then plans what is due; chunk by chunk, replies in between."""
        async with self._ticking:
            # Before the day is opened: duties of the new day are the new units'.
            await carry_out_due(self._planning, self._clock.now())
            await self._launch()
            await self.open_day()
            async with self._planning() as uow:
                await tell_handovers(uow, self._clock.now())
            await self._plan()
            await self._seal()
            await self._fold()

    @asynccontextmanager
    async def _planning(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work that is undone when another process has taken over meanwhile."""
        async with unit_of_work(self._database) as uow:
            yield uow
            if self._still_leads is not None:
                await self._still_leads(uow)

    async def _plan(self) -> None:
        more = True
        while more:
            async with self._planning() as uow:
                more = await tick(uow, self._clock.now())
            self._on_commit()
            await asyncio.sleep(0)

    async def _launch(self) -> None:
        """Goes on with campaigns whose units do not all have their task yet."""
        more = True
        while more:
            async with self._planning() as uow:
                more = await campaigns.launching(uow, self._clock.now())
            await asyncio.sleep(0)

    async def _seal(self) -> None:
        sealed = 1
        while sealed:
            async with self._planning() as uow:
                sealed = await uow.audit.seal()

    async def _fold(self) -> None:
        """Takes what changed since the last tick into the sums, a little at a time: answers never wait long."""
        more = True
        while more:
            async with self._planning() as uow:
                more = await uow.tallies.fold()
            await asyncio.sleep(0)

    async def open_day(self) -> None:
        """Opens what is due to be open today for every unit, chunk by chunk; once a day."""
        today = self._clock.today().isoformat()
        async with self._planning() as uow:
            if await uow.audit.fact(OPENED_ON) == today:
                return
            roots = await uow.units.top()
        after = 0
        while True:
            async with self._planning() as uow:
                upto = await uow.units.chunk(after, OPEN_CHUNK)
                if upto is None:
                    break
                for root in roots:
                    await open_regular(uow, root, self._clock.now(), after, upto)
                await campaigns.daily(uow, self._clock.now(), after, upto)
                after = upto
            await asyncio.sleep(0)
        # Only now is the day open: a stop on the way begins again, and what exists already is left alone.
        await self._look_around()
        async with self._planning() as uow:
            await uow.audit.set_fact(OPENED_ON, today)

    async def _look_around(self) -> None:
        """Who has fallen silent, at what hour people answer, how much of Zalo's quota is left."""
        after: int | None = 0
        while after is not None:
            async with self._planning() as uow:
                upto = await uow.units.chunk(after, OPEN_CHUNK)
                if upto is not None:
                    await open_silent_cards(uow, self._clock.now(), after, upto)
                    await draw_spot_checks(uow, self._clock.now(), after, upto)
                after = upto
        after = 0
        while after is not None:
            async with self._planning() as uow:
                after = await learn_hours(uow, self._clock.now(), after)
        async with self._planning() as uow:
            await watch_quota(uow, self._clock.now())
            await plan_letters(uow, self._clock.now())
            await plan_scheduled(uow, self._clock.now())

    async def next_event(self) -> int | None:
        """The next instant at which a tick will find something: for the demo's time machine."""
        async with self._planning() as uow:
            found = await uow.reminding.next_due(), await uow.notices.next_look()
        return min((at for at in found if at is not None), default=None)
