"""A `Table` on paper, as a Word table: head repeated on every page, states with symbol, word and shade, totals bold.

The rows are written as XML at once: the library's own cells would take minutes for a province.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from handlers.reports import words
from handlers.reports.excel_looks import column_width
from handlers.reports.plain_text import one_line, plain
from handlers.reports.sheet import CellValue, Column, State, Table
from handlers.reports.wording import percent_share

MAX_ROWS = 400
MAX_COLUMNS = 12
STYLE = "Bang"
_MM_PER_CHARACTER = 2.3
_TWIPS_PER_MM = 1440 / 25.4
_ALIGNS = {"text": "left", "count": "center", "percent": "center", "date": "center", "state": "center"}


def prepare_grid_style(document: WordDocument) -> None:
    """The paragraph style of cells."""
    style = document.styles.add_style(STYLE, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(12)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)


def natural_width(table: Table) -> float:
    """Millimetres the table would like to have."""
    shown = range(min(len(table.columns), MAX_COLUMNS))
    return sum(column_width(table, at) for at in shown) * _MM_PER_CHARACTER


def add_grid(document: WordDocument, table: Table, width: float) -> list[str]:
    """Adds the table at the end, `width` mm wide, and gives the sentences that say what did not fit on paper."""
    columns = table.columns[:MAX_COLUMNS]
    wishes = [column_width(table, at) for at in range(len(columns))]
    widths = [int(wish / sum(wishes) * width * _TWIPS_PER_MM) for wish in wishes]
    lines = [
        _row(
            [
                _cell(one_line(column.title), at, "center", bold=True, fill="E6EAF0")
                for column, at in zip(columns, widths, strict=True)
            ],
            head=True,
        )
    ]
    lines += [_data_row(table, columns, widths, row) for row in islice(table.rows, MAX_ROWS)]
    if not table.rows:
        lines.append(_row([_cell("" if at else words.NOTHING, size, "left") for at, size in enumerate(widths)]))
    if table.summed:
        lines.append(_total_row(table, columns, widths))
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in widths)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )
    document.element.body._insert_tbl(parse_xml(xml))
    return _remarks(table)


def _remarks(table: Table) -> list[str]:
    found = []
    if len(table.rows) > MAX_ROWS:
        found.append(words.CUT_ROWS.format(shown=MAX_ROWS, all=len(table.rows)))
    if len(table.columns) > MAX_COLUMNS:
        found.append(words.CUT_COLUMNS.format(shown=MAX_COLUMNS, all=len(table.columns)))
    return found


def _data_row(table: Table, columns: Iterable[Column], widths: list[int], row: tuple[CellValue, ...]) -> str:
    ratios = {ratio.column: ratio for ratio in table.ratios}
    cells = []
    for column, size, value in zip(columns, widths, row, strict=False):
        if column.key in ratios:
            value = table.share(ratios[column.key], row)
        fill = words.MARKS[value].fill if isinstance(value, State) else ""
        cells.append(_cell(shown(value, column), size, _ALIGNS[column.kind], fill=fill))
    return _row(cells)


def _total_row(table: Table, columns: Iterable[Column], widths: list[int]) -> str:
    ratios = {ratio.column: ratio for ratio in table.ratios}
    cells = []
    for at, (column, size) in enumerate(zip(columns, widths, strict=True)):
        value: CellValue = table.total(column.key)
        if column.key in ratios:
            value = table.share(ratios[column.key])
        elif column.kind == "state" and value is not None:
            value = f"{words.MARKS[State.DONE].symbol} {value}"
        elif at == 0 and value is None:
            value = words.TOTAL
        cells.append(_cell(shown(value, column), size, _ALIGNS[column.kind], bold=True))
    return _row(cells)


def shown(value: CellValue, column: Column) -> str:
    """A value as Vietnamese readers write it: 1.234, 87,5%, 05/7/2026."""
    if value is None:
        return ""
    if isinstance(value, State):
        return words.MARKS[value].text
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    if column.kind == "percent":
        return percent_share(value)
    return f"{value:,}".replace(",", "_").replace(".", ",").replace("_", ".")


def _row(cells: list[str], *, head: bool = False) -> str:
    repeat = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, align: str, *, bold: bool = False, fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    parts = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{STYLE}"/><w:jc w:val="{align}"/></w:pPr>'
        f"<w:r>{weight}{'<w:br/>'.join(parts)}</w:r></w:p></w:tc>"
    )
