"""A congress and its road map: opened, moved, changed in kind, taken back. The steps are tasks of its programme.

Nothing is said to anybody here; screens do that with what these functions return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from handlers.catalogue import LEVEL_OF_KIND, CongressStep, congress_steps
from handlers.ladders import ladder_of
from handlers.rules.calendar import day_of
from handlers.rules.ladder import Ladder, first_remind_at, next_remind_at
from handlers.rules.roadmap import Planned, applies, move, plan
from handlers.rules.terms import window
from storage.congress_rows import Congress
from storage.model import REPORTED_STATES, Task, Unit
from storage.unit_of_work import UnitOfWork

OPEN: Final = ("open", "in_progress", "returned", "blocked")
COMMITTEE_ROLE: Final = "office_clerk"
HELD_STEP, ELECTED_STEP, ASKED_STEP, APPROVED_STEP = "CON-12", "CON-13", "CON-08", "CON-09"
RESOLUTION_STEP, DECISION_STEP = "CON-14", "CON-16"
PLAN_STEP = "CON-02"
GATE_STEP, STRUCTURE_STEP = "CON-23", "CON-29"
OPINION_STEPS: Final = ("CON-04", "CON-28")
CONFIRMED_ABOVE: Final = tuple(step.code for step in congress_steps("commune") if step.approved_above)
"""Steps that count only once the level above has confirmed them."""
ANSWERED: Final = (ASKED_STEP, *(code for code in CONFIRMED_ABOVE if code != APPROVED_STEP))
"""Steps of a unit that wait for an answer from above."""
ESSENTIAL: Final = (ASKED_STEP, APPROVED_STEP, HELD_STEP, RESOLUTION_STEP, DECISION_STEP, GATE_STEP)
"""Steps without which there is no congress: no template leaves them out."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change did: the congress after it, its line of history, open steps that got other days or went, how many
    are done and stayed."""

    congress: Congress
    change_id: int
    moved: tuple[Task, ...] = ()
    kept: int = 0


async def template_for(uow: UnitOfWork, unit: Unit) -> tuple[CongressStep, ...]:
    """The steps of the unit's level, as the nearest committee above changed them, by due day."""
    level = LEVEL_OF_KIND[unit.kind]
    own = await uow.rulings.steps_over(unit.path, level)
    steps = []
    for step in congress_steps(level):
        mine = own.get(step.code)
        if mine is None:
            steps.append(step)
        elif mine.kept:
            steps.append(replace(step, name=mine.name, opens_lead=mine.opens_lead, due_lead=mine.due_lead))
    return tuple(sorted(steps, key=lambda step: (step.due_lead, step.opens_lead, step.code)))


async def leads_of(uow: UnitOfWork, unit: Unit) -> dict[str, CongressStep]:
    """Code to the step as its leads are now; one that the template leaves out by now keeps those of the catalogue, so
    that it still moves with its congress."""
    known = {step.code: step for step in congress_steps(LEVEL_OF_KIND[unit.kind])}
    return known | {step.code: step for step in await template_for(uow, unit)}


async def window_of(uow: UnitOfWork, unit_id: int) -> tuple[date, date] | None:
    """The first and last day of the next congress by the unit's term, None while the term is not known."""
    term = await uow.units.term(unit_id)
    return None if term is None else window(term)


async def plan_congress(
    uow: UnitOfWork,
    unit: Unit,
    congress_day: date,
    *,
    document: str,
    now: int,
    mode: int = 4,
    pilot: bool = False,
) -> Congress:
    """A congress with its road map; days that have passed already give way to today. Raises ValueError for a unit
    whose kind holds none or that has one under way."""
    if unit.kind not in LEVEL_OF_KIND:
        raise ValueError(f"a {unit.kind} holds no congress")
    earlier = await uow.congresses.of_unit(unit.id)
    if earlier is not None and earlier.state == "planned":
        raise ValueError(f"unit {unit.id} has a congress under way")
    today = day_of(now)
    template = await template_for(uow, unit)
    planned = plan(template, congress_day, mode, not_before=today)
    programme_id = await uow.tasks.add_programme(
        kind="congress",
        code=f"CONGRESS-{unit.code}-{await uow.congresses.how_many(unit.id) + 1}",
        title=f"Đại hội {unit.name}",
        issuer_id=unit.id,
        document=document,
        document_on=None,
        period=str(congress_day.year),
        opens_on=today.isoformat(),
        due_on=congress_day.isoformat(),
        ends_on=max(step.closes_on for step in planned).isoformat(),
    )
    level = LEVEL_OF_KIND[unit.kind]
    congress_id = await uow.congresses.add(
        unit.id, programme_id, level, mode, congress_day.isoformat(), pilot=pilot, now=now
    )
    days = {step.code: step for step in planned}
    period = str(congress_day.year)
    await uow.congresses.add_steps(
        [_task(step, days[step.code], unit, programme_id, period, now) for step in template], now
    )
    found = await uow.congresses.get(congress_id)
    assert found is not None
    return found


def _task(step: CongressStep, days: Planned, unit: Unit, programme_id: int, period: str, now: int) -> Task:
    cell = LEVEL_OF_KIND[unit.kind] == "cell"
    above = approver_role(unit.kind)
    task = Task(
        id=0,
        programme_id=programme_id,
        duty=step.code,
        unit_id=unit.id,
        # Whoever must approve is not in the unit: nobody there is reminded of what others do.
        assignee_role=above if step.code == APPROVED_STEP else "cell_secretary" if cell else COMMITTEE_ROLE,
        approver_role=above,
        title=step.name,
        deliverable=step.deliverable,
        period=period,
        opens_on=days.opens_on.isoformat(),
        due_on=days.due_on.isoformat(),
        closes_on=days.closes_on.isoformat(),
        state="open" if days.applies else "not_applicable",
        asks=step.asks,
    )
    return replace(task, next_remind_at=first_remind_at(task, now))


def approver_role(kind: str) -> str:
    """The seat above that approves a congress: the commune's office for those below it, the province's organisation
    board for a commune."""
    return "organisation_officer" if kind in ("commune_committee", "province") else "office_clerk"


async def move_congress(
    uow: UnitOfWork, congress: Congress, new_day: date, reason: str, *, seat_id: int | None, now: int
) -> Moved:
    """Another day: open steps move with it, done ones stay; what was asked of the level above stays asked."""
    unit = await uow.units.get(congress.unit_id)
    assert unit is not None
    steps = await uow.congresses.steps(congress.programme_id)
    template = await leads_of(uow, unit)
    planned = [_planned(task, template[task.duty]) for task in steps if task.duty in template]
    placed = {step.code: step for step in move(planned, new_day, day_of(now))}
    ladder = await ladder_of(uow, congress.programme_id)
    pairs = [
        (task, _placed(task, placed[task.duty], congress.unit_id, now, ladder))
        for task in steps
        if task.duty in placed and task.state not in REPORTED_STATES
    ]
    changed = [(before, after) for before, after in pairs if before.due_on != after.due_on]
    await uow.congresses.place(changed, "moved", seat_id=seat_id, now=now)
    before = congress.planned_on
    after = await uow.congresses.change(
        congress, planned_on=new_day.isoformat(), moves=congress.moves + 1, reason=reason
    )
    change_id = await uow.congresses.note(
        congress.id, "day", before, after.planned_on, reason, seat_id=seat_id, now=now
    )
    ends_on = max([task.closes_on for _, task in pairs], default=after.planned_on)
    await uow.congresses.move_programme(congress.programme_id, after.planned_on, ends_on)
    moved = tuple(task for _, task in changed if task.state in OPEN)
    return Moved(after, change_id, moved, sum(task.state in REPORTED_STATES for task in steps))


def _planned(task: Task, step: CongressStep) -> Planned:
    return Planned(
        task.duty,
        step.opens_lead,
        step.due_lead,
        date.fromisoformat(task.opens_on),
        date.fromisoformat(task.due_on),
        date.fromisoformat(task.closes_on),
        task.state != "not_applicable",
        task.state in REPORTED_STATES,
    )


def _placed(task: Task, step: Planned, unit_id: int, now: int, ladder: Ladder) -> Task:
    opened = replace(
        task,
        unit_id=unit_id,
        opens_on=step.opens_on.isoformat(),
        due_on=step.due_on.isoformat(),
        closes_on=step.closes_on.isoformat(),
        planned_at=None,
    )
    return reminded(opened, now, ladder)


def reminded(task: Task, now: int, ladder: Ladder) -> Task:
    """With its next reminder; a step that opens later is announced on the morning it opens."""
    if task.opens_on > day_of(now).isoformat():
        return replace(task, next_remind_at=first_remind_at(task, now, ladder))
    upcoming = next_remind_at(task, now, ladder)
    return replace(task, next_remind_at=upcoming[0] if upcoming else None)


async def set_mode(
    uow: UnitOfWork, congress: Congress, mode: int, *, seat_id: int | None, now: int
) -> tuple[Moved, tuple[Task, ...]]:
    """Another content mode: election steps apply or do not, which lowers no rate. Returns also the steps that changed
    sides; what was reported stays reported."""
    unit = await uow.units.get(congress.unit_id)
    assert unit is not None
    template = await leads_of(uow, unit)
    ladder = await ladder_of(uow, congress.programme_id)
    pairs = []
    for task in await uow.congresses.steps(congress.programme_id):
        step = template.get(task.duty)
        if step is None or task.state in REPORTED_STATES or not step.needs:
            continue
        wanted = applies(step, mode)
        if wanted == (task.state == "not_applicable"):
            after = replace(task, unit_id=congress.unit_id, state="open" if wanted else "not_applicable")
            pairs.append((task, reminded(after, now, ladder)))
    await uow.congresses.place(pairs, "content_mode", seat_id=seat_id, now=now)
    after_it = await uow.congresses.change(congress, mode=mode)
    change_id = await uow.congresses.note(
        congress.id, "mode", str(congress.mode), str(mode), "", seat_id=seat_id, now=now
    )
    return Moved(after_it, change_id), tuple(after for _, after in pairs)


async def withdraw_congress(
    uow: UnitOfWork, congress: Congress, reason: str, *, seat_id: int | None, now: int
) -> Moved:
    """Taken back, as when it was planned for the wrong unit: its open steps go, what was reported stays."""
    steps = await uow.congresses.steps(congress.programme_id)
    gone = [
        (task, replace(task, unit_id=congress.unit_id, state="withdrawn", next_remind_at=None))
        for task in steps
        if task.state in (*OPEN, "not_applicable")
    ]
    await uow.congresses.place(gone, "withdrawn", seat_id=seat_id, now=now)
    after = await uow.congresses.change(congress, state="withdrawn")
    change_id = await uow.congresses.note(
        congress.id, "state", congress.state, "withdrawn", reason, seat_id=seat_id, now=now
    )
    return Moved(after, change_id, tuple(task for _, task in gone))


def is_done(task: Task) -> bool:
    """Whether a step counts as done: reported, or confirmed above where that is asked."""
    return task.state == "verified" or (task.state in REPORTED_STATES and task.duty not in CONFIRMED_ABOVE)


def counts(steps: Sequence[Task]) -> tuple[int, int]:
    """(done, applying): what does not apply is in no denominator."""
    applying = [task for task in steps if task.state not in ("not_applicable", "withdrawn")]
    return sum(is_done(task) for task in applying), len(applying)


def approval_of(steps: Sequence[Task]) -> str:
    """asked, changes, approved, or empty while the papers have not been sent."""
    states = {task.duty: task.state for task in steps}
    if states.get(APPROVED_STEP) == "verified":
        return "approved"
    sent = states.get(ASKED_STEP, "")
    return "changes" if sent == "returned" else "asked" if sent in REPORTED_STATES else ""


def held(steps: Sequence[Task]) -> bool:
    """Whether the day itself has been reported."""
    return any(task.duty == HELD_STEP and task.state in REPORTED_STATES for task in steps)


def begun(steps: Sequence[Task]) -> bool:
    """Whether anything of the day has been reported, which its day and contents can no longer contradict."""
    return any(task.duty in (HELD_STEP, ELECTED_STEP) and task.state in REPORTED_STATES for task in steps)


def opinions_of(steps: Sequence[Task]) -> int:
    """Opinions on the draft that the collecting steps have reported."""
    return sum(task.numbers.get("opinions", 0) for task in steps if task.duty in OPINION_STEPS)
