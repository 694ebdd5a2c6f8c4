"""The closing table of a round: every congress with its day, its numbers and its papers. Each row names the two steps
that its figures come from, so that a total can be followed down to the report behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from handlers.reports.frame import Asked, basics
from handlers.reports.sheet import Column, Ratio, Section, Sheet, State, Table
from handlers.reports.wording import percent, phrase
from handlers.rules.calendar import day_of
from handlers.rules.codes import item_code
from handlers.rules.rates import SMALLEST_BASE
from storage.congress_rows import Closing
from storage.model import REPORTED_STATES
from storage.unit_of_work import UnitOfWork

Composed = tuple[str, str, str, dict[str, int], bool | None]
ROUND: Final = timedelta(days=540)
NUMBERS: Final = ("came", "convened", "elected", "delegates")


async def closing(uow: UnitOfWork, asked: Asked) -> Sheet:
    """One row a congress below, with sums; what has not been reported stays blank and is in no sum."""
    today = day_of(asked.now)
    rows = await uow.congresses.closing(asked.unit.path, (today - ROUND).isoformat())
    composed = await uow.congress_figures.compositions(asked.unit.path, (today - ROUND).isoformat())
    title = phrase("title.congress_closing")
    held = [row for row in rows if row.held_state in REPORTED_STATES]
    decided = sum(row.decision is not None for row in rows)
    text = phrase(
        "text.congress_closing",
        units=len(rows),
        held=len(held),
        share=percent(len(held), len(rows)),
        decided=decided,
        moved=sum(row.moves > 0 for row in rows),
    )
    modes = "; ".join(
        phrase("text.congress_mode", mode=mode, n=sum(row.mode == mode for row in rows)) for mode in (4, 3, 2)
    )
    return Sheet(
        **await basics(uow, asked, title),
        introduction=(phrase("text.intro", unit=asked.unit.name, title=title),),
        sections=(Section(phrase("section.done"), (text, modes) if rows else (phrase("text.nothing"),)),),
        tables=(_table(rows), *((_composition(composed, asked.unit.path),) if composed else ())),
        notes=(
            phrase("note.congress_trace"),
            phrase("note.congress_blank"),
            *((phrase("note.small"),) if composed else ()),
        ),
    )


def _table(rows: list[Closing]) -> Table:
    columns = (
        Column("unit", phrase("column.unit"), width=32),
        Column("mode", phrase("column.mode")),
        Column("planned", phrase("column.planned_on"), "date"),
        Column("held_on", phrase("column.held_on"), "date"),
        Column("state", phrase("column.state"), "state"),
        *(Column(name, phrase(f"column.{name}"), "count") for name in NUMBERS),
        Column("came_rate", phrase("column.came_rate"), "percent"),
        Column("resolution", phrase("column.resolution")),
        Column("decision", phrase("column.decision")),
        Column("trace", phrase("column.trace")),
    )
    return Table(
        phrase("table.closing"),
        columns,
        tuple(_row(row) for row in rows),
        summed=("state", *NUMBERS),
        ratios=(Ratio("came_rate", "came", "convened"),),
    )


def _composition(rows: Sequence[Composed], own: str) -> Table:
    """Committees in numbers, from commune level up; of others than one's own a group under ten is not shown."""
    parts = ("women", "young", "minority", "science", "re_elected")
    columns = (
        Column("unit", phrase("column.unit"), width=32),
        Column("stage", phrase("column.stage")),
        Column("size", phrase("column.size"), "count"),
        Column("total", phrase("column.total"), "count"),
        *(Column(name, phrase(f"column.{name}"), "count") for name in parts),
        Column("key", phrase("column.key_minority")),
    )
    cells: list[tuple[str | int | None, ...]] = []
    for name, path, stage, numbers, key in rows:
        small = path != own and numbers["total"] < SMALLEST_BASE
        counts = ["<10" if small and part in numbers else numbers.get(part) for part in parts]
        answer = "" if key is None else phrase(f"text.key_{'yes' if key else 'no'}")
        cells.append((name, phrase(f"text.stage_{stage}"), numbers["size"], numbers["total"], *counts, answer))
    return Table(phrase("table.structure"), columns, tuple(cells), summed=("size", "total"))


def _row(row: Closing) -> tuple[str | int | date | State | None, ...]:
    held = row.held_state in REPORTED_STATES
    numbers = figures_of(row)
    trace = [item_code(task) for task in (row.held_task, row.elected_task) if task is not None]
    return (
        row.unit_name,
        phrase("text.mode_short", mode=row.mode),
        date.fromisoformat(row.planned_on),
        date.fromisoformat(row.actual_on or row.planned_on) if held else None,
        State.DONE if held else State.WAITING,
        *(numbers.get(name) for name in NUMBERS),
        None,
        row.resolution or "",
        row.decision or "",
        ", ".join(trace),
    )


def figures_of(row: Closing) -> dict[str, int]:
    """The numbers of one congress, from the steps that have been reported; nothing else counts."""
    found: dict[str, int] = {}
    if row.held_state in REPORTED_STATES:
        found |= row.held_numbers
    if row.elected_state in REPORTED_STATES:
        found |= row.elected_numbers
    return {name: found[name] for name in NUMBERS if name in found}
