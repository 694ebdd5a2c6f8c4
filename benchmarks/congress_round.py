"""A round of congresses of one province (130 communes, 9,600 cells at full size): opening every road map, moving one in
ten, merging one in fifty, every step reported, every gate looked at on the way, decisions and new terms, and then what
the province asks: the overview, the gate, the closing table. The ledger is checked at the end, every figure followed to
its report, so that no figure here is of a wrong result.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from benchmarks.cells import durable, empty
from benchmarks.chat import aligned
from bot.clock import monotonic
from handlers.screens.congress_below import overview_below
from handlers.screens.congress_gate import holding_up
from storage.database import open_database
from storage.unit_of_work import reading
from tests.congress_round import DIRECTIVE, PROVINCE_ON, Ledger, announce, build, merge, play, put_off
from tests.congress_round_check import check, counted
from tests.databases import Postgres

BARS = "Bars: an answer about the whole province within 3 s."
ASKED = 5
PHASES = ("open", "move", "merge", "live", "check")


def table(home: Path, communes: int, cells: int) -> str:
    """One row a database."""
    rows = [
        ("", "units", "steps", *(f"{name} s" for name in PHASES), "overview ms", "gate ms", "closing ms"),
    ]
    postgres = Postgres()
    try:
        durable(postgres)
        for name, url in (("SQLite", f"sqlite:///{home / 'congress.db'}"), ("PostgreSQL", empty(postgres, "congress"))):
            rows.append((name, *asyncio.run(_measured(url, communes, cells))))
            sys.stderr.write(".")
    finally:
        postgres.stop()
    sys.stderr.write("\n")
    return f"{aligned(rows)}\n{BARS}"


async def _measured(url: str, communes: int, cells: int) -> tuple[str, ...]:
    database = await open_database(url)
    try:
        tree, ledger = await build(database, communes, cells), Ledger()
        times = []
        for phase in (announce, put_off, merge, play, check):
            begun = monotonic()
            await phase(database, tree, ledger)
            times.append(monotonic() - begun)
        asked = []
        for question in range(3):
            begun = monotonic()
            for _ in range(ASKED):
                async with reading(database) as uow:
                    if question == 0:
                        await overview_below(uow, tree.province, PROVINCE_ON, directly=False)
                    elif question == 1:
                        congress = await uow.congresses.of_unit(tree.province.id)
                        assert congress is not None
                        await holding_up(uow, tree.province, congress, PROVINCE_ON)
                    else:
                        await uow.congresses.closing(tree.province.path, DIRECTIVE.isoformat())
            asked.append((monotonic() - begun) / ASKED * 1000)
        units = len(ledger.days)
        return (
            f"{units:,}",
            f"{counted(tree, ledger)[0]:,}",
            *(f"{seconds:.1f}" for seconds in times),
            *(f"{ms:.0f}" for ms in asked),
        )
    finally:
        await database.close()
