"""A `Sheet` as an Excel workbook: one worksheet per table, then the notes.

Totals and percentages are live formulas with their values beside them, so that a phone preview which does not
calculate shows them too. Text is always written as text: a name beginning with = + - @ never becomes a formula.
"""

from __future__ import annotations

import math
from copy import deepcopy
from datetime import date
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from handlers.reports import words
from handlers.reports.excel_looks import Looks, body_height, column_width, header_height
from handlers.reports.plain_text import looks_like_formula, one_line, plain, sheet_names, unique
from handlers.reports.sheet import CellValue, Column, Sheet, State, Table

HEAD_ROW = 3
"""Above it: title, unit and period, legend. The table's head, frozen and repeated on every printed page."""

_READABLE_WIDTH = 190.0
"""Characters on one A4 landscape page before print gets too small for old eyes."""

_OPTIONS = {
    "in_memory": False,  # parts go through temporary files: a third less memory than in memory, and no slower
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Times New Roman", "font_size": 12},
}


def to_excel(sheet: Sheet) -> bytes:
    """The workbook. The same `Sheet` gives the same bytes."""
    with TemporaryDirectory() as folder:
        return _workbook(sheet, folder)


def _workbook(sheet: Sheet, folder: str) -> bytes:
    buffer = BytesIO()
    # A copy: the library writes into the options that it is given.
    book = xlsxwriter.Workbook(buffer, deepcopy(_OPTIONS) | {"tmpdir": folder})
    made = words.local(sheet.made_at).replace(tzinfo=None)
    book.set_properties(
        {"title": one_line(sheet.title), "author": one_line(sheet.unit_name), "created": made, "comments": words.DRAFT}
    )
    looks = Looks(book)
    names = sheet_names([words.NOTES, *(table.name for table in sheet.tables)])
    for number, (table, name) in enumerate(zip(sheet.tables, names[1:], strict=True), start=1):
        page = book.add_worksheet(name)
        _write_title(page, sheet, table, looks)
        _TablePage(page, table, looks, number).write()
        _print_setup(page, sheet, table)
    _write_notes(book.add_worksheet(names[0]), sheet, looks)
    book.close()
    return buffer.getvalue()


def _write_title(page: Any, sheet: Sheet, table: Table, looks: Looks) -> None:
    put_text(page, 0, 0, one_line(f"{table.name} – {sheet.title}"), looks.title)
    put_text(page, 1, 0, one_line(f"{sheet.unit_name} · {sheet.period}"), looks.subtitle)
    if any(column.kind == "state" for column in table.columns):
        legend = "   ".join(mark.text for mark in words.MARKS.values())
        put_text(page, 2, 0, f"{words.LEGEND}: {legend}", looks.subtitle)


def put_text(page: Any, row: int, column: int, text: str, look: Any) -> None:
    page.write_string(row, column, _literal(text), look)


def _literal(text: str) -> str:
    """The library takes "<r>…</r>" for its own rich text and would write it as it is: a blank in front prevents it."""
    return f" {text}" if text.startswith("<r>") else text


class _TablePage:
    """One table on its worksheet."""

    def __init__(self, page: Any, table: Table, looks: Looks, number: int) -> None:
        self.page, self.table, self.looks, self.number = page, table, looks, number
        self.first = HEAD_ROW + 1
        self.last = HEAD_ROW + max(len(table.rows), 1)
        self.has_total = bool(table.summed)

    def write(self) -> None:
        titles = unique([_literal(one_line(column.title)) for column in self.table.columns])
        for at, (column, title) in enumerate(zip(self.table.columns, titles, strict=True)):
            self.page.set_column(at, at, column_width(self.table, at))
            self._write_column(at, column)
            if not self.table.rows:
                put_text(self.page, self.first, at, "" if at else words.NOTHING, self.looks.body["text"])
            titles[at] = title
        self._add_table(titles)
        widths = [column_width(self.table, at) for at in range(len(titles))]
        self.page.set_row(HEAD_ROW, header_height(titles, widths))
        for number, row in enumerate(self.table.rows):
            height = body_height(row, widths)
            if height is not None:
                self.page.set_row(self.first + number, height)
        self.page.freeze_panes(HEAD_ROW + 1, min(self.table.frozen_columns, len(titles) - 1))

    def _write_column(self, at: int, column: Column) -> None:
        ratio = next((ratio for ratio in self.table.ratios if ratio.column == column.key), None)
        for number, row in enumerate(self.table.rows):
            if ratio is None:
                self._write_cell(self.first + number, at, column, row[at])
            else:
                value = self.table.share(ratio, row)
                formula = self._share_formula(self.first + number, ratio.numerator, ratio.denominator)
                self.page.write_formula(
                    self.first + number, at, formula, self.looks.body["percent"], "" if value is None else value
                )
        for rule in self.looks.near_the_ends if column.kind == "percent" else ():
            self.page.conditional_format(self.first, at, self.last + self.has_total, at, rule)

    def _write_cell(self, row: int, at: int, column: Column, value: CellValue) -> None:
        page, looks = self.page, self.looks
        if isinstance(value, State):
            page.write_string(row, at, words.MARKS[value].text, looks.state[value])
        elif isinstance(value, str):
            text = plain(value)
            put_text(page, row, at, text, looks.quoted if looks_like_formula(text) else looks.body["text"])
        elif isinstance(value, date):
            page.write_datetime(row, at, value, looks.body["date"])
        elif value is None or not math.isfinite(value):
            page.write_blank(row, at, None, looks.body[column.kind])
        else:
            page.write_number(row, at, value, looks.body[column.kind])

    def _share_formula(self, row: int, numerator: str, denominator: str) -> str:
        above = xl_rowcol_to_cell(row, self.table.position(numerator))
        below = xl_rowcol_to_cell(row, self.table.position(denominator))
        return f'=IF(COUNT({above},{below})<2,"",IF({below}=0,"",{above}/{below}))'

    def _add_table(self, titles: list[str]) -> None:
        columns = [self._table_column(at, title) for at, title in enumerate(titles)]
        self.page.add_table(
            HEAD_ROW,
            0,
            self.last + (1 if self.has_total else 0),
            len(titles) - 1,
            {"name": f"Bang_{self.number}_", "style": "Table Style Light 1", "autofilter": True, "columns": columns}
            | ({"total_row": True} if self.has_total else {}),
        )

    def _table_column(self, at: int, title: str) -> dict[str, Any]:
        column = self.table.columns[at]
        made: dict[str, Any] = {"header": title, "header_format": self.looks.head}
        if not self.has_total:
            return made
        made["format"] = self.looks.total[column.kind]
        cells = xl_range(self.first, at, self.last, at)
        ratio = next((ratio for ratio in self.table.ratios if ratio.column == column.key), None)
        if column.key in self.table.summed:
            done = words.MARKS[State.DONE].text
            counted = f'=COUNTIF({cells},"{done}")' if column.kind == "state" else f"=SUBTOTAL(109,{cells})"
            made |= {"total_function": counted, "total_value": self.table.total(column.key)}
        elif ratio and {ratio.numerator, ratio.denominator} <= set(self.table.summed):
            value = self.table.share(ratio)
            formula = self._share_formula(self.last + 1, ratio.numerator, ratio.denominator)
            made |= {"total_function": formula, "total_value": "" if value is None else value}
        else:
            label = words.TOTAL if at == 0 else ""
            put_text(self.page, self.last + 1, at, label, self.looks.total["text"])
            made |= {"total_string": label, "format": self.looks.total["text"]}
        return made


def _print_setup(page: Any, sheet: Sheet, table: Table | None) -> None:
    """A4 landscape, fitted to one page's width; a matrix too wide to be read that way gets more pages side by side,
    each with the units' names."""
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    across = 1
    if table is not None:
        widths = [column_width(table, at) for at in range(len(table.columns))]
        across = max(1, math.ceil(sum(widths) / _READABLE_WIDTH))
        page.repeat_rows(HEAD_ROW)
        if across > 1 and table.frozen_columns:
            page.repeat_columns(0, min(table.frozen_columns, len(widths)) - 1)
    page.fit_to_pages(across, 0)
    name = one_line(f"{sheet.unit_name} · {sheet.period}", 90).replace("&", "&&")
    page.set_footer(f"&L&9{name}&R&9{words.PAGE}" if not name[:1].isdigit() else f"&L&9 {name}&R&9{words.PAGE}")


def _write_notes(page: Any, sheet: Sheet, looks: Looks) -> None:
    made = words.local(sheet.made_at)
    facts = {
        "report": f"{sheet.document_kind} {sheet.title}",
        "unit": sheet.unit_name,
        "superior": sheet.superior_name,
        "period": sheet.period,
        "made": f"{made:%H:%M}, {made.day}/{made.month}/{made.year}",
    }
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 110)
    put_text(page, 0, 0, words.NOTES, looks.title)
    row = 2
    for key, value in facts.items():
        row = _note(page, row, words.SHEET_LABELS[key], value, looks)
    for number, note in enumerate(sheet.notes, start=1):
        row = _note(page, row, f"{words.NOTES} {number}", note, looks)
    for section in sheet.sections:
        row = _note(page, row, section.title, "\n".join(section.paragraphs), looks)
    states = [column for table in sheet.tables for column in table.columns if column.kind == "state"]
    for mark_state, mark in words.MARKS.items() if states else ():
        put_text(page, row, 0, words.LEGEND, looks.label)
        page.write_string(row, 1, mark.text, looks.state_left[mark_state])
        row += 1
    if any(column.key in table.summed for table in sheet.tables for column in table.columns if column.kind == "state"):
        _note(page, row, words.TOTAL, words.STATE_TOTAL, looks)
    _print_setup(page, sheet, None)


def _note(page: Any, row: int, label: str, text: str, looks: Looks) -> int:
    put_text(page, row, 0, plain(label), looks.label)
    clean = plain(text)
    put_text(page, row, 1, clean, looks.note_quoted if looks_like_formula(clean) else looks.note)
    lines = sum(1 + len(line) // 105 for line in clean.split("\n"))
    page.set_row(row, min(16.5 * max(lines, 1 + len(label) // 17), 400))
    return row + 1
