"""One unit's own sheet: what was due, when it was reported, with which numbers."""

from __future__ import annotations

from datetime import date

from handlers.reports.frame import Asked, basics, notes, reported_on, state_of
from handlers.reports.sheet import CellValue, Column, Section, Sheet, State, Table
from handlers.reports.wording import percent, period_words, phrase
from handlers.rules.rates import SMALLEST_BASE
from handlers.text import say
from storage.reports import TaskRow, total
from storage.unit_of_work import UnitOfWork

MOST = 2_000


async def month_sheet(uow: UnitOfWork, asked: Asked) -> Sheet:
    """The unit's tasks of the period, one row each."""
    span = asked.span
    tasks = [row for row in await uow.reports.tasks_below(span, MOST) if row.unit_id == asked.unit.id]
    units = [row for row in await uow.reports.by_unit(span) if row.unit_id == asked.unit.id]
    sum_ = total(row.figures for row in units)
    columns = (
        Column("duty", phrase("column.duty"), width=44),
        Column("due", phrase("column.due"), "date"),
        Column("reported_on", phrase("column.reported_on"), "date"),
        Column("state", phrase("column.state"), "state"),
        Column("numbers", phrase("column.numbers"), width=36),
    )
    rows = tuple(_row(task, span.today) for task in tasks)
    title = phrase("title.month_sheet", period=period_words(asked.period))
    small = any(task.members is not None and task.members < SMALLEST_BASE for task in tasks)
    return Sheet(
        **await basics(uow, asked, title),
        introduction=(phrase("text.intro", unit=asked.unit.name, title=title),),
        sections=(
            Section(
                phrase("section.done"),
                (
                    phrase(
                        "text.done",
                        expected=sum_.expected,
                        reported=sum_.reported,
                        complete=percent(sum_.reported, sum_.expected),
                        on_time=sum_.on_time,
                        on_time_rate=percent(sum_.on_time, sum_.expected),
                        verified=sum_.verified,
                    )
                    if sum_.expected
                    else phrase("text.nothing"),
                ),
            ),
            Section(phrase("section.late"), _late(tasks, span.today)),
        ),
        tables=(Table(phrase("table.tasks"), columns, rows, summed=("state",)),),
        notes=(*await notes(uow, asked, units, sum_), *((phrase("note.small"),) if small else ())),
    )


def _row(task: TaskRow, today: str) -> tuple[CellValue, ...]:
    shown = [(name, value) for name, value in task.numbers.items() if isinstance(value, int)]
    hidden = task.members is not None and task.members < SMALLEST_BASE
    numbers = ", ".join(say("vi", f"number.{name}", n="<10" if hidden and value else value) for name, value in shown)
    return task.title, date.fromisoformat(task.due_on), reported_on(task), state_of(task, today), numbers


def _late(tasks: list[TaskRow], today: str) -> tuple[str, ...]:
    """What is late by name, what is blocked with its reason."""
    late = [task.title for task in tasks if state_of(task, today) is State.LATE]
    blocked = [
        phrase("text.blocked", unit=task.unit_name, title=task.title, reason=task.reason or phrase("text.no_reason"))
        for task in tasks
        if task.state == "blocked"
    ]
    return (*(late or [phrase("text.no_late")]), *blocked)
