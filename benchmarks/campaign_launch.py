"""How long a campaign takes to reach 300,000 units on SQLite, the longest wait for its lock, and its report. Bars: 20 s
for the launch; an answer in between waits for one chunk.
"""

from __future__ import annotations

import asyncio
import statistics
from datetime import date
from pathlib import Path
from time import perf_counter

from handlers.campaigns import launching, propose
from handlers.catalogue import campaigns
from storage.database import open_database
from storage.tasks import Audience
from storage.unit_of_work import reading, unit_of_work

CELLS = 100
NOW = 1_799_978_400_000


def table(home: Path, units: int) -> str:
    """Fills a province, launches, reports."""
    return "\n".join(asyncio.run(_measure(home / "campaign.db", units // CELLS)))


async def _measure(path: Path, communes: int) -> list[str]:
    database = await open_database(f"sqlite:///{path}")
    try:
        async with unit_of_work(database) as uow:
            root = await uow.units.add(
                "P", None, "province", "P", composition="mixed", residential=False, member_count=None, on="2027-01-01"
            )
            rows = []
            for commune in range(2, communes + 2):
                rows.append(_row(commune, root.id, f"/{root.id}/{commune}/", "commune_committee"))
                first = communes + 2 + (commune - 2) * CELLS
                rows += [_row(n, commune, f"/{root.id}/{commune}/{n}/", "cell") for n in range(first, first + CELLS)]
            await uow.session.many("roster.add_unit", rows)
            cells = [row["id"] for row in rows if row["kind"] == "cell"]
            seats = [{"unit_id": cell, "role": "cell_secretary", "called": ""} for cell in cells]
            await uow.session.many("roster.add_seat", seats)
        async with unit_of_work(database) as uow:
            # Somebody in every seat, so that every launch is announced too; one person in all of them is enough.
            person = await uow.people.add("A", language="vi", consent_version="1", digest_minute=450, now=NOW)
            held = (await uow.units.seats_of_role("cell_secretary", cells)).values()
            holding = {"person_id": person, "kind": "holder", "from_at": NOW - 1, "until_at": None}
            await uow.session.many("people.add_holding", [{"seat_id": seat, **holding} for seat in held])
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
        begun, chunks, more = perf_counter(), [], True
        while more:
            step = perf_counter()
            async with unit_of_work(database) as uow:
                more = await launching(uow, NOW)
            chunks.append((perf_counter() - step) * 1000)
        lines = [
            f"launch {perf_counter() - begun:.1f} s in {len(chunks)} transactions: median "
            f"{statistics.median(chunks):.0f} ms, longest {max(chunks):.0f} ms"
        ]
        begun = perf_counter()
        async with reading(database) as uow:
            figures = await uow.campaigns.figures(made.programme_id, root.id)
        expected = sum(row.expected for row in figures)
        return [*lines, f"figures of {expected} units {perf_counter() - begun:.1f} s"]
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
