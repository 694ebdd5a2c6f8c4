"""The congress road map: the steps of every congress below, dated backwards from its day, and where each stands; for
one unit also week by week, as bars to be pinned on the wall."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.reports.frame import CELLS, Asked, basics, reported_on, state_of
from handlers.reports.sheet import CellValue, Column, Milestone, Section, Sheet, State, Table, TimelineChart
from handlers.reports.wording import phrase
from handlers.rules.calendar import day_of
from storage.model import Task
from storage.reports import Span, TaskRow
from storage.unit_of_work import UnitOfWork

MOST = 20_000
AROUND = timedelta(days=400)
EVER = "9999-12-31"
WEEK = timedelta(days=7)
WEEK_WIDTH = 5.5


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
    own = await _own(uow, asked)
    return Sheet(
        **await basics(uow, asked, title),
        introduction=(phrase("text.intro", unit=asked.unit.name, title=title),),
        sections=(Section(phrase("section.done"), (text if expected else phrase("text.nothing"),)),),
        tables=(Table(phrase("table.steps"), columns, rows, summed=("state",)), *((gantt(own, today),) if own else ())),
    )


async def _own(uow: UnitOfWork, asked: Asked) -> list[Task]:
    """The unit's own road map, empty while it has none."""
    congress = await uow.congresses.of_unit(asked.unit.id)
    return [] if congress is None else await uow.congresses.steps(congress.programme_id)


def gantt(steps: list[Task], today: str) -> Table:
    """One row a step, one column a week from Monday; a week in which the step may be done carries its state."""
    applying = [step for step in steps if step.state != "not_applicable"] or steps
    first = _monday(min(date.fromisoformat(step.opens_on) for step in applying))
    last = max(date.fromisoformat(step.due_on) for step in applying)
    weeks = [first + WEEK * n for n in range((last - first).days // WEEK.days + 1)]
    columns = (
        Column("step", phrase("column.step"), width=48),
        Column("from", phrase("column.from"), "date"),
        Column("due", phrase("column.due"), "date"),
        *(Column(monday.isoformat(), f"{monday.day}/{monday.month}", width=WEEK_WIDTH) for monday in weeks),
    )
    rows = []
    for step in steps:
        opens, due = date.fromisoformat(step.opens_on), date.fromisoformat(step.due_on)
        state = _state(step, today)
        bars: tuple[CellValue, ...] = tuple(
            state if _monday(opens) <= monday <= due and state is not State.NOT_APPLICABLE else None for monday in weeks
        )
        rows.append((step.title, opens, due, *bars))
    return Table(phrase("table.gantt"), columns, tuple(rows), frozen_columns=3)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _state(step: Task, today: str) -> State:
    if step.state == "not_applicable":
        return State.NOT_APPLICABLE
    if step.state in ("reported", "seen", "verified"):
        return State.DONE
    if step.state == "blocked":
        return State.BLOCKED
    return State.LATE if step.due_on < today else State.WAITING


async def timeline(uow: UnitOfWork, asked: Asked) -> TimelineChart:
    """The steps of the unit's own congress on one line; of a unit without one, of the first congress found below."""
    today = day_of(asked.now)
    own = [step for step in await _own(uow, asked) if step.state != "not_applicable"]
    if own:
        marks = [(date.fromisoformat(step.due_on), step.title, _state(step, today.isoformat())) for step in own]
        name = asked.unit.name
    else:
        below = await _steps(uow, asked) if asked.unit.kind not in CELLS else []
        below = [step for step in below if step.path == below[0].path]
        marks = [(date.fromisoformat(step.due_on), step.title, state_of(step, today.isoformat())) for step in below]
        name = below[0].unit_name if below else asked.unit.name
    days = [on for on, _, _ in marks] or [today]
    return TimelineChart(
        phrase("chart.timeline"),
        name,
        min(*days, today),
        max(*days, today + timedelta(days=1)),
        today,
        phrase("chart.today"),
        tuple(Milestone(on, title, state) for on, title, state in marks),
    )
