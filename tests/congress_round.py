"""A round of congresses of one province, from the directive to the last decision: cells first, then their communes,
then the province. Everything is done by the product's own functions; a ledger kept beside them in plain Python says
what the tables must show: moved days, cells that merge on the way, every number. Used by the tests (small) and by the
benchmark (130 communes, 9,600 cells); `tests.congress_round_check` compares."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.congress_close import close_congress
from handlers.congresses import APPROVED_STEP, HELD_STEP, move_congress, plan_congress, set_mode
from handlers.rules.calendar import MORNING, instant, is_holiday, tet_pause
from handlers.rules.terms import planned_end
from handlers.screens.congress_gate import holding_up
from handlers.workbooks.restructure import carry_out, judge_plan, read_plan
from handlers.workbooks.safety import check_file
from storage.database import Database
from storage.model import Task, Unit
from storage.tasks import Actor
from storage.unit_of_work import UnitOfWork, reading, unit_of_work
from tests.workbook_files import plan_file

DIRECTIVE = date(2029, 7, 2)
CELLS_FROM, CELLS_UNTIL = date(2029, 12, 3), date(2030, 3, 15)
COMMUNES_FROM, COMMUNES_UNTIL = date(2030, 6, 3), date(2030, 8, 20)
PROVINCE_ON = date(2030, 10, 15)
TERM_BEGAN = date(2025, 6, 16)
NOBODY = Actor(None, None, None)
AT_ONCE = 200
MOVED, TWO_CONTENTS, THREE_CONTENTS = 0.1, 0.05, 0.02
A_MERGER_IN = 50
"""So many cells to one merger, and one in every province."""
MERGERS_ON = date(2029, 11, 5)


@dataclass
class Ledger:
    """What was done, counted apart from the product: unit → day, contents, numbers; what moved; every look at a
    gate as (unit, units that had not met yet, what the product said); units that ended in another one."""

    days: dict[int, date] = field(default_factory=dict)
    modes: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    numbers: dict[int, dict[str, int]] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)
    gates: list[tuple[int, frozenset[int], frozenset[int]]] = field(default_factory=list)
    merged: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Province:
    """The tree of the round."""

    province: Unit
    communes: tuple[Unit, ...]
    cells: dict[int, tuple[Unit, ...]]

    def all_cells(self) -> list[Unit]:
        return [cell for commune in self.communes for cell in self.cells[commune.id]]


def workday(day: date) -> date:
    """The day itself, or the first one after it that is neither Tết nor a holiday."""
    while tet_pause(day) or is_holiday(day):
        day += timedelta(days=1)
    return day


def at(day: date) -> int:
    return instant(day, MORNING)


async def build(database: Database, communes: int, cells: int) -> Province:
    """The units with their terms; `cells` in all, shared out as evenly as can be."""
    async with unit_of_work(database) as uow:
        province = await _unit(uow, "V", None, "province", "Tỉnh ủy Vân Khê")
    made, below = [], {}
    for n in range(communes):
        async with unit_of_work(database) as uow:
            commune = await _unit(uow, f"V-{n:03}", province, "commune_committee", f"Đảng ủy xã {n + 1}")
            share = cells // communes + (n < cells % communes)
            below[commune.id] = tuple(
                [await _unit(uow, f"V-{n:03}-{m:03}", commune, "cell", f"Chi bộ {n + 1}.{m + 1}") for m in range(share)]
            )
        made.append(commune)
    return Province(province, tuple(made), below)


async def _unit(uow: UnitOfWork, code: str, parent: Unit | None, kind: str, name: str) -> Unit:
    unit = await uow.units.add(
        code, parent, kind, name, composition="mixed", residential=True, member_count=20, on="2025-07-01"
    )
    policy = "M60"
    start = TERM_BEGAN
    await uow.units.add_term(
        unit.id,
        "2025-2030",
        start_on=start.isoformat(),
        planned_end_on=planned_end(start, policy).isoformat(),
        policy=policy,
        basis="Quy định 294-QĐ/TW",
        confirmed_at=None,
    )
    return unit


async def announce(database: Database, tree: Province, ledger: Ledger, seed: int = 7) -> None:
    """The directive: every unit gets its day and its road map; some have fewer contents."""
    draw = random.Random(seed)
    for units, first, last in (
        (tree.all_cells(), CELLS_FROM, CELLS_UNTIL),
        (tree.communes, COMMUNES_FROM, COMMUNES_UNTIL),
        ((tree.province,), PROVINCE_ON, PROVINCE_ON),
    ):
        for batch in batches(units):
            async with unit_of_work(database) as uow:
                for unit in batch:
                    day = workday(first + timedelta(days=draw.randint(0, (last - first).days)))
                    chance = draw.random()
                    mode = 2 if chance < TWO_CONTENTS else 3 if chance < TWO_CONTENTS + THREE_CONTENTS else 4
                    await plan_congress(uow, unit, day, document="", now=at(DIRECTIVE), mode=mode)
                    ledger.days[unit.id], ledger.modes[unit.id] = day, mode


def batches(units: Sequence[Unit]) -> Iterable[Sequence[Unit]]:
    return (units[n : n + AT_ONCE] for n in range(0, len(units), AT_ONCE))


async def put_off(database: Database, tree: Province, ledger: Ledger, seed: int = 11) -> None:
    """One cell in ten has to move its day by up to three weeks."""
    draw = random.Random(seed)
    moving = [cell for cell in tree.all_cells() if draw.random() < MOVED]
    for batch in batches(moving):
        async with unit_of_work(database) as uow:
            for unit in batch:
                congress = await uow.congresses.of_unit(unit.id)
                assert congress is not None
                day = workday(ledger.days[unit.id] + timedelta(days=draw.randint(1, 21)))
                if day == ledger.days[unit.id]:
                    continue
                await move_congress(uow, congress, day, "mưa lũ", seat_id=None, now=at(date(2029, 11, 1)))
                ledger.days[unit.id] = day
                ledger.moved.add(unit.id)


async def merge(database: Database, tree: Province, ledger: Ledger, seed: int = 17) -> None:
    """Cells of one commune become one: the road map of the one that goes on stays, with two contents, since committee
    and delegates are appointed then."""
    draw = random.Random(seed)
    large = [commune for commune in tree.communes if len(tree.cells[commune.id]) > 2]
    pairs: list[tuple[Unit, Unit]] = []
    for _ in range(max(1, len(ledger.days) // A_MERGER_IN)):
        commune = draw.choice(large)
        ended, goes_on = draw.sample(tree.cells[commune.id], 2)
        pairs.append((ended, goes_on))
        tree.cells[commune.id] = tuple(cell for cell in tree.cells[commune.id] if cell.id != ended.id)
        large = [each for each in large if len(tree.cells[each.id]) > 2]
    # One that went on in an earlier merger may end in a later one: the rows are carried out in their order.
    plan = read_plan(check_file(plan_file([("sáp nhập", ended.code, goes_on.code) for ended, goes_on in pairs])))
    ledger.merged = {ended.id: goes_on.id for ended, goes_on in pairs}
    async with unit_of_work(database) as uow:
        await judge_plan(uow, plan, MERGERS_ON.isoformat())
        assert not plan.faults, plan.faults
        await carry_out(uow, plan, at(MERGERS_ON))
    for ended in ledger.merged:
        ledger.moved.discard(ended)
        del ledger.days[ended], ledger.modes[ended]
    async with unit_of_work(database) as uow:
        for goes_on_id in sorted(set(ledger.merged.values()) - ledger.merged.keys()):
            congress = await uow.congresses.of_unit(goes_on_id)
            assert congress is not None
            await set_mode(uow, congress, 2, seat_id=None, now=at(MERGERS_ON))
            ledger.modes[goes_on_id] = 2


async def hold(database: Database, unit: Unit, ledger: Ledger, draw: random.Random) -> None:
    """One unit from its last papers to the decision: each step that applies is reported on a day of its window."""
    day = ledger.days[unit.id]
    async with unit_of_work(database) as uow:
        congress = await uow.congresses.of_unit(unit.id)
        assert congress is not None
        present, convened = draw.randint(12, 20), 20
        elected = draw.choice((3, 5)) if ledger.modes[unit.id] == 4 else 0
        said = {HELD_STEP: {"came": present, "convened": convened}}
        if ledger.modes[unit.id] > 2:
            said["CON-13"] = {"elected": elected, "delegates": draw.randint(1, 2)}
        for step in await uow.congresses.steps(congress.programme_id):
            if step.state == "not_applicable":
                continue
            await _report(uow, step, said.get(step.duty, {}), max(date.fromisoformat(step.due_on), DIRECTIVE))
        await uow.congresses.change(congress, resolution=f"01-NQ/{unit.code}")
        congress = await uow.congresses.of_unit(unit.id)
        assert congress is not None
        await close_congress(uow, unit, congress, f"15-QĐ/{unit.code}", (day + timedelta(days=15)).isoformat())
    ledger.numbers[unit.id] = {name: count for numbers in said.values() for name, count in numbers.items()}
    ledger.met.add(unit.id)


async def _report(uow: UnitOfWork, step: Task, numbers: dict[str, int], on: date) -> None:
    confirmed = step.duty in (APPROVED_STEP, "CON-26")
    state = "verified" if confirmed else "reported"
    await uow.tasks.change(
        step, state, NOBODY, at(on), state=state, numbers=numbers, reported_at=at(on), next_remind_at=None
    )


async def look(database: Database, unit: Unit, below: Sequence[Unit], ledger: Ledger) -> None:
    """Asks the product who holds the gate up, and writes beside it who really does."""
    async with reading(database) as uow:
        congress = await uow.congresses.of_unit(unit.id)
        assert congress is not None
        waiting, _ = await holding_up(uow, unit, congress, PROVINCE_ON)
    really = frozenset(each.id for each in below) - ledger.met
    ledger.gates.append((unit.id, really, frozenset(row.unit_id for row in waiting)))


async def play(database: Database, tree: Province, ledger: Ledger, seed: int = 13, looks: int = 4) -> None:
    """Cells, then communes, then the province, each looking at its gate on the way; nobody meets before the gate is
    open."""
    draw = random.Random(seed)
    for commune in tree.communes:
        cells = sorted(tree.cells[commune.id], key=lambda cell: ledger.days[cell.id])
        for place, cell in enumerate(cells):
            if place % max(1, len(cells) // looks) == 0 or place == len(cells) - 1:
                await look(database, commune, cells, ledger)
            await hold(database, cell, ledger, draw)
        await look(database, commune, cells, ledger)
    for place, commune in enumerate(tree.communes):
        if place % max(1, len(tree.communes) // looks) == 0 or place == len(tree.communes) - 1:
            await look(database, tree.province, tree.communes, ledger)
        await hold(database, commune, ledger, draw)
    await look(database, tree.province, tree.communes, ledger)
    await hold(database, tree.province, ledger, draw)
