"""Planning the morning (everybody's five tasks are due for a reminder: one digest each) and opening a month's duties
for every cell, on SQLite; how long an answer has to wait meanwhile, and what it costs in memory. Beside it: one
APScheduler job for each reminder, in memory, with the scheduler paused, which is the kindest case.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from benchmarks.chat import aligned
from benchmarks.server import FIRST_CHAT
from bot.clock import Clock, monotonic
from bot.scheduler import OPENED_ON, Scheduler
from handlers.rules.calendar import day_of
from storage.database import Database, open_database
from storage.unit_of_work import unit_of_work

TASKS = 5
PROBE_SECONDS = 0.01


def table(home: Path, people: int) -> str:
    """Each measurement in a process of its own, so that none inherits another's memory."""
    jobs = min(people * TASKS, 100_000)
    rows = [("", "how many", "seconds", "us each", "longest wait ms", "memory MiB")]
    for name, work, count in (
        ("plan the morning", _plan, people),
        ("open a month's duties", _open, people),
        ("APScheduler, a job a reminder", _jobs, jobs),
    ):
        directory = home / work.__name__
        directory.mkdir()
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            done, seconds, waited, grown = pool.apply(work, (directory, count))
        each = seconds / max(done, 1) * 1e6
        rows.append((name, f"{done:,}", f"{seconds:.1f}", f"{each:.1f}", f"{waited * 1000:.0f}", f"{grown:.0f}"))
        sys.stderr.write(".")
    sys.stderr.write("\n")
    return aligned(rows)


def _plan(directory: Path, people: int) -> tuple[int, float, float, float]:
    return asyncio.run(_measured(directory, people, with_tasks=True))


def _open(directory: Path, people: int) -> tuple[int, float, float, float]:
    return asyncio.run(_measured(directory, people, with_tasks=False))


async def _measured(directory: Path, people: int, *, with_tasks: bool) -> tuple[int, float, float, float]:
    path = directory / "chibo.db"
    clock = Clock()
    database = await open_database(f"sqlite:///{path}")
    try:
        await asyncio.to_thread(fill, path, people, clock.now(), TASKS if with_tasks else 0, clock.now() - 1)
        scheduler = Scheduler(database, clock, lambda: None, 5.0)
        if with_tasks:
            async with unit_of_work(database) as uow:
                await uow.audit.set_fact(OPENED_ON, day_of(clock.now()).isoformat())
        gc.collect()
        before = _rss()
        seconds, waited = await _while_answering(database, scheduler.tick)
        grown = _rss() - before
    finally:
        await database.close()
    return _made(path, "outbox" if with_tasks else "task"), seconds, waited, grown


async def _while_answering(database: Database, work: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """Does the work, while every few milliseconds something small is written, as an answer would be."""
    longest = 0.0

    async def answers() -> None:
        nonlocal longest
        while True:
            begun = monotonic()
            async with unit_of_work(database) as uow:
                await uow.inbox.last_waiting()
            longest = max(longest, monotonic() - begun)
            await asyncio.sleep(PROBE_SECONDS)

    probe = asyncio.create_task(answers())
    begun = monotonic()
    await work()
    seconds = monotonic() - begun
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    return seconds, longest


def _jobs(_: Path, count: int) -> tuple[int, float, float, float]:
    return asyncio.run(_with_jobs(count))


async def _with_jobs(count: int) -> tuple[int, float, float, float]:
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
    return count, seconds, seconds, grown


def _rss() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def _made(path: Path, what: str) -> int:
    file = sqlite3.connect(path)
    try:
        return int(file.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0])
    finally:
        file.close()


def fill(path: Path, people: int, now: int, tasks: int, remind_at: int | None) -> None:
    """Cells under one province, each with a secretary who has joined and so many open tasks."""
    today = day_of(now).isoformat()
    later = (day_of(now) + timedelta(days=40)).isoformat()
    file = sqlite3.connect(path)
    count = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people})"
    rest = f"'farmers', 1, 20, '{today}', '{today}'"
    into = "INSERT INTO unit (id, code, parent_id, path, kind, name, composition, residential, member_count,"
    into += " member_count_on, valid_from)"
    statements = [
        f"{into} VALUES (1, 'P', NULL, '/1/', 'province', 'P', {rest})",
        f"{into} {count} SELECT i + 1, 'C' || i, 1, '/1/' || (i + 1) || '/', 'cell', 'Chi bộ ' || i, {rest} FROM n",
        f"INSERT INTO seat (id, unit_id, role) {count} SELECT i, i + 1, 'cell_secretary' FROM n",
        "INSERT INTO person (id, name, language, consent_version, consent_at, digest_minute, created_at)"
        f" {count} SELECT i, 'bác ' || i, 'vi', 'x', 1, 450, 1 FROM n",
        f"INSERT INTO holding (id, seat_id, person_id, kind, from_at) {count} SELECT i, i, i, 'holder', 1 FROM n",
        "INSERT INTO conversation (id, channel, chat, person_id, seat_id, last_said_at)"
        f" {count} SELECT i, 'telegram', i + {FIRST_CHAT - 1}, i, i, {now} FROM n",
    ]
    if tasks:
        statements.append(
            "INSERT INTO programme (id, kind, code, title, issuer_id, document, period, opens_on, due_on, ends_on)"
            f" VALUES (1, 'regular', 'T', 'T', 1, '', '1', '{today}', '{today}', '{later}')"
        )
        # As they come about: a duty is opened for all cells, then the next.
        statements += [
            "INSERT INTO task (programme_id, duty, unit_id, assignee_role, approver_role, title, deliverable, asks,"
            " period, opens_on, due_on, closes_on, state, numbers, next_remind_at, created_at)"
            f" {count} SELECT 1, 'D{duty}', i + 1, 'cell_secretary', 'office_clerk', 'Việc {duty}', 'x', '', '1',"
            f" '{today}', '{later}', '{later}', 'open', '{{}}', {'NULL' if remind_at is None else remind_at}, 1 FROM n"
            for duty in range(tasks)
        ]
    try:
        for statement in statements:
            file.execute(statement)
        file.commit()
    finally:
        file.close()
