"""What leaders look at, in a province that has lived for a year: 10,000 cells × 60 duties × 12 months are 7.2 million
rows. One screen is timed warm (the middle of seven looks), a file from the question to its bytes, with the longest that
a saved report had to wait meanwhile. Beside it the usual ways: a query for each cell, the same workbook by pandas.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.chat import aligned
from bot.clock import monotonic
from bot.composer import finished
from handlers.reports.asking import report_document
from handlers.rules.calendar import instant
from handlers.screen import Screen, Turn, Unwritten
from handlers.screens.figures import figures
from handlers.screens.standing import standing
from storage.database import Database, open_database
from storage.figures import Span
from storage.model import Incoming, Seat, Task, Unit
from storage.tasks import Actor
from storage.unit_of_work import UnitOfWork, reading, unit_of_work
from tests.databases import Postgres

COMMUNES, DUTIES, MONTHS, YEAR = 130, 60, 12, 2026
NOW = instant(date(YEAR, 11, 27), 600)
LOOKS = 7
COLUMNS = (
    "programme_id, duty, unit_id, assignee_role, approver_role, title, deliverable, asks, period, opens_on, due_on, "
    "closes_on, state, numbers, reported_at, created_at"
)
PROBE_SECONDS = 0.02
NAIVE_CELLS = 1_000


def table(home: Path, cells: int, *, postgres: bool = True) -> str:
    """SQLite, then PostgreSQL when there is one; every file is made in a process of its own."""
    rows = [("", "SQLite", "PostgreSQL")]
    found: dict[str, list[str]] = {}
    home = home / "reporting"
    home.mkdir()
    server = Postgres()
    try:
        urls = [f"sqlite:///{home / 'chibo.db'}"]
        if postgres:
            server.start()
            asyncio.run(server.create_empty("reporting"))
            urls.append(server.url("reporting"))
        for url in urls:
            asyncio.run(_fill(url, cells))
            for name, work in MEASURES.items():
                if url.startswith("postgres") and name in SQLITE_ONLY:
                    continue
                # No pool of multiprocessing: its workers may not start the writer's own process.
                with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                    found.setdefault(name, []).append(pool.submit(work, url, cells).result())
                sys.stderr.write(f"{url.partition(':')[0]}: {name.strip()}: {found[name][-1]}\n")
    finally:
        if postgres:
            server.stop()
    rows += [(name, *values, *[""] * (2 - len(values))) for name, values in found.items()]
    return f"{cells:,} cells × {DUTIES} × {MONTHS} = {cells * DUTIES * MONTHS:,} rows\n" + aligned(rows)


async def _fill(url: str, cells: int) -> None:
    """Units by the product's own functions, tasks straight into the table, then the sums counted once."""
    database = await open_database(url)
    try:
        async with unit_of_work(database) as uow:
            units = await _units(uow, cells)
            programme = await uow.tasks.add_programme(
                kind="regular", code="BENCH", title="Việc thử", issuer_id=units[0], document="", document_on=None,
                period=str(YEAR), opens_on=f"{YEAR}-01-01", due_on=f"{YEAR}-12-31", ends_on=f"{YEAR}-12-31",
            )  # fmt: skip
    finally:
        await database.close()
    tasks = _tasks(programme, units[1 + COMMUNES :])
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'task_counted'").fetchone()[0]
            connection.execute("DROP TRIGGER task_counted")
            marks = ", ".join("?" * len(COLUMNS.split(", ")))
            connection.executemany(f"INSERT INTO task ({COLUMNS}) VALUES ({marks})", tasks)
            connection.execute(trigger)
        connection.close()
    else:
        pg = await asyncpg.connect(url)
        await pg.execute("ALTER TABLE task DISABLE TRIGGER USER")
        await pg.copy_records_to_table("task", columns=COLUMNS.split(", "), records=tasks)
        await pg.execute("ALTER TABLE task ENABLE TRIGGER USER")
        await pg.execute("ANALYZE")
        await pg.close()
    database = await open_database(url)
    try:
        async with unit_of_work(database) as uow:
            await uow.tallies.rebuild()
    finally:
        await database.close()


async def _units(uow: UnitOfWork, cells: int) -> list[int]:
    async def add(code: str, parent: Unit | None, kind: str) -> Unit:
        return await uow.units.add(
            code, parent, kind, f"Đơn vị {code}", composition="mixed", residential=True,
            member_count=20, on=f"{YEAR}-01-01",
        )  # fmt: skip

    province = await add("P", None, "province")
    communes = [await add(f"X{number:03}", province, "commune_committee") for number in range(COMMUNES)]
    below = [await add(f"C{number:05}", communes[number % COMMUNES], "cell") for number in range(cells)]
    return [each.id for each in (province, *communes, *below)]


def _tasks(programme: int, cells: list[int]) -> Iterator[tuple[Any, ...]]:
    """Month after month, as a year brings them; most reported, some late, a few blocked."""
    for month in range(1, MONTHS + 1):
        for duty in range(DUTIES):
            due = date(YEAR, month, (3, 6, 10, 15, 20, 25, 28)[duty % 7])
            opens, day = date(YEAR, month, 1).isoformat(), due.isoformat()
            for cell in cells:
                luck = (cell * 31 + duty * 17 + month * 7) % 100
                state = "verified" if luck < 5 else "reported" if luck < 80 else "blocked" if luck < 83 else "open"
                at = instant(due) + (1 if luck % 4 else 3) * 86_400_000 - 90_000_000 if luck < 80 else None
                yield (
                    programme, f"DUTY-{duty:02}", cell, "cell_secretary", "office_clerk", f"Việc {duty}", "", "",
                    f"{YEAR}-{month:02}", opens, day, f"{YEAR}-12-31", state, "{}", at, 0,
                )  # fmt: skip


def _measured(work: Callable[[Database], Awaitable[str]], url: str) -> str:
    async def run() -> str:
        database = await open_database(url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def _look(database: Database, look: Callable[[UnitOfWork], Awaitable[Any]]) -> str:
    seconds = []
    for _ in range(LOOKS):
        begun = monotonic()
        async with reading(database) as uow:
            await look(uow)
        seconds.append(monotonic() - begun)
    return f"{statistics.median(seconds) * 1000:.0f} ms"


async def _top(database: Database) -> Unit:
    async with reading(database) as uow:
        return (await uow.units.top())[0]


def _turn(unit: Unit, *args: str) -> Turn:
    seat = Seat(1, unit.id, "organisation_officer", unit.name, unit.path, unit.kind)
    return Turn(Incoming("bench", "1", "1", "press"), 1, 1, None, seat, "", NOW, args=args)


def _standing(url: str, cells: int) -> str:
    async def work(database: Database) -> str:
        turn = _turn(await _top(database))
        return await _look(database, lambda uow: standing(turn, uow))

    return _measured(work, url)


def _commune(url: str, cells: int) -> str:
    async def work(database: Database) -> str:
        async with reading(database) as uow:
            unit = await uow.units.by_code("X000")
        assert unit is not None
        return await _look(database, lambda uow: standing(_turn(unit), uow))

    return _measured(work, url)


def _figures(url: str, cells: int) -> str:
    async def work(database: Database) -> str:
        top = await _top(database)
        return await _look(database, lambda uow: figures(_turn(top, str(top.id), str(YEAR)), uow))

    return _measured(work, url)


def _duties(url: str, cells: int) -> str:
    async def work(database: Database) -> str:
        span = Span((await _top(database)).path, f"{YEAR}-01-01", f"{YEAR}-12-31", f"{YEAR}-11-27")
        return await _look(database, lambda uow: uow.reports.by_duty(span))

    return _measured(work, url)


def _naive(url: str, cells: int) -> str:
    """A query for each cell and the counting in Python, of the first thousand cells, times what is left out."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    ids = [row[0] for row in connection.execute("SELECT id FROM unit WHERE kind = 'cell' LIMIT ?", (NAIVE_CELLS,))]
    begun = monotonic()
    late = reported = 0
    for cell in ids:
        for state, due_on in connection.execute("SELECT state, due_on FROM task WHERE unit_id = ?", (cell,)):
            reported += state in ("reported", "seen", "verified")
            late += state == "open" and due_on < f"{YEAR}-11-27"
    seconds = (monotonic() - begun) * cells / len(ids)
    connection.close()
    assert late
    assert reported
    return f"{seconds * 1000:,.0f} ms"


def _file(report: str, form: str, code: str, period: str) -> Callable[[str, int], str]:
    return _File(report, form, code, period)


class _File:
    """One file, made as the product makes it, while reports are saved beside it."""

    def __init__(self, report: str, form: str, code: str, period: str) -> None:
        self._asked = (report, form, code, period)

    def __call__(self, url: str, cells: int) -> str:
        return _measured(self._work, url)

    async def _work(self, database: Database) -> str:
        report, form, code, period = self._asked
        async with reading(database) as uow:
            unit = await uow.units.by_code(code)
        assert unit is not None
        args = {"report": report, "unit": unit.id, "period": period, "form": form}
        await self._make(database, {**args, "unit": unit.id, "period": f"{YEAR}-01"})
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        waits: list[float] = []
        prober = asyncio.create_task(_probe(database, waits))
        await asyncio.sleep(0.3)
        waits.clear()
        begun = monotonic()
        size = await self._make(database, args)
        seconds = monotonic() - begun
        prober.cancel()
        await asyncio.gather(prober, return_exceptions=True)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        longest = max(waits, default=0) * 1000
        return f"{seconds:.1f} s, +{grown:.0f} MiB, writer {child:.0f} MiB, {size // 1024:,} KiB, wait {longest:.0f} ms"

    async def _make(self, database: Database, args: dict[str, Any]) -> int:
        async with reading(database, slow=True) as uow:
            made = await report_document(uow, args, NOW)
        assert isinstance(made, Unwritten)
        screen: Screen = await finished(made)
        assert screen.attachment is not None
        return len(screen.attachment.content)


async def _probe(database: Database, waits: list[float]) -> None:
    """Saves a report and takes it back, again and again: how long each takes, the pause not counted."""
    async with reading(database) as uow:
        cell = await uow.units.by_code("C00000")
        assert cell is not None
        task = (await uow.tasks.recent_of_unit(cell.id, f"{YEAR}-11-27", f"{YEAR}-11-01", 1))[0]
    while True:
        begun = monotonic()
        task = await _save(database, task)
        waits.append(monotonic() - begun)
        await asyncio.sleep(PROBE_SECONDS)


async def _save(database: Database, task: Task) -> Task:
    async with unit_of_work(database) as uow:
        state = "open" if task.state == "reported" else "reported"
        changed, _ = await uow.tasks.change(task, "reported", Actor(None, None, None), NOW, state=state)
        return changed


def _pandas(url: str, cells: int) -> str:
    """read_sql, groupby, to_excel: what a script of the office does."""
    import pandas

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = monotonic()
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    rows = pandas.read_sql(
        "SELECT u.name, t.state, t.due_on, t.reported_at FROM unit u JOIN task t ON t.unit_id = u.id"
        f" WHERE t.due_on >= '{YEAR}-01-01' AND t.due_on <= '{YEAR}-12-31'",
        connection,
    )
    done = rows["state"].isin(("reported", "seen", "verified"))
    end = (pandas.to_datetime(rows["due_on"]).astype("int64") // 1_000_000) + 61_200_000
    sums = pandas.DataFrame(
        {
            "name": rows["name"],
            "expected": rows["state"] != "not_applicable",
            "reported": done,
            "on_time": done & (rows["reported_at"] < end),
            "verified": rows["state"] == "verified",
            "late": (rows["state"] == "open") & (rows["due_on"] < f"{YEAR}-11-27"),
        }
    )
    with pandas.ExcelWriter(Path(url.removeprefix("sqlite:///")).with_name("pandas.xlsx")) as book:
        sums.groupby("name").sum().to_excel(book)
    connection.close()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return f"{monotonic() - begun:.1f} s, +{grown:.0f} MiB"


MEASURES: dict[str, Callable[[str, int], str]] = {
    "the province's situation, one screen": _standing,
    "a commune's situation, one screen": _commune,
    "the province's year in three rates": _figures,
    "the province by duty, a year": _duties,
    "  the same by a query for each cell": _naive,
    "Excel: every unit of the province, a year": _file("matrix", "excel", "P", str(YEAR)),
    "  the same by pandas": _pandas,
    "Word: the province's half-year report": _file("period_report", "word", "P", f"{YEAR}-H2"),
    "picture: the province's year": _file("matrix", "picture", "P", str(YEAR)),
    "Excel: a commune, cells × duties, a month": _file("matrix", "excel", "X000", f"{YEAR}-10"),
}
SQLITE_ONLY = ("  the same by a query for each cell", "  the same by pandas")


def main() -> None:
    """`python -m benchmarks.reporting 2000` alone, with so many cells."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="chibo-bench-") as place:
        Path(place).chmod(0o755)
        begun = time.monotonic()
        print(table(Path(place), int(sys.argv[1]), postgres="--sqlite" not in sys.argv))
        print(f"{time.monotonic() - begun:.0f} s in all")


if __name__ == "__main__":
    main()
