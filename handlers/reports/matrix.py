"""A committee's sheet: its units by their three rates, and units × duties, each crossing one state."""

from __future__ import annotations

from handlers.reports.frame import CELLS, Asked, basics, notes, rate_cells, rate_columns, state_of
from handlers.reports.sheet import Bar, CellValue, Chart, Column, HeatMap, ProgressChart, Sheet, State, Table
from handlers.reports.wording import period_words, phrase, without_period
from handlers.rules.periods import bounds, periods_between
from storage.reports import UnitFigures, total
from storage.unit_of_work import UnitOfWork

MOST_TASKS = 40_000
MOST_DRAWN = 40
WORST_FIRST = (State.LATE, State.BLOCKED, State.WAITING, State.DONE, State.NOT_APPLICABLE)


async def matrix(uow: UnitOfWork, asked: Asked) -> Sheet:
    """Every unit that owed something; for one committee also units × duties."""
    rows = await uow.reports.by_unit(asked.span)
    columns, summed, ratios = rate_columns()
    table = Table(
        phrase("table.units"),
        (Column("unit", phrase("column.unit"), width=36), *columns),
        tuple((row.name, *rate_cells(row.figures)) for row in rows),
        summed=summed,
        ratios=ratios,
    )
    title = phrase("title.matrix", period=period_words(asked.period))
    crossing = () if asked.unit.kind == "province" else (await _crossing(uow, asked),)
    return Sheet(
        **await basics(uow, asked, title),
        introduction=(phrase("text.intro", unit=asked.unit.name, title=title),),
        tables=(table, *crossing),
        notes=await notes(uow, asked, rows, total(row.figures for row in rows)),
    )


async def _crossing(uow: UnitOfWork, asked: Asked) -> Table:
    tasks = await uow.reports.tasks_below(asked.span, MOST_TASKS, ("regular", "campaign"))
    duties = {task.duty: task.title for task in reversed(tasks)}
    names = {code: without_period(title) for code, title in duties.items()}
    units = {task.path: task.unit_name for task in tasks}
    worst: dict[tuple[str, str], State] = {}
    for task in tasks:
        key, state = (task.path, task.duty), state_of(task, asked.span.today)
        worst[key] = min(worst.get(key, state), state, key=WORST_FIRST.index)
    codes = sorted(duties)
    rows: tuple[tuple[CellValue, ...], ...] = tuple(
        (name, *(worst.get((path, code)) for code in codes)) for path, name in units.items()
    )
    columns = (Column("unit", phrase("column.unit"), width=36), *(Column(c, names[c], "state", 14) for c in codes))
    return Table(phrase("table.matrix"), columns, rows, summed=tuple(codes))


async def pictures(uow: UnitOfWork, asked: Asked) -> Chart:
    """Progress by unit below, worst first; of a cell its own months as a heat map."""
    subtitle = f"{asked.unit.name}, {period_words(asked.period)}"
    if asked.unit.kind in CELLS or len(asked.period) == 4:
        return await _heat(uow, asked, subtitle)
    bars = sorted(
        await uow.reports.by_child(asked.span),
        key=lambda row: (row.figures.reported / max(row.figures.expected, 1), row.path),
    )
    subtitle += _left_out(len(bars))
    return ProgressChart(phrase("chart.progress"), subtitle, tuple(_bar(row) for row in bars[:MOST_DRAWN]))


def _left_out(rows: int) -> str:
    """Says that a picture shows those who need help most: more rows than that no telephone shows."""
    return phrase("chart.worst", shown=MOST_DRAWN, all=rows) if rows > MOST_DRAWN else ""


def _bar(row: UnitFigures) -> Bar:
    found = row.figures
    waiting = found.expected - found.reported - found.late - found.blocked
    counts = ((State.DONE, found.reported), (State.WAITING, waiting))
    return Bar(row.name, (*counts, (State.BLOCKED, found.blocked), (State.LATE, found.late)))


async def _heat(uow: UnitOfWork, asked: Asked, subtitle: str) -> HeatMap:
    months = periods_between("monthly", *bounds(asked.period))
    shares: dict[str, dict[str, float]] = {}
    sums: dict[str, UnitFigures] = {}
    for month, row in await uow.reports.by_child_month(asked.span):
        sums[row.path] = sums[row.path].plus(row) if row.path in sums else row
        if row.figures.expected:
            shares.setdefault(row.path, {})[month] = row.figures.on_time / row.figures.expected
    needy = sorted(sums.values(), key=lambda row: row.figures.on_time / max(row.figures.expected, 1))[:MOST_DRAWN]
    drawn = {row.path for row in needy}
    names = {path: row.name for path, row in sums.items() if path in drawn}
    return HeatMap(
        phrase("chart.heat"),
        subtitle + _left_out(len(sums)),
        tuple(names.values()),
        tuple(f"{int(month[5:])}" for month in months),
        tuple(tuple(shares.get(path, {}).get(month) for month in months) for path in names),
    )
