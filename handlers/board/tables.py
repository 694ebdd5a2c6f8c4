"""The page's figures, tree and crossings: units × months and units × duties."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.board.page import BoardTable, Branch, Cell, Tile
from handlers.board.words import STATE_MARKS, legend, share_cell, stands, state_cell
from handlers.reports.frame import CELLS, Asked, state_of
from handlers.reports.wording import percent
from handlers.rules.calendar import day_of
from handlers.rules.periods import bounds, periods_between
from handlers.rules.rates import Counts, rates
from handlers.text import number, say
from storage.model import Unit
from storage.reports import Figures, UnitFigures
from storage.unit_of_work import UnitOfWork
from storage.units import prefixes

MOST_TASKS = 20_000
MOST_INSIDE = 400
WORST_FIRST = ("late", "blocked", "waiting", "done", "not_applicable")


def tiles(sum_: Figures, language: str) -> tuple[Tile, ...]:
    """The three rates with their denominators, then what is late and what is stuck."""
    counts = Counts(sum_.expected, sum_.reported, sum_.on_time, sum_.verified)
    shares = [
        Tile(
            say(language, f"board.rate_{rate.name}"),
            percent(rate.part, rate.whole),
            say(language, f"board.rate_of_{rate.of}", part=number(rate.part), whole=number(rate.whole)),
            rate.share,
        )
        for rate in rates(counts)
    ]
    plain = (("late", sum_.late), ("blocked", sum_.blocked))
    return (
        *shares,
        *(
            Tile(
                say(language, f"board.count_{key}"),
                number(count),
                say(language, f"board.about_{key}"),
                state=key if count else "done",
            )
            for key, count in plain
        ),
    )


def badness(row: UnitFigures) -> tuple[int, int, float, str]:
    """Worst first: late, then stuck, then the smaller share."""
    found = row.figures
    return -found.late, -found.blocked, found.reported / max(found.expected, 1), row.path


def unit_table(here: Unit, below: list[UnitFigures], language: str, *, may_open: bool) -> BoardTable:
    """One row a unit directly below, with everything under it; whoever needs help first stands first."""
    heads = ("unit", "late", "blocked", "complete", "expected", "reported", "on_time", "verified")
    rows = []
    for row in sorted(below, key=badness):
        found = row.figures
        counts = (found.expected, found.reported, found.on_time, found.verified)
        rows.append(
            (
                _head(here, row, language, may_open=may_open),
                _worry(found.late, "late"),
                _worry(found.blocked, "blocked"),
                share_cell(language, found.reported, found.expected),
                *(Cell(number(count)) for count in counts),
            )
        )
    return BoardTable(
        "units",
        say(language, "board.units_title"),
        say(language, "board.units_caption"),
        tuple(say(language, f"board.col_{head}") for head in heads),
        tuple(rows),
    )


def _worry(count: int, state: str) -> Cell:
    return Cell(number(count), state=state, mark=STATE_MARKS[state]) if count else Cell("0")


def _head(here: Unit, row: UnitFigures, language: str, *, may_open: bool) -> Cell:
    """A unit's name, leading there where one may look; the level's own work is said to be its own."""
    if row.path == here.path and here.kind not in CELLS:
        return Cell(say(language, "board.own_row", unit=row.name))
    is_open = row.path != here.path and (may_open or row.kind not in CELLS)
    return Cell(row.name, row.unit_id if is_open else None)


async def tree(
    uow: UnitOfWork, unit: Unit, rows: list[UnitFigures], language: str, *, may_open: bool, is_small: bool
) -> tuple[Branch, ...]:
    """The units below as a tree of two floors, in the order of the house; of a large one the upper floor only."""
    children = await uow.units.children(unit.id)
    inside: dict[int, list[Unit]] = {}
    if is_small:
        for each in await uow.units.below(unit.path):
            if each.parent_id is not None and each.parent_id != unit.id and each.id != unit.id:
                inside.setdefault(each.parent_id, []).append(each)

    sums: dict[str, Figures] = {}
    for row in rows:
        for path in prefixes(row.path):
            sums[path] = sums.get(path, Figures()) + row.figures

    def branch(each: Unit) -> Branch:
        words, state = stands(language, sums.get(each.path, Figures()))
        is_shut = each.kind in CELLS and not may_open
        lower = tuple(branch(child) for child in inside.get(each.id, ()))
        return Branch(each.name, None if is_shut else each.id, words, state, lower)

    return tuple(branch(each) for each in children)


async def heat(uow: UnitOfWork, asked: Asked, language: str, *, may_open: bool) -> BoardTable:
    """Units × months of the year: how much of what was due came in time. What falls due today or later is not judged
    yet."""
    year = Asked(asked.unit, asked.period[:4], asked.now).span
    yesterday = (day_of(asked.now) - timedelta(days=1)).isoformat()
    span = replace(year, last=min(year.last, yesterday))
    months = periods_between("monthly", *bounds(asked.period[:4]))
    shares: dict[str, dict[str, Figures]] = {}
    units: dict[str, UnitFigures] = {}
    for month, row in await uow.reports.by_child_month(span):
        units[row.path] = row
        shares.setdefault(row.path, {})[month] = row.figures
    table = []
    for path, row in units.items():
        found = (shares[path].get(month, Figures()) for month in months)
        squares = (share_cell(language, each.on_time, each.expected) for each in found)
        table.append((_head(asked.unit, row, language, may_open=may_open), *squares))
    return BoardTable(
        "heat",
        say(language, "board.heat_title", year=asked.period[:4]),
        say(language, "board.heat_caption"),
        (say(language, "board.col_unit"), *(say(language, "board.month_short", n=int(month[5:])) for month in months)),
        tuple(table),
        is_heat=True,
        legend=legend(language),
    )


async def duties(uow: UnitOfWork, asked: Asked, language: str, *, may_open: bool) -> BoardTable:
    """Units × duties of the period, each crossing its worst state."""
    tasks = await uow.reports.tasks_below(asked.span, MOST_TASKS, ("regular", "campaign"))
    titles = {task.duty: task.title for task in reversed(tasks)}
    units = {task.path: (task.unit_name, task.unit_id) for task in tasks}
    worst: dict[tuple[str, str], str] = {}
    for task in tasks:
        key, state = (task.path, task.duty), state_of(task, asked.span.today).value
        worst[key] = min(worst.get(key, state), state, key=WORST_FIRST.index)
    codes = sorted(titles)
    rows = tuple(
        (
            Cell(name, unit_id if may_open else None),
            *(
                state_cell(language, worst[path, code])
                if (path, code) in worst
                else Cell("", mark="·", spoken=say(language, "board.nothing_owed"))
                for code in codes
            ),
        )
        for path, (name, unit_id) in units.items()
    )
    return BoardTable(
        "duties",
        say(language, "board.duties_title"),
        say(language, "board.duties_caption"),
        (say(language, "board.col_unit"), *(titles[code] for code in codes)),
        rows,
        is_heat=True,
        legend=tuple(state_cell(language, state) for state in STATE_MARKS),
    )
