"""A restructuring as an administrator carries it out, for tests."""

from __future__ import annotations

from handlers.rules.calendar import day_of
from handlers.workbooks.restructure import carry_out, judge_plan, read_plan
from handlers.workbooks.safety import check_file
from storage.unit_of_work import unit_of_work
from tests.user import Town
from tests.workbook_files import plan_file


async def restructured(town: Town, *rows: tuple[object, ...]) -> dict[str, tuple[int, int, int]]:
    """What the rows of `sap_xep` change, now: (before, after, folded) by name."""
    plan = read_plan(check_file(plan_file(rows)))
    async with unit_of_work(town.database) as uow:
        await judge_plan(uow, plan, day_of(town.clock.now()).isoformat())
        assert not plan.faults, plan.faults
        lines = await carry_out(uow, plan, town.clock.now())
    return {line.name: (line.before, line.after, line.folded) for line in lines}
