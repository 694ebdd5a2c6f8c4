"""A large file is written in a process of its own, a small one in this one; both are the same file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date

from bot.composer import finished
from handlers.reports.asking import Writing
from handlers.reports.sheet import Column, Sheet, Table
from handlers.screen import Screen, Unwritten


@dataclass(frozen=True, slots=True)
class _WhoWrites:
    def __call__(self) -> Screen:
        return Screen(str(os.getpid()))


async def test_only_a_heavy_file_has_a_process_of_its_own() -> None:
    assert (await finished(Unwritten(_WhoWrites()))).text == str(os.getpid())
    assert (await finished(Unwritten(_WhoWrites(), heavy=True))).text != str(os.getpid())


async def test_it_is_the_same_file_either_way() -> None:
    columns = (Column("unit", "Đơn vị"), Column("n", "Số", "count"), Column("on", "Ngày", "date"))
    table = Table("Bảng", columns, tuple((f"Chi bộ {n}", n, date(2026, 11, 27)) for n in range(50)), summed=("n",))
    sheet = Sheet("kết quả", "Đảng ủy xã", "Tỉnh ủy", "tháng 11", 0, "Xã", tables=(table,))
    writing = Writing("excel", "a.xlsx", sheet, "đây")
    here, there = await finished(Unwritten(writing)), await finished(Unwritten(writing, heavy=True))
    assert here == there
