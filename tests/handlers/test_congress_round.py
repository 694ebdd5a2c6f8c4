"""A small province lives through a whole round of congresses on both databases; the full size is a benchmark."""

from __future__ import annotations

from storage.database import Database
from storage.unit_of_work import unit_of_work
from tests.congress_round import NOBODY, Ledger, announce, build, merge, play, put_off
from tests.congress_round_check import check


async def test_a_round_from_the_directive_to_the_last_decision(database: Database) -> None:
    tree, ledger = await build(database, communes=3, cells=13), Ledger()
    await announce(database, tree, ledger)
    assert len(ledger.days) == 17
    await put_off(database, tree, ledger, seed=3)
    assert ledger.moved
    await merge(database, tree, ledger)
    assert len(ledger.days) == 16
    await play(database, tree, ledger)
    await check(database, tree, ledger)


async def test_the_check_of_the_round_sees_one_wrong_number(database: Database) -> None:
    tree, ledger = await build(database, communes=1, cells=2), Ledger()
    await announce(database, tree, ledger)
    await play(database, tree, ledger)
    async with unit_of_work(database) as uow:
        congress = await uow.congresses.of_unit(tree.all_cells()[0].id)
        assert congress is not None
        steps = {task.duty: task for task in await uow.congresses.steps(congress.programme_id)}
        held = steps["CON-12"]
        await uow.tasks.change(held, "corrected", NOBODY, 0, numbers={**held.numbers, "came": 1})
    try:
        await check(database, tree, ledger)
    except AssertionError:
        return
    raise AssertionError("a changed number was not seen")
