"""The half-year and year report (domain 8.3): what was done, what is late and why, what comes next, an annex."""

from __future__ import annotations

from handlers.reports.frame import Asked, basics, names, notes, rate_cells, rate_columns
from handlers.reports.sheet import Column, Section, Sheet, Table
from handlers.reports.wording import percent, period_words, phrase, without_period
from storage.reports import DutyFigures, Figures, UnitFigures, total
from storage.unit_of_work import UnitOfWork

MOST_REASONS = 6
MOST_DUTIES = 12


async def period_report(uow: UnitOfWork, asked: Asked) -> Sheet:
    """Text from the figures; the signer checks, completes and signs it."""
    rows = await uow.reports.by_unit(asked.span)
    duties = await uow.reports.by_duty(asked.span)
    below = await uow.reports.by_child(asked.span)
    sum_ = total(row.figures for row in rows)
    title = phrase("title.period_report", period=period_words(asked.period))
    reasons = await uow.reports.blocked_below(asked.span, MOST_REASONS)
    return Sheet(
        **await basics(uow, asked, title),
        introduction=(phrase("text.intro", unit=asked.unit.name, title=title),),
        sections=(
            Section(phrase("section.done"), _done(sum_, duties)),
            Section(phrase("section.late"), _late(sum_, below, reasons)),
            Section(phrase("section.next"), (phrase("text.next", left=sum_.expected - sum_.reported),)),
        ),
        tables=(_by_unit(below), _by_duty(duties)),
        notes=await notes(uow, asked, rows, sum_),
    )


def _done(sum_: Figures, duties: list[DutyFigures]) -> tuple[str, ...]:
    if not sum_.expected:
        return (phrase("text.nothing"),)
    head = phrase(
        "text.done",
        expected=sum_.expected,
        reported=sum_.reported,
        complete=percent(sum_.reported, sum_.expected),
        on_time=sum_.on_time,
        on_time_rate=percent(sum_.on_time, sum_.expected),
        verified=sum_.verified,
    )
    lines = [
        phrase(
            "text.done_duty",
            title=without_period(duty.title),
            reported=duty.figures.reported,
            expected=duty.figures.expected,
            on_time=duty.figures.on_time,
        )
        for duty in duties
        if duty.figures.reported
    ]
    return (head, *lines[:MOST_DUTIES])


def _late(sum_: Figures, below: list[UnitFigures], reasons: list[tuple[str, str, str]]) -> tuple[str, ...]:
    late = sorted((row for row in below if row.figures.late), key=lambda row: (-row.figures.late, row.path))
    lines = [
        phrase("text.late", late=sum_.late, units=len(late), names=names([row.name for row in late]))
        if late
        else phrase("text.no_late")
    ]
    if reasons:
        lines.append(phrase("text.blocked_count", blocked=sum_.blocked))
    lines += [
        phrase("text.blocked", unit=unit, title=title, reason=reason or phrase("text.no_reason"))
        for unit, title, reason in reasons
    ]
    return tuple(lines)


def _by_unit(below: list[UnitFigures]) -> Table:
    columns, summed, ratios = rate_columns()
    rows = tuple((row.name, *rate_cells(row.figures)) for row in below)
    return Table(
        phrase("table.units"),
        (Column("unit", phrase("column.unit"), width=36), *columns),
        rows,
        summed=summed,
        ratios=ratios,
    )


def _by_duty(duties: list[DutyFigures]) -> Table:
    columns, summed, ratios = rate_columns()
    rows = tuple((without_period(duty.title), *rate_cells(duty.figures)) for duty in duties)
    return Table(
        phrase("table.duties"),
        (Column("duty", phrase("column.duty"), width=44), *columns),
        rows,
        summed=summed,
        ratios=ratios,
    )
