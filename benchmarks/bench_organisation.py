"""Imports 300,000 units and 300,000 seats into SQLite through `chibo import`, then asks the two questions that rights
rest on. Prints seconds, megabytes and milliseconds.

    python benchmarks/bench_organisation.py [--units 300000]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
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


async def ask(url: str) -> None:
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
            print(
                f"units under a commune ({len(found)}): median {statistics.median(below):.2f} ms, "
                f"p99 {statistics.quantiles(below, n=100)[98]:.2f} ms"
            )
            print(
                f"may this seat see that unit: median {statistics.median(allowed):.2f} ms, "
                f"p99 {statistics.quantiles(allowed, n=100)[98]:.2f} ms"
            )
    finally:
        await database.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=300_000)
    units = parser.parse_args().units
    with tempfile.TemporaryDirectory() as folder:
        path, url = Path(folder) / "units.xlsx", f"sqlite:///{folder}/chibo.db"
        write(path, units)
        print(f"{units} units, {units} seats, {path.stat().st_size / 1e6:.0f} MB of workbook")
        environment = os.environ | {"CHIBO_DATABASE_URL": url}
        for again in ("import", "the same file again"):
            began, spent = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-m", "bot", "import", str(path)], env=environment, check=True)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = used.ru_utime + used.ru_stime - spent.ru_utime - spent.ru_stime
            seconds = time.perf_counter() - began
            print(
                f"{again}: {seconds:.0f} s, of which {cpu:.0f} s of processor; at most {used.ru_maxrss / 1024:.0f} MB"
            )
        asyncio.run(ask(url))


if __name__ == "__main__":
    main()
