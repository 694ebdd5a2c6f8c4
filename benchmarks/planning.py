"""Planning the morning (everybody's five tasks are due for a reminder: one digest each) and opening a month's duties
for every cell, on both databases; how long an answer takes meanwhile, and what it costs in memory. Beside it: one
APScheduler job for each reminder, in memory, with the scheduler paused, which is the kindest case.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import statistics
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from benchmarks.cells import count_rows, durable, empty, fill_database
from benchmarks.chat import aligned
from benchmarks.server import FIRST_CHAT
from bot.clock import Clock, monotonic
from bot.scheduler import OPENED_ON, Scheduler
from handlers.reminders import tick
from handlers.router import handle
from handlers.rules.calendar import day_of
from storage.database import Database, open_database
from storage.model import Incoming
from storage.tasks import HIGHEST_ID
from storage.unit_of_work import unit_of_work
from tests.databases import Postgres

TASKS = 5
MOST_JOBS = 300_000
PROBE_SECONDS = 0.05
BARS = """Bars: planning within 20 s and 300 MiB; a whole turn (a person asks for their work) at most 200 ms meanwhile.
Planned is when every message is in the outbox; then the tasks are moved to their next reminder at leisure."""
Measured = tuple[int, float, float, float, float, float]
"""How many, seconds, seconds of what follows at leisure, the usual and the longest seconds of a turn meanwhile, MiB."""


def table(home: Path, people: int) -> str:
    """Each measurement in a process of its own, so that none inherits another's memory."""
    rows = [("", "how many", "seconds", "us each", "then s", "turn p50 ms", "longest ms", "memory MiB")]
    postgres = Postgres()
    try:
        durable(postgres)
        for name, work, url, count, tasks in (
            ("plan the morning, SQLite", _measured, f"sqlite:///{home / 'plan.db'}", people, TASKS),
            ("plan the morning, PostgreSQL", _measured, empty(postgres, "plan"), people, TASKS),
            ("open a month's duties, SQLite", _measured, f"sqlite:///{home / 'open.db'}", people, 0),
            ("open a month's duties, PostgreSQL", _measured, empty(postgres, "open"), people, 0),
            ("28 meeting days, SQLite", _on_own_days, f"sqlite:///{home / 'days.db'}", people, 0),
            ("APScheduler, a job a reminder", _with_jobs, "", min(people * TASKS, MOST_JOBS), 0),
        ):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                done, seconds, then, usual, longest, grown = pool.apply(_in_a_loop, (work, url, count, tasks))
            each = seconds / max(done, 1) * 1e6
            times = f"{then:.1f}", f"{usual * 1000:.0f}", f"{longest * 1000:.0f}"
            rows.append((name, f"{done:,}", f"{seconds:.1f}", f"{each:.1f}", *times, f"{grown:.0f}"))
            sys.stderr.write(".")
    finally:
        postgres.stop()
    sys.stderr.write("\n")
    return f"{aligned(rows)}\n{BARS}"


def _in_a_loop(work: Callable[[str, int, int], Awaitable[Measured]], url: str, count: int, tasks: int) -> Measured:
    async def run() -> Measured:
        return await work(url, count, tasks)

    return asyncio.run(run())


async def _on_own_days(url: str, people: int, tasks: int) -> Measured:
    return await _measured(url, people, tasks, own_days=True)


async def _give_days(database: Database) -> None:
    """Each cell meets on a day of its own choice."""
    async with unit_of_work(database) as uow:
        for root in await uow.units.top():
            for place in await uow.duty_copies.places(root.path, 0, HIGHEST_ID):
                await uow.organisation.set_meeting_rule(place.unit_id, f"ngày {place.unit_id % 28 + 1}")


async def _measured(url: str, people: int, tasks: int, *, own_days: bool = False) -> Measured:
    clock = Clock()
    database = await open_database(url)
    try:
        await fill_database(url, people, clock.now(), tasks, clock.now() - 1)
        if own_days:
            await _give_days(database)
        scheduler = Scheduler(database, clock, lambda: None, 5.0)
        if tasks:
            async with unit_of_work(database) as uow:
                await uow.audit.set_fact(OPENED_ON, day_of(clock.now()).isoformat())
        gc.collect()
        before = _rss()
        work = partial(_plan, database, clock) if tasks else scheduler.open_day
        begun = monotonic()
        planned, turns = await _while_answering(database, people, clock, work)
        seconds = (planned or monotonic()) - begun
        then = monotonic() - begun - seconds
        grown = _rss() - before
    finally:
        await database.close()
    made = await count_rows(url, "outbox WHERE kind = 'digest'" if tasks else "task")
    return made, seconds, then, statistics.median(turns), max(turns), grown


async def _plan(database: Database, clock: Clock) -> float:
    """What the scheduler does, and when all messages were planned; after that tasks are only moved on."""
    planned, more = 0.0, True
    while more:
        async with unit_of_work(database) as uow:
            more = await tick(uow, clock.now())
            walk = None if planned else await uow.reminding.walk()
        if walk is not None and walk.moving:
            planned = monotonic()
        await asyncio.sleep(0)
    return planned


async def _while_answering(
    database: Database, people: int, clock: Clock, work: Callable[[], Awaitable[float | None]]
) -> tuple[float | None, list[float]]:
    """Does the work, while now and then somebody asks for their work, which is a whole turn with its commit."""
    turns: list[float] = []
    answered = asyncio.Event()

    async def answers() -> None:
        while True:
            begun, now, number = monotonic(), clock.now(), len(turns)
            chat = str(FIRST_CHAT + number * 7919 % people)
            async with unit_of_work(database) as uow:
                await uow.inbox.add([Incoming("telegram", f"probe-{number}", chat, "text", "việc", sent_at=now)], now)
                for row in await uow.inbox.claim(now, 1):
                    await handle(row, uow, now)
            turns.append(monotonic() - begun)
            answered.set()
            await asyncio.sleep(PROBE_SECONDS)

    probe = asyncio.create_task(answers())
    try:
        planned = await work()
        first = asyncio.create_task(answered.wait())
        await asyncio.wait([first, probe], return_when=asyncio.FIRST_COMPLETED)
        first.cancel()
    finally:
        probe.cancel()
        ended = await asyncio.gather(probe, return_exceptions=True)
    if not isinstance(ended[0], asyncio.CancelledError):
        raise RuntimeError("a turn meanwhile failed") from ended[0]
    return planned, turns


async def _with_jobs(_: str, count: int, __: int) -> Measured:
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.start(paused=True)
    gc.collect()
    before, begun = _rss(), monotonic()
    tomorrow = datetime.fromtimestamp(Clock().now() / 1000, UTC) + timedelta(days=1)
    for number in range(count):
        scheduler.add_job(print, "date", run_date=tomorrow + timedelta(seconds=number), args=[number])
    seconds = monotonic() - begun
    grown = _rss() - before
    scheduler.shutdown(wait=False)
    # Nothing else runs while jobs are added one after another in the loop.
    return count, seconds, 0.0, seconds, seconds, grown


def _rss() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
