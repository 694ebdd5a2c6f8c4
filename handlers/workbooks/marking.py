"""The same workbook back, its bad cells red and the reasons beside them: streamed, so that size does not matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter

from handlers.catalogue.organisation import bare
from handlers.rules.roster import Fault, plain_text
from handlers.text import say
from handlers.workbooks.reading import MOST_COLUMNS, MOST_EMPTY, opened
from handlers.workbooks.safety import Checked

RED: Final = {"bg_color": "#F8CBAD", "font_color": "#9C0006"}
LISTED: Final = 500


def reason(language: str, fault: Fault) -> str:
    """`ma_cap_tren: Không có đơn vị nào mang mã X.`"""
    return f"{fault.column}: {say(language, f'roster.{fault.why}', **fault.values)}"


def marked_copy(checked: Checked, faults: Sequence[Fault], language: str) -> bytes:
    """The workbook with red cells and one more column of reasons; a column of that name is left out when read."""
    by_row: dict[tuple[str, int], list[Fault]] = {}
    for fault in faults:
        by_row.setdefault((fault.sheet, fault.row), []).append(fault)
    made = BytesIO()
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        with xlsxwriter.Workbook(made, options) as copy, opened(checked) as book:
            looks = {
                "bad": copy.add_format(RED),
                "head": copy.add_format({"bold": True, "bottom": 1}),
                "day": copy.add_format({"num_format": "dd/mm/yyyy"}),
                "bad_day": copy.add_format(RED | {"num_format": "dd/mm/yyyy"}),
            }
            for page in book.worksheets:
                _copy(page, copy.add_worksheet(page.title), looks, by_row, language)
    return made.getvalue()


def _copy(
    page: Any, copy: Any, looks: Mapping[str, Any], faults: Mapping[tuple[str, int], list[Fault]], language: str
) -> None:
    page.reset_dimensions()
    name = bare(page.title).replace(" ", "_")
    header: list[str] = []
    empty = 0
    copy.freeze_panes(1, 0)
    copy.set_column(0, MOST_COLUMNS, 16)
    for number, row in enumerate(page.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if number == 1:
            header = [bare(plain_text(value)).replace(" ", "_") for value in row]
            while header and not header[-1]:
                header.pop()
            if header and header[-1] == bare(say(language, "roster.column")).replace(" ", "_"):
                header.pop()
        empty = 0 if any(value is not None for value in row) else empty + 1
        if empty > MOST_EMPTY:
            break
        here = faults.get((name, number), [])
        bad = {fault.column for fault in here}
        for place, column in enumerate(header):
            _put(copy, number - 1, place, row[place] if place < len(row) else None, looks, column in bad, number == 1)
        if number == 1:
            copy.write_string(0, len(header), say(language, "roster.column"), looks["head"])
        elif here:
            copy.write_string(number - 1, len(header), "; ".join(reason(language, each) for each in here), looks["bad"])


def _put(copy: Any, row: int, column: int, value: Any, looks: Mapping[str, Any], is_bad: bool, is_head: bool) -> None:
    look = looks["bad"] if is_bad else looks["head"] if is_head else None
    if isinstance(value, datetime | date):
        copy.write_datetime(row, column, value, looks["bad_day"] if is_bad else looks["day"])
    elif isinstance(value, bool | int | float):
        copy.write(row, column, value, look)
    elif value is not None:
        # As text, also what looks like a formula: nothing of a stranger's file is run on the next computer.
        copy.write_string(row, column, str(value), look)
    elif is_bad:
        copy.write_blank(row, column, None, look)
