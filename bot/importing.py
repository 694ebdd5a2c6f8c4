"""`chibo import`: reads the workbook in a thread with a progress bar, then writes everything or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.clock import Clock
from bot.settings import BadSettings, Settings
from handlers.text import day, number, say
from handlers.workbooks.marking import marked_copy, reason
from handlers.workbooks.reading import Progress as Tell
from handlers.workbooks.roster import Outcome, Roster, apply, judge, read_roster
from handlers.workbooks.safety import BadWorkbook, Checked, check_file
from storage.database import Database, open_database
from storage.unit_of_work import unit_of_work

SHOWN_FAULTS: Final = 5

Print = Callable[[str], None]


class _Rehearsal(Exception):
    """Everything is undone: it was a dry run."""


async def import_file(settings: Settings, path: Path, announce: Print, *, dry_run: bool) -> None:
    """Raises BadSettings with one plain line for what a person can mend; the marked workbook lies beside the file."""
    language = settings.language
    try:
        with _bar() as tell:
            checked = await asyncio.to_thread(check_file, path)
            roster = await asyncio.to_thread(read_roster, checked, tell)
            database = await open_database(settings.database_url.get_secret_value())
            try:
                outcome = await _write(database, roster, settings, tell, dry_run=dry_run)
            finally:
                await database.close()
    except FileNotFoundError:
        raise BadSettings(say(language, "workbook.not_there", path=path)) from None
    except BadWorkbook as bad:
        raise BadSettings(say(language, f"workbook.{bad.why}", **bad.values)) from None
    if outcome is None:
        raise BadSettings(await _marked(checked, roster, path, language))
    announce(_told(outcome, language, dry_run=dry_run))


async def _write(
    database: Database, roster: Roster, settings: Settings, tell: Tell, *, dry_run: bool
) -> Outcome | None:
    """What was written, None when the roster has faults."""
    today = Clock(settings.timezone).today()
    outcome = None
    basis = say(settings.language, "roster.basis", day=day(settings.language, today, year=True))
    try:
        async with unit_of_work(database) as uow:
            known = await judge(uow, roster)
            if roster.faults:
                return None
            outcome = await apply(uow, roster, known, today, basis, tell)
            _end(dry_run=dry_run)
    except _Rehearsal:
        return outcome
    return outcome


def _end(*, dry_run: bool) -> None:
    if dry_run:
        raise _Rehearsal


async def _marked(checked: Checked, roster: Roster, path: Path, language: str) -> str:
    copy = path.with_name(f"{path.stem}-{say(language, 'roster.suffix')}.xlsx")
    content = await asyncio.to_thread(marked_copy, checked, roster.faults, language)
    await asyncio.to_thread(copy.write_bytes, content)
    lines = [say(language, "roster.faults", n=number(len(roster.faults)), path=copy)]
    lines += [f"  {each.sheet}, {each.row}, {reason(language, each)}" for each in roster.faults[:SHOWN_FAULTS]]
    return "\n".join(lines)


def _told(outcome: Outcome, language: str, *, dry_run: bool) -> str:
    return say(
        language,
        "roster.rehearsed" if dry_run else "roster.saved",
        new=number(outcome.new_units),
        old=number(outcome.old_units),
        seats=number(outcome.seats),
        terms=number(outcome.terms),
    )


@contextmanager
def _bar() -> Iterator[Tell]:
    """A bar for each sheet and one for writing, on the error stream so that the result can be piped."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {}

        def tell(sheet: str, done: int, total: int) -> None:
            if sheet not in tasks:
                tasks[sheet] = progress.add_task(sheet or "→", total=total or None)
            progress.update(tasks[sheet], completed=done, total=total or None)

        yield tell
