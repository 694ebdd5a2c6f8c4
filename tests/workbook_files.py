"""Small workbooks for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

UNITS_HEAD = (
    "ma",
    "ten",
    "loai",
    "ma_cap_tren",
    "thanh_phan",
    "so_dang_vien",
    "bi_thu_kiem_truong_thon",
    "nhiem_ky_tu",
    "nhiem_ky_den",
)
PLAN_HEAD = (
    "viec",
    "ma_cu",
    "ma_moi",
    "ten_moi",
    "loai",
    "ma_cap_tren",
    "thanh_phan",
    "so_dang_vien",
    "giu_viec",
    "hieu_luc_tu",
)
SEATS_HEAD = ("ma_don_vi", "vai_tro", "ten_goi")


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook with these sheets, each a list of rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def roster_file(units: Sequence[Sequence[Any]], seats: Sequence[Sequence[Any]] = ()) -> bytes:
    """The workbook of `chibo import`."""
    return workbook({"don_vi": [UNITS_HEAD, *units], "chuc_danh": [SEATS_HEAD, *seats]})


def plan_file(rows: Sequence[Sequence[Any]]) -> bytes:
    """The workbook of `chibo restructure`."""
    return workbook({"sap_xep": [PLAN_HEAD, *rows]})
