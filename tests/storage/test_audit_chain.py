"""The audit's chain: it holds while nobody touches a row, and says where somebody did."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.unit_of_work import reading, unit_of_work


async def _written(database: Database, count: int) -> None:
    async with unit_of_work(database) as uow:
        for number in range(count):
            uow.audit.add(
                "task.reported", f"task:{number}", 1_000 + number, person_id=None, seat_id=None, inbox_id=None, n=number
            )
    async with unit_of_work(database) as uow:
        assert await uow.audit.seal() == count


async def _broken_at(database: Database) -> int | None:
    async with reading(database) as uow:
        return (await uow.audit.verify()).broken_at


async def meddle(database: Database, sql: str) -> None:
    """What somebody with the database's password could do: past the product, straight into the table."""
    async with database.transaction() as transaction:
        await transaction._connection.execute(sql)


async def test_an_untouched_chain_holds_and_grows(database: Database) -> None:
    await _written(database, 5)
    assert await _broken_at(database) is None
    await _written(database, 3)
    async with reading(database) as uow:
        verdict = await uow.audit.verify()
    assert (verdict.rows, verdict.broken_at) == (8, None)


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("UPDATE audit SET noun = 'task:99' WHERE seq = 3", 3),
        ("UPDATE audit SET detail = '{}' WHERE seq = 1", 1),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 6", 6),
        ("UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE seq END WHERE seq = 2", 2),
    ],
)
async def test_a_changed_or_missing_row_is_found(database: Database, sql: str, place: int) -> None:
    await _written(database, 6)
    await meddle(database, sql)
    assert await _broken_at(database) == place


async def test_two_rows_that_changed_places_are_found(database: Database) -> None:
    await _written(database, 6)
    for sql in (
        "UPDATE audit SET seq = 100 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 100",
    ):
        await meddle(database, sql)
    assert await _broken_at(database) == 2
