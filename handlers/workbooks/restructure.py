"""The workbook of mergers, splits, renames and moves: judged whole, carried out whole, proved by a reconciliation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

import xlsxwriter

from handlers.rules.calendar import day_of
from handlers.rules.restructure import NEEDED, SHEET, Step, check_steps, read_step
from handlers.rules.roster import Fault
from handlers.rules.roster_tree import Known
from handlers.text import say
from handlers.workbooks.reading import opened, records, sheet_of
from handlers.workbooks.safety import BadWorkbook, Checked
from storage.model import Unit
from storage.restructure import Totals
from storage.unit_of_work import UnitOfWork


class DoesNotAddUp(Exception):
    """The totals after differ from those before: nothing may be saved."""


@dataclass(slots=True)
class Plan:
    """What a workbook asks for, and what is wrong with it."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


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


async def judge_plan(uow: UnitOfWork, plan: Plan) -> None:
    """Adds what only the tree shows."""
    codes = {code for step in plan.steps for code in (step.old, step.new, step.parent) if code}
    known = {row[1]: Known(*row) for row in await uow.roster.known(codes)}
    if not plan.faults:
        plan.faults += check_steps(plan.steps, known)


async def carry_out(uow: UnitOfWork, plan: Plan, now: int) -> list[Line]:
    """All steps in the caller's unit of work; raises DoesNotAddUp when something was lost or doubled on the way."""
    on = day_of(now).isoformat()
    before, folded, said = await uow.restructure.totals(now), 0, 0
    for step in plan.steps:
        old = await _unit(uow, step.old)
        if step.act == "rename":
            await uow.restructure.rename(old.id, step.name, on)
        elif step.act == "move":
            await uow.restructure.move(old, await _unit(uow, step.parent))
        elif step.act == "merge":
            folded += await _merge(uow, step, old, on, now)
    for code in dict.fromkeys(step.old for step in plan.steps if step.act == "split"):
        parts = [step for step in plan.steps if step.old == code]
        folded += await _split(uow, parts, await _unit(uow, code), on, now)
        said += 1
    lines = _compare(before, await uow.restructure.totals(now), folded, members_known=not said)
    if not all(line.adds_up for line in lines):
        raise DoesNotAddUp
    return lines


async def _unit(uow: UnitOfWork, code: str) -> Unit:
    found = await uow.units.by_code(code)
    if found is None:
        raise DoesNotAddUp
    return found


async def _merge(uow: UnitOfWork, step: Step, old: Unit, on: str, now: int) -> int:
    target = await uow.units.by_code(step.new) or await _made(uow, step, old, None, on)
    for child in await uow.units.children(old.id):
        await uow.restructure.move(child, target)
    if old.member_count is not None:
        await uow.restructure.add_members(target.id, old.member_count, on)
    return await _go_on(uow, old, target, on, now)


async def _split(uow: UnitOfWork, parts: Sequence[Step], old: Unit, on: str, now: int) -> int:
    made = {step.new: await _made(uow, step, old, step.members, on) for step in parts}
    heir = next(made[step.new] for step in parts if step.keeps)
    for child in await uow.units.children(old.id):
        await uow.restructure.move(child, heir)
    return await _go_on(uow, old, heir, on, now)


async def _made(uow: UnitOfWork, step: Step, old: Unit, members: int | None, on: str) -> Unit:
    """A new unit, beside the old one unless another parent is named."""
    parent = await _unit(uow, step.parent) if step.parent else await uow.units.get(old.parent_id or 0)
    return await uow.units.add(
        step.new,
        parent,
        step.kind or old.kind,
        step.name,
        composition=step.composition or old.composition,
        residential=old.residential,
        member_count=members,
        on=on,
    )


async def _go_on(uow: UnitOfWork, old: Unit, new: Unit, on: str, now: int) -> int:
    folded = await uow.restructure.hand_on(old, new)
    for seat in await uow.units.seats_in(old.id):
        await uow.restructure.hand_seat_on(seat.id, await uow.units.seat_for(new.id, seat.role), now)
    await uow.restructure.end(old, new, on)
    return folded


def _compare(before: Totals, after: Totals, folded: int, *, members_known: bool) -> list[Line]:
    return [
        Line("units", before.units, after.units, 0, must=False),
        Line("members", before.members, after.members, 0, must=members_known),
        Line("tasks", before.tasks, after.tasks, folded, must=True),
        Line("pledges", before.pledges, after.pledges, 0, must=True),
        Line("people", before.people, after.people, 0, must=True),
    ]


def reconciliation(lines: Sequence[Line], language: str) -> bytes:
    """The figures before and after as a sheet, with a formula that anybody can check."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page, bold = book.add_worksheet(say(language, "restructure.sheet")), book.add_format({"bold": True})
        heads = ("what", "before", "after", "folded", "difference")
        page.write_row(0, 0, [say(language, f"restructure.{head}") for head in heads], bold)
        page.set_column(0, 4, 24)
        for row, line in enumerate(lines, 1):
            page.write_row(row, 0, (say(language, f"restructure.{line.name}"), line.before, line.after, line.folded))
            difference = line.before - line.after - line.folded
            page.write_formula(row, 4, f"=B{row + 1}-C{row + 1}-D{row + 1}", None, difference)
    return made.getvalue()
