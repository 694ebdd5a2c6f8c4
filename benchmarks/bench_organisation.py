"""Imports 300,000 units and 300,000 seats into SQLite through `chibo import`, the same file again, then asks the two
questions that rights rest on. Bars: 180 s, 1,000 MB, 2 ms.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import xlsxwriter

from handlers.access import INVITE, Denied, access_unit
from storage.database import open_database
from storage.model import Seat
from storage.unit_of_work import reading
from tests.workbook_files import SEATS_HEAD, UNITS_HEAD

PROVINCES, COMMUNES = 34, 3_321


def write(path: Path, units: int) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page, seats = book.add_worksheet("don_vi"), book.add_worksheet("chuc_danh")
        page.write_row(0, 0, UNITS_HEAD)
        seats.write_row(0, 0, SEATS_HEAD)
        rows = [("VN", "Toàn quốc", "tỉnh", "")]
        rows += [(f"P{p}", f"Tỉnh ủy {p}", "tỉnh", "VN") for p in range(PROVINCES)]
        rows += [(f"C{c}", f"Đảng ủy xã số {c}", "xã", f"P{c % PROVINCES}") for c in range(COMMUNES)]
        cells = units - len(rows)
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, row)
            seats.write_row(number, 0, (row[0], "office_clerk" if number > 1 else "admin"))
        for cell in range(cells):
            number = len(rows) + cell + 1
            fields = (f"CB{cell}", f"Chi bộ thôn {cell}", "chi bộ", f"C{cell % COMMUNES}", "nông dân", 5 + cell % 60)
            page.write_row(number, 0, (*fields, "có", "01/06/2024", "01/12/2026"))
            seats.write_row(number, 0, (f"CB{cell}", "bí thư chi bộ", "đồng chí"))


async def ask(url: str) -> list[str]:
    database = await open_database(url, migrate=False)
    chance = random.Random(1)
    try:
        async with reading(database) as uow:
            commune = await uow.units.by_code("C7")
            province = await uow.units.by_code("P7")
            assert commune is not None
            assert province is not None
            below = []
            for number in chance.sample(range(COMMUNES), 200):
                unit = await uow.units.by_code(f"C{number}")
                assert unit is not None
                began = time.perf_counter()
                found = await uow.units.below(unit.path)
                below.append((time.perf_counter() - began) * 1000)
            seat = Seat(1, province.id, "committee_secretary", unit_path=province.path)
            allowed = []
            total = await uow.units.count()
            for _ in range(500):
                began = time.perf_counter()
                with contextlib.suppress(Denied):
                    await access_unit(uow, seat, chance.randrange(1, total), INVITE)
                allowed.append((time.perf_counter() - began) * 1000)
            return [
                f"units under a commune ({len(found)}): {_spread(below)}",
                f"may this seat see that unit: {_spread(allowed)}",
            ]
    finally:
        await database.close()


def _spread(times: list[float]) -> str:
    return f"median {statistics.median(times):.2f} ms, p99 {statistics.quantiles(times, n=100)[98]:.2f} ms"


def table(home: Path, units: int) -> str:
    """Seconds and memory of both imports, milliseconds of both questions."""
    folder = home / "organisation"
    folder.mkdir()
    path, url = folder / "units.xlsx", f"sqlite:///{folder}/chibo.db"
    write(path, units)
    lines = [f"{units} units, {units} seats, {path.stat().st_size / 1e6:.0f} MB of workbook"]
    environment = os.environ | {"CHIBO_DATABASE_URL": url}
    for again in ("import", "the same file again"):
        began, spent = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "bot", "import", str(path)]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime - spent.ru_utime - spent.ru_stime
        seconds, megabytes = time.perf_counter() - began, used.ru_maxrss / 1024
        lines.append(f"{again}: {seconds:.0f} s, of which {cpu:.0f} s of processor; at most {megabytes:.0f} MB")
    return "\n".join(lines + asyncio.run(ask(url)))
