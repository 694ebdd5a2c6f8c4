"""`chibo restructure`: mergers, splits, renames and moves from a workbook, with a reconciliation beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.clock import Clock
from bot.settings import BadSettings, Settings
from handlers.text import number, say
from handlers.workbooks.marking import marked_copy, reason
from handlers.workbooks.restructure import DoesNotAddUp, Line, Plan, carry_out, judge_plan, read_plan, reconciliation
from handlers.workbooks.safety import BadWorkbook, check_file
from storage.database import Database, open_database
from storage.unit_of_work import unit_of_work

Print = Callable[[str], None]


class _Rehearsal(Exception):
    """Everything is undone: it was a dry run."""


async def restructure_file(settings: Settings, path: Path, announce: Print, *, dry_run: bool) -> None:
    """Raises BadSettings with a plain line; writes the marked workbook or the reconciliation beside the file."""
    language = settings.language
    try:
        checked = await asyncio.to_thread(check_file, path)
        plan = await asyncio.to_thread(read_plan, checked)
        database = await open_database(settings.database_url.get_secret_value())
        try:
            lines = await _carry_out(database, plan, Clock(settings.timezone).now(), dry_run=dry_run)
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
    sheet = path.with_name(f"{path.stem}-{say(language, 'restructure.suffix')}.xlsx")
    await asyncio.to_thread(sheet.write_bytes, reconciliation(lines, language))
    announce(say(language, "restructure.rehearsed" if dry_run else "restructure.done", n=len(plan.steps), path=sheet))


async def _carry_out(database: Database, plan: Plan, now: int, *, dry_run: bool) -> list[Line] | None:
    lines: list[Line] = []
    try:
        async with unit_of_work(database) as uow:
            await judge_plan(uow, plan)
            if plan.faults:
                return None
            lines = await carry_out(uow, plan, now)
            _end(dry_run=dry_run)
    except _Rehearsal:
        return lines
    return lines


def _end(*, dry_run: bool) -> None:
    if dry_run:
        raise _Rehearsal
