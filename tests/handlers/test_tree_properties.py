"""The tree on a real database, whatever is moved, merged, split or renamed in it: one parent, no circle, paths that
say where a unit hangs, and rights that end at one's own subtree."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from handlers.access import SUPERVISE, Denied, access_unit
from handlers.workbooks.restructure import DoesNotAddUp, carry_out, judge_plan, read_plan
from handlers.workbooks.safety import check_file
from storage.database import Database
from storage.model import Seat, Unit
from storage.unit_of_work import reading, unit_of_work
from tests.databases import KINDS, Databases
from tests.province import START, moment
from tests.workbook_files import plan_file

NOW = moment(START)
PARENTS = some.lists(some.integers(0, 8), min_size=3, max_size=9)
KINDS_OF_ACT = some.sampled_from(("move", "merge", "found", "split", "rename", "turn"))
ACTS = some.lists(some.tuples(KINDS_OF_ACT, some.integers(0, 9), some.integers(0, 9)), max_size=6)
COUNTER = itertools.count()


async def _planted(database: Database, parents: list[int]) -> None:
    """Unit 0 is the root; unit n+1 hangs under one of those before it."""
    async with unit_of_work(database) as uow:
        made: list[Unit] = []
        for place, parent in enumerate([-1, *parents]):
            above = made[parent % place] if place else None
            kind = "cell" if place > 5 else "commune_committee"
            made.append(
                await uow.units.add(
                    f"U{place}", above, kind, f"Đơn vị {place}", composition="mixed", residential=False,
                    member_count=place, on="2026-01-01",
                )
            )  # fmt: skip


def _row(act: str, one: str, other: str, fresh: str) -> list[tuple[object, ...]]:
    match act:
        case "move":
            return [("chuyển", one, None, None, None, other)]
        case "merge":
            return [("sáp nhập", one, other)]
        case "found":
            return [("sáp nhập", one, fresh, f"Mới {fresh}"), ("sáp nhập", other, fresh, f"Mới {fresh}")]
        case "turn":
            return [("chuyển", one, None, None, None, other), ("chuyển", other, None, None, None, one)]
        case "split":
            keeps = (None, None, None, 1)
            return [
                ("tách", one, f"{fresh}a", "Phần một", *keeps, "có"),
                ("tách", one, f"{fresh}b", "Phần hai", *keeps, None),
            ]
    return [("đổi tên", one, None, f"Tên {fresh}")]


async def _change(database: Database, act: tuple[str, int, int], number: int) -> None:
    """Done when it can be; what cannot be is refused as a whole."""
    async with reading(database) as uow:
        living = [unit.code for unit in await uow.units.below("/")]
    one, other = living[act[1] % len(living)], living[act[2] % len(living)]
    plan = read_plan(check_file(plan_file(_row(act[0], one, other, f"N{number}"))))
    with suppress(DoesNotAddUp):
        async with unit_of_work(database) as uow:
            await judge_plan(uow, plan, "2026-11-23")
            if not plan.faults:
                await carry_out(uow, plan, NOW)


async def _holds(database: Database, *, rights: bool = False) -> None:
    async with reading(database) as uow:
        living = await uow.units.below("/")
        by_id = {unit.id: unit for unit in living}
        above: dict[int, set[int]] = {}
        for unit in sorted(living, key=lambda each: each.path.count("/")):
            if unit.parent_id is None:
                assert unit.path == f"/{unit.id}/"
                above[unit.id] = {unit.id}
            else:
                # Parents are walked and never the path: a circle or a dead parent would be a KeyError here.
                assert unit.path == f"{by_id[unit.parent_id].path}{unit.id}/"
                above[unit.id] = above[unit.parent_id] | {unit.id}
        for mine in living if rights else ():
            seat = Seat(1, mine.id, "committee_secretary", unit_path=mine.path)
            for unit in living:
                try:
                    await access_unit(uow, seat, unit.id, SUPERVISE)
                    allowed = True
                except Denied:
                    allowed = False
                assert allowed == (mine.id in above[unit.id]), (mine.code, unit.code)


async def _lived(
    databases: Databases, kind: str, place: Path, parents: list[int], acts: list[tuple[str, int, int]]
) -> None:
    async with databases.fresh(kind, place) as database:
        await _planted(database, parents)
        for number, act in enumerate(acts):
            await _change(database, act, number)
            await _holds(database)
        await _holds(database, rights=True)


@pytest.mark.parametrize("kind", KINDS)
@given(parents=PARENTS, acts=ACTS)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_done_to_the_tree(
    databases: Databases, tmp_path: Path, kind: str, parents: list[int], acts: list[tuple[str, int, int]]
) -> None:
    place = tmp_path / str(next(COUNTER))
    place.mkdir()
    asyncio.run(_lived(databases, kind, place, parents, acts))
