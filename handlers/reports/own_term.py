"""What I did this term: only for the person themselves, from the reports they sent."""

from __future__ import annotations

from datetime import date

from handlers.reports.frame import Asked, basics
from handlers.reports.sheet import Column, Section, Sheet, Table
from handlers.reports.wording import phrase, short
from handlers.rules.calendar import day_of
from storage.unit_of_work import UnitOfWork

SHORTEST_TERM_YEARS = 5


async def own_term(uow: UnitOfWork, asked: Asked) -> Sheet:
    """The reports of the unit's term, or of the last five years while no term is known."""
    today = day_of(asked.now)
    term = await uow.units.term(asked.unit.id)
    first = term.start_on if term else f"{today.year - SHORTEST_TERM_YEARS}-01-01"
    last = f"{today.year + 1}-12-31"
    rows = await uow.reports.done_by_person(asked.person_id or 0, asked.unit.id, first, last)
    title = phrase("title.own_term", period=phrase("period.term", first=short(first), last=short(today)))
    columns = (
        Column("duty", phrase("column.duty"), width=48),
        Column("times", phrase("column.times"), "count"),
        Column("on_time", phrase("column.on_time"), "count"),
        Column("from", phrase("column.from"), "date"),
        Column("to", phrase("column.to"), "date"),
    )
    cells = tuple(
        (name, times, on_time, date.fromisoformat(since), date.fromisoformat(until))
        for _, name, times, on_time, since, until in rows
    )
    text = phrase("text.own", done=sum(row[2] for row in rows), on_time=sum(row[3] for row in rows))
    fields = await basics(uow, asked, title) | {"period": phrase("period.term", first=short(first), last=short(today))}
    return Sheet(
        **fields,
        sections=(Section(phrase("section.done"), (text,)),),
        tables=(Table(phrase("table.own"), columns, cells, summed=("times", "on_time")),),
    )
