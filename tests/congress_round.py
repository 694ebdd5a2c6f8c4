"""A round of congresses of one province, from the directive to the last decision: cells first, then their communes,
then the province. Everything is done by the product's own functions; a ledger kept beside them in plain Python says
what the tables must show. Used by the tests (small) and by the benchmark (130 communes, 9,600 cells)."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.congress_close import close_congress
from handlers.congresses import APPROVED_STEP, GATE_STEP, HELD_STEP, move_congress, plan_congress
from handlers.reports.congress_closing import NUMBERS, figures_of
from handlers.rules.calendar import MORNING, instant, is_holiday, tet_pause
from handlers.rules.terms import planned_end
from handlers.screens.congress_below import overview_below, standing_of
from handlers.screens.congress_gate import holding_up
from storage.database import Database
from storage.model import REPORTED_STATES, Task, Unit
from storage.tasks import Actor
from storage.unit_of_work import UnitOfWork, reading, unit_of_work

DIRECTIVE = date(2029, 7, 2)
CELLS_FROM, CELLS_UNTIL = date(2029, 12, 3), date(2030, 3, 15)
COMMUNES_FROM, COMMUNES_UNTIL = date(2030, 6, 3), date(2030, 8, 20)
PROVINCE_ON = date(2030, 10, 15)
TERM_BEGAN = date(2025, 6, 16)
NOBODY = Actor(None, None, None)
AT_ONCE = 200
MOVED, TWO_CONTENTS, THREE_CONTENTS = 0.1, 0.05, 0.02


@dataclass
class Ledger:
    """What was done, counted apart from the product: unit → day, contents, numbers; what moved; every look at a
    gate as (unit, units that had not met yet, what the product said)."""

    days: dict[int, date] = field(default_factory=dict)
    modes: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    numbers: dict[int, dict[str, int]] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)
    gates: list[tuple[int, frozenset[int], frozenset[int]]] = field(default_factory=list)
    steps: int = 0
    left_out: int = 0


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
                    congress = await plan_congress(uow, unit, day, document="", now=at(DIRECTIVE), mode=mode)
                    ledger.days[unit.id], ledger.modes[unit.id] = day, mode
                    steps = await uow.congresses.steps(congress.programme_id)
                    ledger.steps += len(steps)
                    ledger.left_out += sum(step.state == "not_applicable" for step in steps)


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


async def check(database: Database, tree: Province, ledger: Ledger) -> None:
    """The tables against the ledger: every gate, every row, every sum, every term. Raises AssertionError."""
    for _, really, said in ledger.gates:
        assert said == really
    assert sum(not really for _, really, _ in ledger.gates) == len(tree.communes) + 1
    everybody = {unit.id: unit for unit in (tree.province, *tree.communes, *tree.all_cells())}
    async with reading(database) as uow:
        rows = await uow.congresses.closing(tree.province.path, DIRECTIVE.isoformat())
        assert {row.unit_id for row in rows} == set(everybody)
        for row in rows:
            assert row.held_state in REPORTED_STATES
            assert figures_of(row) == ledger.numbers[row.unit_id]
            assert row.mode == ledger.modes[row.unit_id]
            assert row.actual_on == ledger.days[row.unit_id].isoformat()
            assert (row.moves > 0) == (row.unit_id in ledger.moved)
        for name in NUMBERS:
            whole = sum(numbers.get(name, 0) for numbers in ledger.numbers.values())
            assert sum(figures_of(row).get(name, 0) for row in rows) == whole
        below = await overview_below(uow, tree.province, PROVINCE_ON, directly=False)
        assert {row.unit_id for row in below} == set(everybody) - {tree.province.id}
        assert {standing_of(row) for row in below} == {"held"}
        assert all(row.done == row.steps for row in below)
        own = await uow.congresses.of_unit(tree.province.id)
        assert own is not None
        steps = await uow.congresses.steps(own.programme_id)
        applying = sum(step.state != "not_applicable" for step in steps)
        assert sum(row.steps for row in below) + applying == ledger.steps - ledger.left_out
        assert all(step.duty != GATE_STEP or step.state in REPORTED_STATES for step in steps)
        for unit in everybody.values():
            term = await uow.units.term(unit.id)
            assert term is not None
            assert term.start_on == ledger.days[unit.id].isoformat()
            assert not term.confirmed
