"""After mergers and splits: which unit went on where, and that nothing was lost or counted twice on the way."""

from __future__ import annotations

from datetime import date

from handlers.reports.frame import Asked, basics, rate_cells, rate_columns
from handlers.reports.sheet import Column, Section, Sheet, Table
from handlers.reports.wording import period_words, phrase
from storage.figures import Figures
from storage.unit_of_work import UnitOfWork

MOST = 5_000


async def mergers(uow: UnitOfWork, asked: Asked) -> Sheet:
    """One row a unit that ended in the period, with what it had reported and what it still owes (nothing, if all went
    well); then its successors as they stand."""
    span = asked.span
    ended = await uow.reports.ended(span.path, span.first, span.last, MOST)
    rows = {row.unit_id: row for row in await uow.reports.by_unit(span)}
    columns = (
        Column("unit", phrase("column.unit"), width=34),
        Column("ended", phrase("column.ended"), "date"),
        Column("successor", phrase("column.successor"), width=34),
        Column("members", phrase("column.members"), "count"),
        Column("reported", phrase("column.kept"), "count"),
        Column("left", phrase("column.left"), "count"),
    )
    cells = []
    for each in ended:
        found = rows[each.unit_id].figures if each.unit_id in rows else Figures()
        left = found.expected - found.reported
        day = date.fromisoformat(each.ended_on)
        cells.append((each.name, day, each.successor, each.members, found.reported, left))
    heirs = sorted({each.successor_id for each in ended} & rows.keys(), key=lambda unit_id: rows[unit_id].path)
    shares, summed, ratios = rate_columns()
    title = phrase("title.mergers", period=period_words(asked.period))
    lost = sum(each[5] for each in cells)
    text = (
        phrase("text.merged", units=len(ended), heirs=len({each.successor_id for each in ended}), left=lost)
        if ended
        else phrase("text.no_mergers")
    )
    tables = (
        Table(phrase("table.ended"), columns, tuple(cells), summed=("members", "reported", "left")),
        Table(
            phrase("table.heirs"),
            (Column("unit", phrase("column.unit"), width=36), *shares),
            tuple((rows[unit_id].name, *rate_cells(rows[unit_id].figures)) for unit_id in heirs),
            summed=summed,
            ratios=ratios,
        ),
    )
    return Sheet(
        **await basics(uow, asked, title),
        introduction=(phrase("text.intro", unit=asked.unit.name, title=title),),
        sections=(Section(phrase("section.done"), (text,)),),
        tables=tables if ended else (),
        notes=(phrase("note.mergers"),),
    )
