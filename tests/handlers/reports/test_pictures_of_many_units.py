"""A picture of many units shows those who need help most, and says so."""

from __future__ import annotations

from datetime import date

from handlers.reports.frame import Asked
from handlers.reports.matrix import MOST_DRAWN, pictures
from handlers.reports.sheet import HeatMap, ProgressChart
from handlers.rules.calendar import instant
from storage.database import Database
from storage.model import Task, Unit
from storage.tasks import Actor
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.province import moment

CELLS = MOST_DRAWN + 5
NOW = moment("2026-11-27 08:00")


async def _commune(uow: UnitOfWork) -> Unit:
    """Every cell owes one task of November; those with an even number have reported it in time."""
    commune = await _unit(uow, "X", None, "commune_committee")
    programme = await uow.tasks.add_programme(
        kind="regular", code="T", title="T", issuer_id=commune.id, document="", document_on=None, period="2026",
        opens_on="2026-01-01", due_on="2026-12-31", ends_on="2026-12-31",
    )  # fmt: skip
    for number in range(CELLS):
        cell = await _unit(uow, f"X-{number:02}", commune, "cell")
        task = Task(
            0, programme, "D", cell.id, "cell_secretary", "office_clerk", "Việc", "", "2026-11", "2026-11-01",
            "2026-11-10", "2026-12-31", "open",
        )  # fmt: skip
        await uow.tasks.add([task], NOW)
        if number % 2 == 0:
            owed = (await uow.tasks.open_of_unit(cell.id, "2026-11-05", 1))[0]
            at = instant(date(2026, 11, 5))
            await uow.tasks.change(owed, "reported", Actor(None, None, None), at, state="reported", reported_at=at)
    return commune


async def _unit(uow: UnitOfWork, code: str, parent: Unit | None, kind: str) -> Unit:
    return await uow.units.add(
        code, parent, kind, f"Chi bộ {code}", composition="mixed", residential=True, member_count=20, on="2026-01-01"
    )


async def test_the_worst_forty_are_drawn_and_the_picture_says_so(database: Database) -> None:
    async with unit_of_work(database) as uow:
        commune = await _commune(uow)
        month = await pictures(uow, Asked(commune, "2026-11", NOW))
        year = await pictures(uow, Asked(commune, "2026", NOW))
    late = {f"Chi bộ X-{number:02}" for number in range(1, CELLS, 2)}
    assert isinstance(month, ProgressChart)
    assert len(month.bars) == MOST_DRAWN
    assert late <= {bar.label for bar in month.bars}
    assert isinstance(year, HeatMap)
    assert late <= set(year.rows)
    for each in (month, year):
        assert f"{MOST_DRAWN} đơn vị cần giúp nhất trong {CELLS}" in each.subtitle
