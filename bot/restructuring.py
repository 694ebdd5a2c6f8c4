"""`chibo restructure`: mergers, splits, renames and moves from a workbook, with a reconciliation beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.settings import BadSettings, Settings
from handlers.restructurings import NoLongerFits, carry_out_planned, is_ahead, plan_ahead, set_aside
from handlers.rules.calendar import day_of
from handlers.text import day, number, say
from handlers.workbooks.marking import marked_copy, reason
from handlers.workbooks.plan_in_chat import tried
from handlers.workbooks.reconciliation import reconciliation
from handlers.workbooks.restructure import DoesNotAddUp, Line, Plan, carry_out, judge_plan, read_plan
from handlers.workbooks.safety import BadWorkbook, check_file
from storage.database import Database, open_database
from storage.model import Seat
from storage.unit_of_work import UnitOfWork, unit_of_work

log = structlog.get_logger(__name__)

Print = Callable[[str], None]
Work = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


class _Rehearsal(Exception):
    """Everything is undone: it was a dry run."""


async def restructure_file(settings: Settings, path: Path, announce: Print, *, dry_run: bool) -> None:
    """Raises BadSettings with a plain line; writes the marked workbook or the reconciliation beside the file."""
    language, now = settings.language, Clock(settings.timezone).now()
    try:
        checked = await asyncio.to_thread(check_file, path)
        plan = await asyncio.to_thread(read_plan, checked)
        database = await open_database(settings.database_url.get_secret_value())
        try:
            lines = await _carry_out(database, plan, now, dry_run=dry_run)
        finally:
            await database.close()
    except FileNotFoundError:
        raise BadSettings(say(language, "workbook.not_there", path=path)) from None
    except BadWorkbook as bad:
        raise BadSettings(say(language, f"workbook.{bad.why}", **bad.values)) from None
    except DoesNotAddUp:
        raise BadSettings(say(language, "restructure.does_not_add_up")) from None
    if lines is None:
        copy = path.with_name(f"{path.stem}-{say(language, 'roster.suffix')}.xlsx")
        await asyncio.to_thread(copy.write_bytes, marked_copy(checked, plan.faults, language))
        shown = "\n".join(f"  {each.row}, {reason(language, each)}" for each in plan.faults[:5])
        raise BadSettings(f"{say(language, 'roster.faults', n=number(len(plan.faults)), path=copy)}\n{shown}")
    if not lines:
        on = day(language, plan.on, year=True)
        announce(say(language, "restructure.planned", n=len(plan.steps), day=on))
        return
    sheet = path.with_name(f"{path.stem}-{say(language, 'restructure.suffix')}.xlsx")
    await asyncio.to_thread(sheet.write_bytes, reconciliation(lines, language, now))
    announce(say(language, "restructure.rehearsed" if dry_run else "restructure.done", n=len(plan.steps), path=sheet))


async def carry_out_due(work: Work, now: int) -> None:
    """Whatever was planned for today or a day on which nobody was running, the oldest first, each whole or not."""
    while True:
        async with work() as uow:
            found = await uow.restructurings.due(day_of(now).isoformat())
        if found is None:
            return
        try:
            async with work() as uow:
                await carry_out_planned(uow, found, now)
        except (NoLongerFits, DoesNotAddUp) as error:
            log.warning("restructuring.set_aside", restructuring=found.id, why=type(error).__name__)
            async with work() as uow:
                await set_aside(uow, found, now)


async def rehearse(database: Database, plan: Plan, seat: Seat, now: int) -> list[Line]:
    """The figures of a dry run, empty when the plan has faults. Raises DoesNotAddUp."""
    lines: list[Line] = []
    try:
        async with unit_of_work(database) as uow:
            lines = await tried(uow, plan, seat, now)
            _end(dry_run=True)
    except _Rehearsal:
        return lines
    return lines


async def _carry_out(database: Database, plan: Plan, now: int, *, dry_run: bool) -> list[Line] | None:
    lines: list[Line] = []
    try:
        async with unit_of_work(database) as uow:
            await judge_plan(uow, plan, day_of(now).isoformat())
            if plan.faults:
                return None
            if is_ahead(plan, now) and not dry_run:
                await plan_ahead(uow, plan, None, now)
                return []
            lines = await carry_out(uow, plan, now)
            _end(dry_run=dry_run)
    except _Rehearsal:
        return lines
    return lines


def _end(*, dry_run: bool) -> None:
    if dry_run:
        raise _Rehearsal
