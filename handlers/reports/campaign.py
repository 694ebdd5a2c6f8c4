"""A movement as a report like the others: registered, acknowledged, checked, reviewed by unit, as a file or drawn."""

from __future__ import annotations

from dataclasses import replace

from handlers.campaign_report import campaign_sheet
from handlers.reports.frame import Asked, basics
from handlers.reports.sheet import Bar, ProgressChart, Section, Sheet, State
from handlers.reports.wording import phrase
from storage.campaigns import Campaign
from storage.unit_of_work import UnitOfWork


async def _latest(uow: UnitOfWork, asked: Asked) -> Campaign | None:
    around = await uow.campaigns.around(asked.unit.path, 5)
    return next((each for each in around if each.state != "proposed"), None)


async def campaign(uow: UnitOfWork, asked: Asked) -> Sheet:
    """The latest campaign that concerns the unit; an honest empty report where there is none."""
    found = await _latest(uow, asked)
    frame = await basics(uow, asked, phrase("title.campaign"))
    if found is None:
        return Sheet(**frame, sections=(Section(phrase("section.done"), (phrase("text.no_campaign"),)),))
    figures = await uow.campaigns.figures(found.programme_id, asked.unit.id)
    sheet = campaign_sheet(found, asked.unit.name, str(frame["superior_name"]), figures, int(frame["made_at"]))
    return replace(
        sheet, place=frame["place"], recipients=frame["recipients"], signer_title=frame["signer_title"],
        symbol=frame["symbol"],
    )  # fmt: skip


async def campaign_chart(uow: UnitOfWork, asked: Asked) -> ProgressChart:
    """By unit: how many have registered, and who is past the last day without."""
    found = await _latest(uow, asked)
    figures = await uow.campaigns.figures(found.programme_id, asked.unit.id) if found else []
    sums: dict[str, tuple[int, int]] = {}
    for row in figures:
        known = sums.get(row.unit_name, (0, 0))
        sums[row.unit_name] = (known[0] + row.expected, known[1] + row.registered)
    missing = State.LATE if found and found.due_on < asked.span.today else State.WAITING
    worst_first = sorted(sums.items(), key=lambda each: (each[1][1] / max(each[1][0], 1), each[0]))
    bars = tuple(
        Bar(name, ((State.DONE, registered), (missing, expected - registered)))
        for name, (expected, registered) in worst_first
    )
    title = found.title if found else phrase("text.no_campaign")
    return ProgressChart(phrase("chart.campaign"), f"{asked.unit.name}, {title}", bars)
