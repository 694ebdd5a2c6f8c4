"""The figures of a campaign as a report: by unit below and kind, late comers apart, every denominator named.

It says registered, acknowledged, checked and reviewed; a pledge that was registered proves nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.reports.sheet import Column, Ratio, Section, Sheet, Table
from handlers.reports.wording import report_symbol
from handlers.text import say
from storage.campaigns import Campaign, Figures

COUNTS: Final = (
    "expected",
    "registered",
    "acknowledged",
    "checked",
    "reviewed",
    "measures",
    "ticked",
    "signed",
    "total",
)

SO_FAR: Final = ("registered", "acknowledged", "checked", "reviewed")
"""What a screen says of units, where it is not nought."""


def campaign_sheet(
    campaign: Campaign, unit_name: str, superior_name: str, figures: Sequence[Figures], made_at: int
) -> Sheet:
    """The report; totals of its tables are the sums of `figures`."""
    sums = {name: sum(getattr(row, name) for row in figures) for name in COUNTS}
    text = say("vi", "campaign.summary", **sums)
    tables = [_table("campaign.table", [row for row in figures if not row.came_late])]
    late = [row for row in figures if row.came_late]
    if late:
        tables.append(_table("campaign.table_late", late))
    return Sheet(
        title=say("vi", "campaign.report_title", title=campaign.title, period=campaign.period),
        unit_name=unit_name,
        superior_name=superior_name,
        period=campaign.period,
        made_at=made_at,
        place="…",
        symbol=report_symbol(unit_name),
        introduction=(say("vi", "campaign.report_basis", document=campaign.document or "…"),),
        sections=(Section(say("vi", "campaign.report_section"), (text,)),),
        tables=tuple(tables),
        notes=tuple(say("vi", f"campaign.note_{name}") for name in ("expected", "measures", "total", "meaning")),
        signer_title=(say("vi", "campaign.signer_for"), say("vi", "campaign.signer")),
    )


def _table(key: str, figures: Sequence[Figures]) -> Table:
    columns = (
        Column("unit", say("vi", "campaign.col_unit")),
        Column("kind", say("vi", "campaign.col_kind")),
        *(Column(name, say("vi", f"campaign.col_{name}"), "count") for name in COUNTS),
        Column("share", say("vi", "campaign.col_share"), "percent"),
    )
    rows = tuple(
        (row.unit_name, say("vi", f"kind.{row.kind}"), *(getattr(row, name) for name in COUNTS), None)
        for row in figures
    )
    return Table(
        say("vi", key),
        columns,
        rows,
        summed=COUNTS,
        ratios=(Ratio("share", "registered", "expected"),),
        frozen_columns=2,
    )


def short_lines(language: str, figures: Sequence[Figures], today: str, campaign: Campaign) -> str:
    """The same for a screen: a few lines, late comers named."""
    sums = {name: sum(getattr(row, name) for row in figures) for name in COUNTS}
    late = sum(row.expected for row in figures if row.came_late)
    done = [say(language, f"campaign.so_far_{name}", n=sums[name]) for name in SO_FAR if sums[name]]
    lines = [
        say(
            language,
            "campaign.short",
            expected=sums["expected"],
            done=", ".join(done) or say(language, "campaign.so_far"),
        )
    ]
    if sums["ticked"]:
        lines.append(say(language, "campaign.short_acts", ticked=sums["ticked"], measures=sums["measures"]))
    if sums["signed"]:
        lines.append(say(language, "campaign.short_signed", signed=sums["signed"], total=sums["total"]))
    if late:
        lines.append(say(language, "campaign.short_late", n=late))
    if campaign.state == "closed" or today > campaign.ends_on:
        lines.append(say(language, "campaign.over"))
    return "\n".join(lines)
