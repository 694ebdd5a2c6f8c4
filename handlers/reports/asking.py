"""Table of contents of the reports: who may ask for which, in which forms, and how each becomes a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from handlers.reports import WRITERS
from handlers.reports.campaign import campaign, campaign_chart
from handlers.reports.congress_closing import closing
from handlers.reports.congress_day import agenda
from handlers.reports.frame import Asked
from handlers.reports.matrix import matrix, pictures
from handlers.reports.mergers import mergers
from handlers.reports.month_sheet import month_sheet
from handlers.reports.own_term import own_term
from handlers.reports.period_report import period_report
from handlers.reports.road_map import road_map, timeline
from handlers.reports.sheet import Chart, ProgressChart, Sheet, TimelineChart
from handlers.reports.wording import phrase
from handlers.screen import Attachment, Screen, Unwritten
from handlers.text import say
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Report:
    """How one report is gathered; `picture` draws it, None for one that is words only."""

    sheet: Callable[[UnitOfWork, Asked], Awaitable[Sheet]]
    picture: Callable[[UnitOfWork, Asked], Awaitable[Chart]] | None
    has_period: bool = True


REPORTS: Final[dict[str, Report]] = {
    "month_sheet": Report(month_sheet, pictures),
    "matrix": Report(matrix, pictures),
    "period_report": Report(period_report, pictures),
    "road_map": Report(road_map, timeline, has_period=False),
    "agenda": Report(agenda, None, has_period=False),
    "congress_closing": Report(closing, None, has_period=False),
    "own_term": Report(own_term, None, has_period=False),
    "campaign": Report(campaign, campaign_chart, has_period=False),
    "mergers": Report(mergers, None),
}
FORMS: Final = ("word", "excel", "picture")
HEAVY: Final = 20_000
"""Cells of a table from which on a file is written in a process of its own."""
DRAWN: Final = 500


@dataclass(frozen=True, slots=True)
class Writing:
    """A file to be written away from the event loop: plain data and the name of a writer, so that it can go to
    another process."""

    form: str
    name: str
    data: Sheet | Chart
    text: str

    def __call__(self) -> Screen:
        content = WRITERS[self.form](self.data)
        kind = "photo" if self.form == "picture" else "document"
        return Screen(self.text, attachment=Attachment(self.name, content, kind))


async def report_document(uow: UnitOfWork, args: dict[str, Any], now: int) -> Unwritten | None:
    """`{"report", "unit", "period", "form", "person", "language"}` → the file, still to be written; None for a unit
    that is gone."""
    unit = await uow.units.get(int(args["unit"]))
    report = REPORTS.get(str(args["report"]))
    if unit is None or report is None:
        return None
    asked = Asked(unit, str(args["period"]), now, args.get("person"))
    form = str(args["form"])
    data = await (report.picture(uow, asked) if form == "picture" and report.picture else report.sheet(uow, asked))
    stem = _stem(str(args["report"]), asked)
    text = say(str(args.get("language", "vi")), "export.ready", unit=unit.name)
    return Unwritten(Writing(form, f"{stem}{WRITERS[form].suffix}", data, text), heavy=_cells(data) > HEAVY)


def _cells(data: Sheet | Chart) -> int:
    """Cells of a sheet's tables; a drawn row costs as much as some five hundred of them."""
    if isinstance(data, Sheet):
        return sum(len(table.rows) * len(table.columns) for table in data.tables)
    if isinstance(data, TimelineChart):
        return len(data.milestones) * DRAWN
    return len(data.bars if isinstance(data, ProgressChart) else data.rows) * DRAWN


def _stem(report: str, asked: Asked) -> str:
    code = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in asked.unit.code)
    return f"{phrase(f'file.{report}')}-{code}-{asked.period}"
