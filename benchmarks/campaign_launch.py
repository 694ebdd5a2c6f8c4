"""How long a campaign takes to reach 300,000 units, and its report: python -m benchmarks.campaign_launch"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from handlers.campaigns import launching, propose
from handlers.catalogue import campaigns
from storage.database import open_database
from storage.tasks import Audience
from storage.unit_of_work import reading, unit_of_work

COMMUNES, CELLS = 3_000, 100
NOW = 1_799_978_400_000


async def measure(path: Path) -> None:
    """Fills a province, launches, reports; prints seconds."""
    database = await open_database(f"sqlite:///{path}")
    try:
        async with unit_of_work(database) as uow:
            root = await uow.units.add(
                "P", None, "province", "P", composition="mixed", residential=False, member_count=None, on="2027-01-01"
            )
            rows = []
            for commune in range(2, COMMUNES + 2):
                rows.append(_row(commune, root.id, f"/{root.id}/{commune}/", "commune_committee"))
                first = COMMUNES + 2 + (commune - 2) * CELLS
                rows += [_row(n, commune, f"/{root.id}/{commune}/{n}/", "cell") for n in range(first, first + CELLS)]
            await uow.session.many("roster.add_unit", rows)
        template = campaigns()[0]
        async with unit_of_work(database) as uow:
            audience = Audience(root.path, ("cell",))
            made = await propose(
                uow,
                template,
                root,
                audience,
                due_on=date(2027, 3, 1),
                ends_on=date(2027, 12, 31),
                by=None,
                now=NOW,
                state="launching",
            )
        begun, longest, more = perf_counter(), 0.0, True
        while more:
            step = perf_counter()
            async with unit_of_work(database) as uow:
                more = await launching(uow, NOW)
            longest = max(longest, perf_counter() - step)
        sys.stdout.write(f"launch {perf_counter() - begun:.1f} s, longest transaction {longest * 1000:.0f} ms\n")
        begun = perf_counter()
        async with reading(database) as uow:
            figures = await uow.campaigns.figures(made.programme_id, root.id)
        expected = sum(row.expected for row in figures)
        sys.stdout.write(f"figures of {expected} units {perf_counter() - begun:.1f} s\n")
    finally:
        await database.close()


def _row(number: int, parent: int, path: str, kind: str) -> dict[str, object]:
    return {
        "id": number,
        "code": f"U{number}",
        "parent_id": parent,
        "path": path,
        "kind": kind,
        "name": f"U{number}",
        "composition": "farmers",
        "residential": 1,
        "valid_from": "2027-01-01",
        "member_count": None,
        "member_count_on": None,
        "head_is_secretary": 0,
        "meeting_rule": "",
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(measure(Path(home, "bench.db")))
