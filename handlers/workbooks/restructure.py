"""The workbook of mergers, splits, renames and moves: judged whole, carried out whole, proved by a reconciliation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from handlers.notices import as_notice, tell
from handlers.pledging import supersede
from handlers.rules.calendar import day_of
from handlers.rules.restructure import NEEDED, SHEET, Step, check_steps, read_step
from handlers.rules.roster import Fault
from handlers.rules.roster_tree import Known
from handlers.screen import Push
from handlers.workbooks.reading import opened, records, sheet_of
from handlers.workbooks.safety import BadWorkbook, Checked
from handlers.written import for_reader
from storage.model import Unit
from storage.notices import Notice
from storage.restructure import Totals
from storage.tasks import Actor
from storage.unit_of_work import UnitOfWork

NOBODY: Final = Actor(None, None, None)


class DoesNotAddUp(Exception):
    """The totals after differ from those before: nothing may be saved."""


@dataclass(slots=True)
class Plan:
    """What a workbook asks for, and what is wrong with it."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def on(self) -> str:
        """The day from which it holds (ISO), empty for today."""
        return self.steps[0].on if self.steps else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the reconciliation: `after` + `folded` must be `before` where `must`."""

    name: str
    before: int
    after: int
    folded: int
    must: bool

    @property
    def adds_up(self) -> bool:
        return not self.must or self.before == self.after + self.folded


def read_plan(checked: Checked) -> Plan:
    """Every row of `sap_xep`. Raises BadWorkbook."""
    plan = Plan()
    with opened(checked) as book:
        page = sheet_of(book, SHEET)
        if page is None:
            raise BadWorkbook("no_sheet", sheet=SHEET)
        for number, cells in records(page, NEEDED, checked.limits.rows, lambda *_: None):
            made = read_step(number, cells)
            if isinstance(made, list):
                plan.faults += made
            else:
                plan.steps.append(made)
    if not plan.steps and not plan.faults:
        raise BadWorkbook("no_rows")
    return plan


async def judge_plan(uow: UnitOfWork, plan: Plan, today: str, scope: str = "/") -> None:
    """Adds what only the tree shows. `scope`: the path beneath which the sender may work."""
    codes = {code for step in plan.steps for code in (step.old, step.new, step.parent) if code}
    known = {row[1]: Known(*row) for row in await uow.roster.known(codes)}
    if not plan.faults:
        plan.faults += check_steps(plan.steps, known, today, scope)


@dataclass(slots=True)
class _Work:
    """One restructuring under way; `tasks` that both owed and `pledges` that gave way are counted."""

    uow: UnitOfWork
    now: int
    on: str
    by: Actor
    tasks: int = 0
    pledges: int = 0
    told: list[Notice] = field(default_factory=list)


async def carry_out(uow: UnitOfWork, plan: Plan, now: int, by: Actor = NOBODY) -> list[Line]:
    """All steps in the caller's unit of work, and everybody who holds a seat is told; raises DoesNotAddUp when
    something was lost or doubled on the way."""
    work = _Work(uow, now, day_of(now).isoformat(), by)
    before, said = await uow.restructure.totals(now), 0
    for step in plan.steps:
        old = await _unit(uow, step.old)
        if step.act == "rename":
            await uow.restructure.rename(old.id, step.name, work.on)
        elif step.act == "move":
            await _move(uow, old, await _unit(uow, step.parent))
        elif step.act == "merge":
            await _merge(work, step, old)
    for code in dict.fromkeys(step.old for step in plan.steps if step.act == "split"):
        parts = [step for step in plan.steps if step.old == code]
        await _split(work, parts, await _unit(uow, code))
        said += 1
    lines = _compare(before, await uow.restructure.totals(now), work, members_known=not said)
    if not all(line.adds_up for line in lines):
        raise DoesNotAddUp
    await tell(uow, work.told, now)
    return lines


async def _unit(uow: UnitOfWork, code: str) -> Unit:
    found = await uow.units.by_code(code)
    if found is None:
        raise DoesNotAddUp
    return found


async def _move(uow: UnitOfWork, unit: Unit, parent: Unit) -> None:
    """Rows that are good one by one may lead in a circle together: then nothing of them is done."""
    if parent.path.startswith(unit.path):
        raise DoesNotAddUp
    await uow.restructure.move(unit, parent)


async def _merge(work: _Work, step: Step, old: Unit) -> None:
    uow = work.uow
    target = await uow.units.by_code(step.new) or await _made(work, step, old, None)
    if target.path.startswith(old.path):
        raise DoesNotAddUp
    await _move_below(work, old, target)
    if old.member_count is not None:
        await uow.restructure.add_members(target.id, old.member_count, work.on)
    await _go_on(work, old, target)


async def _split(work: _Work, parts: Sequence[Step], old: Unit) -> None:
    made = {step.new: await _made(work, step, old, step.members) for step in parts}
    heir = next(made[step.new] for step in parts if step.keeps)
    await _move_below(work, old, heir)
    await _go_on(work, old, heir)


async def _move_below(work: _Work, old: Unit, new: Unit) -> None:
    below = await work.uow.units.children(old.id)
    if below:
        await work.uow.restructure.pause_below(old, work.on)
    else:
        await work.uow.restructure.hand_pauses_on(old, new, work.on)
    for child in below:
        await work.uow.restructure.move(child, new)


async def _made(work: _Work, step: Step, old: Unit, members: int | None) -> Unit:
    """A new unit, beside the old one unless another parent is named."""
    uow = work.uow
    parent = await _unit(uow, step.parent) if step.parent else await uow.units.get(old.parent_id or 0)
    return await uow.units.add(
        step.new,
        parent,
        step.kind or old.kind,
        step.name,
        composition=step.composition or old.composition,
        residential=old.residential,
        member_count=members,
        on=work.on,
    )


async def _go_on(work: _Work, old: Unit, new: Unit) -> None:
    uow = work.uow
    # Before the work moves: a registration that was done belongs to the pledge that ends here.
    owed = await uow.restructure.open_tasks(old.id)
    work.pledges += len(await supersede(uow, [old.id], new.id, work.by, work.now))
    # The looks at its measures end with it.
    work.tasks += owed - await uow.restructure.open_tasks(old.id)
    work.tasks += await uow.restructure.hand_on(old, new, work.now)
    for seat in await uow.units.seats_in(old.id):
        to = await uow.units.seat_for(new.id, seat.role)
        await uow.restructure.hand_seat_on(seat.id, to, work.now)
        work.told.append(_notice(old, new, to, work.now))
    await uow.restructure.end(old, new, work.on)


def _notice(old: Unit, new: Unit, seat_id: int, now: int) -> Notice:
    written = for_reader("restructure.told", ("button.my_work", "tasks"), old=old.name, new=new.name)
    push = Push(seat_id, written, f"unit:{old.id}")
    return replace(as_notice(push, now), key=f"restructure:{old.id}:{seat_id}")


def _compare(before: Totals, after: Totals, work: _Work, *, members_known: bool) -> list[Line]:
    return [
        Line("units", before.units, after.units, 0, must=False),
        Line("members", before.members, after.members, 0, must=members_known),
        Line("tasks", before.tasks, after.tasks, work.tasks, must=True),
        Line("pledges", before.pledges, after.pledges, work.pledges, must=True),
        Line("people", before.people, after.people, 0, must=True),
    ]
