"""The congress road map: the steps of every congress below, dated backwards from its day, and where each stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from handlers.reports.frame import Asked, basics, reported_on, state_of
from handlers.reports.sheet import Column, Milestone, Section, Sheet, State, Table, TimelineChart
from handlers.reports.wording import phrase
from handlers.rules.calendar import day_of
from storage.reports import Span, TaskRow
from storage.unit_of_work import UnitOfWork

MOST = 20_000
AROUND = timedelta(days=400)
EVER = "9999-12-31"


async def _steps(uow: UnitOfWork, asked: Asked) -> list[TaskRow]:
    """All steps around today, also those not open yet."""
    today = day_of(asked.now)
    span = Span(asked.unit.path, (today - AROUND).isoformat(), (today + AROUND).isoformat(), EVER)
    return await uow.reports.tasks_below(span, MOST, ("congress",))


async def road_map(uow: UnitOfWork, asked: Asked) -> Sheet:
    """One row a step. Structure figures are left to the congress's own report."""
    today = asked.span.today
    steps = await _steps(uow, asked)
    states = [state_of(step, today) for step in steps]
    title = phrase("title.road_map")
    columns = (
        Column("unit", phrase("column.unit"), width=30),
        Column("step", phrase("column.step"), width=48),
        Column("due", phrase("column.due"), "date"),
        Column("reported_on", phrase("column.reported_on"), "date"),
        Column("state", phrase("column.state"), "state"),
    )
    rows = tuple(
        (step.unit_name, step.title, date.fromisoformat(step.due_on), reported_on(step), state)
        for step, state in zip(steps, states, strict=True)
    )
    expected = sum(state is not State.NOT_APPLICABLE for state in states)
    done = states.count(State.DONE)
    text = phrase("text.road_map", expected=expected, done=done, left=expected - done, late=states.count(State.LATE))
    return Sheet(
        **await basics(uow, asked, title),
        introduction=(phrase("text.intro", unit=asked.unit.name, title=title),),
        sections=(Section(phrase("section.done"), (text if expected else phrase("text.nothing"),)),),
        tables=(Table(phrase("table.steps"), columns, rows, summed=("state",)),),
    )


async def timeline(uow: UnitOfWork, asked: Asked) -> TimelineChart:
    """The steps on one line, of the first congress found below."""
    today = day_of(asked.now)
    steps = await _steps(uow, asked)
    steps = [step for step in steps if step.path == steps[0].path]
    days = [date.fromisoformat(step.due_on) for step in steps] or [today]
    return TimelineChart(
        phrase("chart.timeline"),
        steps[0].unit_name if steps else asked.unit.name,
        min(*days, today),
        max(*days, today + timedelta(days=1)),
        today,
        phrase("chart.today"),
        tuple(
            Milestone(on, step.title, state_of(replace(step), today.isoformat()))
            for on, step in zip(days, steps, strict=False)
        ),
    )
