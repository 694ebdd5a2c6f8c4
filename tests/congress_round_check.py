"""The tables after a round of congresses against the ledger that was kept beside it."""

from __future__ import annotations

from datetime import timedelta

from handlers.catalogue import congress_steps
from handlers.congresses import GATE_STEP
from handlers.reports.congress_closing import NUMBERS, closing, figures_of
from handlers.reports.frame import Asked
from handlers.rules.codes import item_number
from handlers.screens.congress_below import overview_below, standing_of
from storage.database import Database
from storage.model import REPORTED_STATES
from storage.unit_of_work import UnitOfWork, reading
from tests.congress_round import DIRECTIVE, PROVINCE_ON, Ledger, Province, at

ELECTS = {4: {"committee_election", "delegate_election"}, 3: {"delegate_election"}, 2: set[str]()}


def counted(tree: Province, ledger: Ledger) -> tuple[int, int]:
    """(steps of all road maps, how many of them do not apply), from the templates and the ledger's contents."""
    units = [*((unit, "cell") for unit in tree.all_cells()), *((unit, "commune") for unit in tree.communes)]
    units.append((tree.province, "province"))
    whole = left_out = 0
    for unit, level in units:
        template = congress_steps(level)
        whole += len(template)
        left_out += sum(bool(step.needs) and not ELECTS[ledger.modes[unit.id]] & set(step.needs) for step in template)
    return whole, left_out


async def traced(uow: UnitOfWork, tree: Province, ledger: Ledger) -> int:
    """Follows every figure of the closing table, as it is handed to the writer, to the report that its row names;
    returns how many figures there were. Raises AssertionError for one that is not there."""
    sheet = await closing(uow, Asked(tree.province, str(PROVINCE_ON.year), at(PROVINCE_ON + timedelta(days=30))))
    table, figures = sheet.tables[0], 0
    for row in table.rows:
        cells = {column.key: value for column, value in zip(table.columns, row, strict=True)}
        found = {}
        for code in str(cells["trace"]).split(", "):
            task = await uow.tasks.get(item_number(code) or 0)
            assert task is not None
            assert task[0].unit_name == cells["unit"]
            found |= task[0].numbers if task[0].state in REPORTED_STATES else {}
        shown = {name: cells[name] for name in NUMBERS if cells[name] is not None}
        assert shown == found
        figures += len(shown)
    for name in NUMBERS:
        assert table.total(name) == sum(numbers.get(name, 0) for numbers in ledger.numbers.values())
    return figures


async def check(database: Database, tree: Province, ledger: Ledger) -> None:
    """The tables against the ledger: every gate, every row, every sum, every figure, every term. Raises
    AssertionError."""
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
        whole, left_out = counted(tree, ledger)
        assert sum(row.steps for row in below) + applying == whole - left_out
        assert await traced(uow, tree, ledger) == sum(len(numbers) for numbers in ledger.numbers.values())
        for ended, goes_on in ledger.merged.items():
            assert await uow.congresses.of_unit(ended) is None
            assert goes_on in ledger.merged or ledger.modes[goes_on] == 2
        assert all(step.duty != GATE_STEP or step.state in REPORTED_STATES for step in steps)
        for unit in everybody.values():
            term = await uow.units.term(unit.id)
            assert term is not None
            assert term.start_on == ledger.days[unit.id].isoformat()
            assert not term.confirmed
