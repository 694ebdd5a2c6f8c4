"""From rows to the page of one unit, seen from one seat: its rates, its tree, who is late, months and duties."""

from __future__ import annotations

from datetime import date

from handlers.access import SUPERVISE, TOTALS, Denied, access_unit, may
from handlers.board.page import VIEWS, Board, Crumb
from handlers.board.tables import MOST_INSIDE, duties, heat, tiles, tree, unit_table
from handlers.board.tasks import task_table
from handlers.board.words import period_name
from handlers.reports.frame import CELLS, Asked
from handlers.rules.calendar import day_of, local
from handlers.rules.periods import bounds, period_of, previous_period
from handlers.rules.rates import may_compare
from handlers.text import day, number, say, seat_name
from storage.boards import BoardLink
from storage.model import Seat, Unit
from storage.reports import Figures, UnitFigures, total
from storage.unit_of_work import UnitOfWork
from storage.units import ancestors

BACK_MONTHS = 5


class NoSuchPlace(Exception):
    """This link does not lead there. Says nothing about whether the unit exists."""


async def gather(
    uow: UnitOfWork, link: BoardLink, now: int, *, unit_id: int | None, period: str, view: str, language: str
) -> Board:
    """The page. An unknown or future period is this month, an unknown view the first. Raises NoSuchPlace for a unit
    out of the seat's reach, also for one that does not exist; rights are those of this very moment."""
    unit = await _unit(uow, link.seat, link.seat.unit_id if unit_id is None else unit_id)
    period = _period(period, day_of(now))
    asked = Asked(unit, period, now)
    is_cell, may_open = unit.kind in CELLS, not may(link.seat, TOTALS)
    below = await uow.reports.by_child(asked.span)
    sum_ = total(row.figures for row in below)
    # Of a few hundred units each is looked at by itself; of a province the level below stands for them.
    is_small = await uow.units.count_below(unit.path) <= MOST_INSIDE
    rows = await uow.reports.by_unit(asked.span) if is_small else below
    # Crossing units and duties opens every cell's book: not for who sees totals only, and too wide for a province.
    views = VIEWS if may_open and unit.kind != "province" else VIEWS[:1]
    view = view if view in views else VIEWS[0]
    if is_cell:
        tables = (await task_table(uow, asked, language), await heat(uow, asked, language, may_open=may_open))
    else:
        crossing = duties if view == "duties" else heat
        tables = (
            unit_table(unit, below, language, may_open=may_open),
            await crossing(uow, asked, language, may_open=may_open),
        )
    return Board(
        language=language,
        unit_id=unit.id,
        title=unit.name,
        subtitle=period_name(language, period),
        person_seat=seat_name(language, link.seat.role, link.seat.unit_name),
        period=period,
        periods=_periods(day_of(now), language),
        view=view,
        views=() if is_cell else tuple((each, say(language, f"board.view_{each}")) for each in views),
        crumbs=await _crumbs(uow, link.seat, unit),
        tiles=tiles(sum_, language),
        tree=() if is_cell else await tree(uow, unit, rows, language, may_open=may_open, is_small=is_small),
        tables=tables,
        notes=await _notes(uow, asked, rows, sum_, language),
        until=f"{local(link.expires_at):%H:%M}",
    )


async def _unit(uow: UnitOfWork, seat: Seat, unit_id: int) -> Unit:
    try:
        unit = await access_unit(uow, seat, unit_id, SUPERVISE)
    except Denied:
        raise NoSuchPlace from None
    if unit.kind in CELLS and may(seat, TOTALS):
        raise NoSuchPlace
    return unit


def _period(asked: str, today: date) -> str:
    try:
        return asked if bounds(asked)[0] <= today else period_of("monthly", today)
    except ValueError:
        return period_of("monthly", today)


def _periods(today: date, language: str) -> tuple[tuple[str, str], ...]:
    months = [period_of("monthly", today)]
    for _ in range(BACK_MONTHS):
        months.append(previous_period(months[-1]))
    longer = [period_of(cadence, today) for cadence in ("quarterly", "half_yearly", "yearly")]
    found = [*months, *longer, previous_period(longer[-1])]
    return tuple((each, period_name(language, each)) for each in found)


async def _crumbs(uow: UnitOfWork, seat: Seat, unit: Unit) -> tuple[Crumb, ...]:
    """From the seat's own unit down; what is above it is none of this page's business."""
    inside = ancestors(unit.path)
    way = inside[inside.index(seat.unit_id) :]
    found = [await uow.units.get(each) for each in way]
    return tuple(Crumb(each.name, each.id) for each in found if each)


async def _notes(
    uow: UnitOfWork, asked: Asked, rows: list[UnitFigures], sum_: Figures, language: str
) -> tuple[str, ...]:
    notes = [say(language, "board.note_denominator", n=number(sum_.not_applicable))]
    missing = [row for row in rows if row.figures.expected and not row.figures.reported]
    if missing:
        notes.append(say(language, "board.note_missing", n=number(len(missing))))
    if len(rows) > 1 and not may_compare(sum(bool(row.figures.reported) for row in rows)):
        notes.append(say(language, "board.note_few"))
    if asked.span.today <= asked.span.last:
        notes.append(say(language, "board.note_running", day=day(language, day_of(asked.now), year=True)))
    approved = await uow.reports.approved(asked.unit.id, asked.period)
    if approved is not None:
        figures, at = approved
        when = day(language, day_of(at), year=True)
        notes.append(say(language, "board.note_approved", day=when, part=figures.reported, whole=figures.expected))
    notes.append(
        say(language, "board.note_made", time=f"{local(asked.now):%H:%M}", day=day(language, day_of(asked.now)))
    )
    return tuple(notes)
